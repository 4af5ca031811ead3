"""Choose who reads: a language model where there is a key, the offline engine otherwise."""

from typing import Final, Protocol

from pydantic import SecretStr

from orakul.llm.engine import Engine

# Takes over from claude-sonnet-4-5, which its maker retires on 30 November 2026.
DEFAULT_MODEL: Final = "claude-sonnet-5-5"


class EngineSettings(Protocol):
    """What has to be known to choose an engine."""

    @property
    def anthropic_api_key(self) -> SecretStr | None:
        """Key of the Anthropic API; without one the offline engine reads."""
        ...

    @property
    def anthropic_base_url(self) -> str | None:
        """Address of the Anthropic API, where it is not the public one."""
        ...

    @property
    def anthropic_model(self) -> str:
        """Name of the model, like `DEFAULT_MODEL`."""
        ...

    @property
    def llm_timeout(self) -> float:
        """Seconds that reading one batch may take, retries of the answer included."""
        ...


def choose_engine(settings: EngineSettings) -> Engine:
    """Return the engine that *settings* ask for.

    Raises:
        RejectedError: the key holds characters that no key has.
    """
    # Either engine takes a second or more to import; nobody waits for the one not chosen.
    key = settings.anthropic_api_key
    if key is None or not key.get_secret_value().strip():
        from orakul.llm.offline import OfflineEngine  # noqa: PLC0415

        return OfflineEngine()
    from orakul.llm.anthropic_engine import AnthropicEngine  # noqa: PLC0415

    return AnthropicEngine(
        key,
        model=settings.anthropic_model,
        base_url=settings.anthropic_base_url,
        timeout=settings.llm_timeout,
    )
