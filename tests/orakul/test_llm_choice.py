"""A key chooses the language model; without one the offline engine reads, with no network."""

import subprocess
import sys
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from orakul.llm.choice import DEFAULT_MODEL, choose_engine


@dataclass(frozen=True, slots=True)
class Settings:
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str | None = None
    anthropic_model: str = DEFAULT_MODEL
    llm_timeout: float = 60


def test_a_key_chooses_anthropic() -> None:
    assert choose_engine(Settings(SecretStr("sk-ant-x"))).name == "anthropic"


@pytest.mark.parametrize("key", [None, SecretStr(""), SecretStr(" \n")])
def test_no_key_chooses_offline(key: SecretStr | None) -> None:
    assert choose_engine(Settings(key)).name == "offline"


def test_the_offline_engine_loads_no_client_of_a_language_model() -> None:
    program = (
        "import sys; from tests.orakul.test_llm_choice import Settings, choose_engine\n"
        "choose_engine(Settings()); sys.exit('anthropic' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
