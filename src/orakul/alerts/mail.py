"""An e-mail by SMTP, in a thread: the standard library waits where it stands.

The message is built by the library's own classes, which refuse a line break in a header.
"""

import asyncio
import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final

from pydantic import SecretStr

from orakul.alerts import outside
from orakul.alerts.outside import TIMEOUT, UndeliveredError
from orakul.sentences import said
from orakul.targets import Email

_LONGEST_SUBJECT: Final = 200  # characters


async def send(
    target: Email, password: SecretStr | None, subject: str, text: str, *, key: str, private: bool
) -> None:
    """Hand an e-mail to the server of *target*.

    Raises:
        UndeliveredError: it may not be sent there, or the server did not take it.
    """
    if target.security == "none" and not private:
        raise UndeliveredError(said("mail_plain"))
    address = await outside.look_up(target.host, target.port, private=private)
    message = compose(target, subject, text, key=key)
    try:
        async with asyncio.timeout(2 * TIMEOUT):  # each step has TIMEOUT, and they are many
            await asyncio.to_thread(_hand_over, target, password, address, message)
    except smtplib.SMTPResponseException as error:
        raise UndeliveredError(said("mail_answered", status=error.smtp_code)) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _ in error.recipients.values()})
        raise UndeliveredError(said("mail_refused", codes=str(codes))) from None
    except (smtplib.SMTPException, OSError) as error:
        told = str(error) or type(error).__name__
        raise UndeliveredError(said("mail_failed", host=target.host, why=told[:300])) from None


def compose(target: Email, subject: str, text: str, *, key: str) -> EmailMessage:
    """Return the message; *key* makes its id, the same each time that it is tried."""
    message = EmailMessage()
    message["From"] = target.sender
    message["To"] = ", ".join(target.recipients)
    message["Subject"] = " ".join(subject.split())[:_LONGEST_SUBJECT]
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{key}@{target.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


class _Connection(smtplib.SMTP):
    """Goes to an address that was looked at, and holds the server to its name."""

    def __init__(self, target: Email, address: str) -> None:
        self._address = address
        self._security = target.security
        self._context = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=TIMEOUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((self._address, port), timeout)
        if self._security != "tls":
            return plain
        return self._context.wrap_socket(plain, server_hostname=host)

    def secure(self) -> None:
        if self._security == "starttls":
            self.starttls(context=self._context)


def _hand_over(
    target: Email, password: SecretStr | None, address: str, message: EmailMessage
) -> None:
    with _Connection(target, address) as server:
        server.secure()
        if target.username is not None and password is not None:
            server.login(target.username, password.get_secret_value())
        server.send_message(message)
