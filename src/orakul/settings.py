"""Settings, from the environment: ``DATABASE_URL`` and ``ORAKUL_…``."""

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from orakul.errors import RejectedError
from orakul.llm.choice import DEFAULT_MODEL
from orakul.people import LONGEST_PASSWORD, SHORTEST_PASSWORD, is_email
from orakul.sealing_key import read_keys

PREFIX: Final = "ORAKUL_"
CLOSE: Final = 0.8  # of what `difflib` calls the ratio of two names, from which one is a slip


class Settings(BaseSettings):
    """Everything that can be set from outside; the defaults make a complete small install."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, populate_by_name=True, env_ignore_empty=True
    )

    database_url: str | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_URL", "database_url")
    )
    data: Path | None = None  # directory of the embedded PostgreSQL
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str | None = None  # where people reach it, for links in what is sent to them
    admin_email: str | None = None
    admin_password: SecretStr | None = None
    session_hours: int = Field(default=24 * 14, ge=1)
    session_longest_hours: int = Field(default=24 * 90, ge=1)  # however often it is refreshed
    secret_keys: SecretStr | None = None  # that seal secrets: base64, the newest first
    secret_key_file: Path | None = None  # holds them where secret_keys is not given
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    # Changes a minute by one person; 0: any number.
    write_rate: int = Field(default=1000, ge=0, le=2**31 - 1)
    largest_import: int = Field(default=2 << 30, ge=1)  # bytes of a file that is uploaded
    imports_at_once: int = Field(default=8, ge=1)  # that one web process takes in
    imports_per_person: int = Field(default=2, ge=1)  # of those
    secure_cookies: bool = False  # set it where Orakul is reached by HTTPS
    oidc_issuer: str | None = None  # of JWTs that stand for people
    oidc_audience: str | None = Field(
        default=None, validate_default=True
    )  # that they are meant for
    telegram_webhook_secret: SecretStr | None = None
    anthropic_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("ANTHROPIC_API_KEY", "anthropic_api_key")
    )
    anthropic_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("ANTHROPIC_BASE_URL", "anthropic_base_url")
    )
    anthropic_model: str = DEFAULT_MODEL
    llm_timeout: float = Field(default=60.0, gt=0)  # seconds
    otlp_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_ENDPOINT", "ORAKUL_OTLP_ENDPOINT"),
    )
    log_format: Literal["auto", "json", "pretty"] = "auto"  # auto: pretty in a terminal
    trace_url_template: str | None = None  # such as http://localhost:16686/trace/{trace_id}
    extraction_threshold: int = Field(default=10, ge=1)  # messages
    extraction_batch: int = Field(default=50, ge=1, le=200)  # messages
    extraction_lookback_hours: int = Field(default=24, ge=1)
    batch_gap_minutes: int = Field(default=10, ge=1, le=60)
    batch_size: int = Field(default=50, ge=1, le=200)  # items of a run's batch
    alert_private: bool = False  # let alerts go to private addresses, and without TLS
    test_publish: bool = False  # let anybody publish over Mercure: for its conformance tests
    event_retention_days: int = Field(default=30, ge=1)  # of the log
    trace_retention_days: int = Field(default=3, ge=0)  # 0: no trace is kept here
    stalled_after: float = Field(default=10.0, gt=1)  # seconds without a worker's heartbeat
    tasks: Annotated[tuple[str, ...], NoDecode] = ()  # modules that declare more of them

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        if value is not None and not _has_ports(value):
            raise ValueError(
                "has a port that is none; a / or @ in a password is written as %2F or %40"
            )
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _reached_safely(cls, value: str | None) -> str | None:
        if value is not None and not is_reached_safely(value):
            raise ValueError("must begin with https://")
        return value

    @field_validator("oidc_audience")
    @classmethod
    def _goes_with_an_issuer(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("oidc_issuer") is not None:
            raise ValueError("must be set where ORAKUL_OIDC_ISSUER is")
        return value

    @field_validator("admin_email")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not is_email(value):
            raise ValueError("must be an e-mail address, such as me@example.org")
        return value

    @field_validator("admin_password")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not SHORTEST_PASSWORD <= len(value) <= LONGEST_PASSWORD:
            raise ValueError(f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        return value

    @field_validator("secret_keys")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not read_keys(value.get_secret_value()):
            raise ValueError("holds no key: `orakul secrets generate` prints one")
        return value

    @field_validator("tasks", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        return [each.strip() for each in value.split(",")] if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return [_network(each) for each in value.split(",")] if isinstance(value, str) else value

    @field_validator("tasks")
    @classmethod
    def _modules(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if not all(part.isidentifier() for part in each.split(".")):
                raise ValueError(f"{each!r} is not the name of a Python module")
        return value

    @field_validator("otlp_endpoint", "public_url", "trace_url_template")
    @classmethod
    def _by_http(cls, value: str | None) -> str | None:
        # A browser would run what a link of another kind says.
        if value is not None and not _is_of_http(value):
            raise ValueError("must be like http://localhost:4318, with a host")
        return value

    @field_validator("trace_url_template")
    @classmethod
    def _with_place(cls, value: str | None) -> str | None:
        if value is not None and "{trace_id}" not in value:
            raise ValueError("must contain {trace_id}")
        return value


def load() -> Settings:
    """Read the settings from the environment.

    Raises:
        RejectedError: a setting is wrong; the message names it and says what is.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        said = first["msg"].removeprefix("Value error, ")
        raise RejectedError(f"{_variable(str(first['loc'][0]))}: {said}") from None


def misspelt(names: Iterable[str]) -> Mapping[str, str]:
    """Return those of *names*, of variables, that are taken for a slip, with what is meant.

    Scripts and tasks of others may have variables of their own: what is like none of ours is
    theirs.
    """
    known = {name.removeprefix(PREFIX): name for name in _known()}
    found: dict[str, str] = {}
    for name in names:
        upper = name.upper()
        if not upper.startswith(PREFIX) or upper in known.values():
            continue
        for meant in difflib.get_close_matches(upper.removeprefix(PREFIX), known, 1, CLOSE):
            found[name] = known[meant]
    return found


def _known() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        yield from map(str.upper, _choices(field) or [f"{PREFIX}{name}"])


def _network(text: str) -> IPv4Network | IPv6Network:
    text = text.strip()
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        meant = f"is {ip_network(text, strict=False)} or {text.partition('/')[0]} meant?"
    except ValueError:
        meant = "write them like 10.0.0.0/8,::1/128"
    raise ValueError(f"{text!r} is no network: {meant}")


def is_reached_safely(url: str) -> bool:
    """Tell whether nobody can change over the wire what is answered at *url*.

    Whoever could do so to an issuer, or to its keys, could sign in as anybody.
    """
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", "127.0.0.1")


def _is_of_http(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _has_ports(dsn: str) -> bool:
    """Tell whether all ports of an address, which may name several hosts, are some."""
    try:
        parts = urlsplit(dsn)
        ports = ",".join(parse_qs(parts.query).get("port", [])).split(",")
        for place in [*parts.netloc.rpartition("@")[2].split(","), *(f":{each}" for each in ports)]:
            _ = urlsplit(f"//{place}").port
    except ValueError:
        return False
    return True


def _variable(place: str) -> str:
    """Return the variable that a fault was found in; pydantic tells the first it may have."""
    for choices in map(_choices, Settings.model_fields.values()):
        if place in choices:
            return next((name for name in choices if name in os.environ), place)
    return f"{PREFIX}{place.upper()}"


def _choices(field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    return [str(each) for each in alias.choices] if isinstance(alias, AliasChoices) else []
