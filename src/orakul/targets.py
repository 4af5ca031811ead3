"""Where alerts are told: what a channel is made of. Its secret stands beside it, sealed."""

import re
from typing import Annotated, Final, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from orakul.sentences import said

TELEGRAM: Final = "https://api.telegram.org"

_ADDRESS: Final = re.compile(r"[^\s@<>\",;:\\()\[\]]+@[^\s@<>\",;:\\()\[\]]+", re.ASCII)
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+", re.ASCII)


def _url(value: str) -> str:
    # Control characters and spaces would be dropped or moved by whoever reads it next.
    if not value.isascii() or re.search(r"[\x00-\x20\x7f\\]", value):
        raise ValueError(said("address_odd"))
    try:
        url = urlsplit(value)
    except ValueError:  # brackets that hold no address
        raise ValueError(said("address_not_https")) from None
    if url.scheme not in ("https", "http") or not url.hostname or not _HOST.fullmatch(url.hostname):
        raise ValueError(said("address_not_https"))
    if url.username is not None or url.password is not None:
        raise ValueError(said("address_with_user"))
    if not _has_port(url):
        raise ValueError(said("address_port"))
    return value


def _has_port(url: SplitResult) -> bool:
    try:
        return url.port != 0
    except ValueError:
        return False


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError(said("no_email"))
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError(said("no_host"))
    return value


Url = Annotated[str, Field(max_length=2000), AfterValidator(_url)]
Address = Annotated[str, Field(max_length=254), AfterValidator(_address)]


class _Target(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Webhook(_Target):
    """POSTs JSON there, signed with the secret."""

    kind: Literal["webhook"]
    url: Url


class Email(_Target):
    """Hands an e-mail to a server; the secret is the password of *username*."""

    kind: Literal["email"]
    host: Annotated[str, Field(max_length=253), AfterValidator(_host)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description="`none` only where private addresses are allowed"),
    ] = "starttls"
    username: (
        Annotated[str, Field(min_length=1, max_length=254, pattern=r"^[\x21-\x7e]+$")] | None
    ) = None
    sender: Address
    recipients: Annotated[list[Address], Field(min_length=1, max_length=20)]


class Telegram(_Target):
    """Sends a message to a chat by the bot whose token is the secret."""

    kind: Literal["telegram"]
    chat_id: Annotated[str, Field(max_length=64, pattern=r"^(-?[0-9]{1,20}|@[A-Za-z0-9_]{1,60})$")]
    base_url: Url = TELEGRAM


Target = Annotated[Webhook | Email | Telegram, Field(discriminator="kind")]
