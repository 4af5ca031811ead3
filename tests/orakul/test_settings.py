"""A setting that cannot be is named at the start, and so is a slip in the name of one."""

import pytest

from orakul.errors import RejectedError
from orakul.settings import load, misspelt


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_URL", "postgresql://u:secret/w@h/db", "has a port that is none"),
        ("DATABASE_URL", "postgresql://h/db?port=many", "has a port that is none"),
        ("ORAKUL_ADMIN_EMAIL", "bad", "an e-mail address, such as"),
        ("ORAKUL_ADMIN_PASSWORD", "secret", "8 to 200 characters"),
        ("ORAKUL_SECRET_KEYS", "secret", "key 1 is not 32 bytes in base64"),
        ("ORAKUL_SECRET_KEYS", ",", "holds no key"),
        ("ORAKUL_TRUSTED_PROXIES", "::1/128,10.0.0.1/8", "is 10.0.0.0/8 or 10.0.0.1 meant"),
        ("ORAKUL_TRUSTED_PROXIES", "nginx", "write them like"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "garbage", "http://localhost:4318"),
        ("ORAKUL_OTLP_ENDPOINT", "localhost:4318", "http://localhost:4318"),
        ("ORAKUL_PUBLIC_URL", "orakul.example.org", "with a host"),
        ("ORAKUL_TRACE_URL_TEMPLATE", "javascript:alert(1)//{trace_id}", "with a host"),
        ("ORAKUL_TRACE_URL_TEMPLATE", "http://jaeger", "must contain {trace_id}"),
    ],
)
def test_what_cannot_be_is_told_with_its_variable_and_no_secret(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(RejectedError) as error:
        load()

    assert str(error.value).startswith(f"{name}: ")
    assert told in str(error.value)
    assert "secret" not in str(error.value).replace("orakul secrets", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://u:p%2Fw@a:5432,[::1]:5433/db"),
        ("DATABASE_URL", "postgresql://orakul@/orakul?host=/tmp/x&port=5432"),
        ("ORAKUL_TRUSTED_PROXIES", "10.0.0.0/8, ::1/128, 192.0.2.1"),
        ("ORAKUL_TRACE_URL_TEMPLATE", "https://traces.example/{trace_id}?tab=spans"),
        ("ORAKUL_ADMIN_EMAIL", "admin@localhost"),
    ],
)
def test_what_can_be_is_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    load()


def test_a_slip_is_told_with_what_is_meant_and_what_is_of_others_is_not() -> None:
    slips = {
        "ORAKUL_SECURE_COOKIE": "ORAKUL_SECURE_COOKIES",
        "ORAKUL_DATABASE_URL": "DATABASE_URL",
        "ORAKUL_TRUSTED_PROXY": "ORAKUL_TRUSTED_PROXIES",
        "orakul_task": "ORAKUL_TASKS",
    }
    right = ["DATABASE_URL", "ORAKUL_DATA", "orakul_port", "ORAKUL_TASKS", "ORAKUL_OTLP_ENDPOINT"]
    others = [
        f"ORAKUL_{name}"
        for name in ("APP_AS_ADMIN", "APP_URL", "FUZZ", "SHARED", "SOAK", "TOKEN", "TRACE_URL", "URL")
    ]  # fmt: skip

    assert misspelt([*slips, *right, *others, "PATH"]) == slips
