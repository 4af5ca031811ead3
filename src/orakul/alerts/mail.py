"""An e-mail by SMTP, in a thread: the standard library waits where it stands.

Nothing can stop a thread, so its connection is ended when the time is over: a message that
counts as not delivered, and is tried again, must not arrive after all.

The message is built by the library's own classes, which refuse a line break in a header.
"""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final

from pydantic import SecretStr

from orakul.alerts import outside
from orakul.alerts.outside import TIMEOUT, UndeliveredError
from orakul.sentences import said
from orakul.targets import Email

PATIENCE: Final = 2 * TIMEOUT  # seconds; each step has TIMEOUT, and they are many

Refused = Mapping[str, tuple[int, bytes]]  # recipients, each with what the server answered

_LONGEST_SUBJECT: Final = 200  # characters


async def send(
    target: Email, password: SecretStr | None, subject: str, text: str, *, key: str, private: bool
) -> None:
    """Hand an e-mail to the server of *target*.

    Raises:
        UndeliveredError: it may not be sent there, or the server did not take it for all.
    """
    if target.security == "none" and not private:
        raise UndeliveredError(said("mail_plain"))
    message = compose(target, subject, text, key=key)
    try:
        async with asyncio.timeout(PATIENCE):
            address = await outside.look_up(target.host, target.port, private=private)
            refused = await _hand_over(target, password, address, message)
    except smtplib.SMTPResponseException as error:
        raise UndeliveredError(said("mail_answered", status=error.smtp_code)) from None
    except smtplib.SMTPRecipientsRefused as error:
        raise UndeliveredError(said("mail_refused", codes=_codes(error.recipients))) from None
    except (smtplib.SMTPException, OSError) as error:
        told = str(error) or type(error).__name__
        raise UndeliveredError(said("mail_failed", host=target.host, why=told[:300])) from None
    if refused:
        who = ", ".join(refused)
        raise UndeliveredError(
            said("mail_refused_some", who=who, codes=_codes(refused)), final=True
        )


def _codes(refused: Refused) -> str:
    return str(sorted({code for code, _ in refused.values()}))


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


async def _hand_over(
    target: Email, password: SecretStr | None, address: str, message: EmailMessage
) -> Refused:
    line = _Line()
    try:
        return await asyncio.to_thread(_deliver, line, target, password, address, message)
    finally:
        line.cut()


class _Line:
    """The way to a server, which another thread than the one that uses it can cut."""

    def __init__(self) -> None:
        self._end: socket.socket | None = None
        self._is_cut = False

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        """Return a connection.

        Raises:
            ConnectionAbortedError: the line is cut already.
        """
        plain = socket.create_connection((address, port), timeout)
        self._end = plain.dup()  # the same connection, whatever TLS makes of *plain*
        if self._is_cut:  # looked at after `_end` is set, and set before `_end` is looked at
            plain.close()
            self.cut()
            raise ConnectionAbortedError
        return plain

    def cut(self) -> None:
        """End the connection, if there is one, and let there be none."""
        self._is_cut = True
        if self._end is not None:
            with self._end, suppress(OSError):  # it may have ended
                self._end.shutdown(socket.SHUT_RDWR)


class _Connection(smtplib.SMTP):
    """Goes to an address that was looked at, and holds the server to its name."""

    def __init__(self, line: _Line, target: Email, address: str) -> None:
        self._line = line
        self._address = address
        self._security = target.security
        self._context = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=TIMEOUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = self._line.dial(self._address, port, timeout)
        if self._security != "tls":
            return plain
        return self._context.wrap_socket(plain, server_hostname=host)

    def secure(self) -> None:
        if self._security == "starttls":
            self.starttls(context=self._context)

    def leave(self) -> None:
        """Say goodbye; what it answers, or how late, changes nothing of what it took."""
        with suppress(OSError):
            self.putcmd("quit")


def _deliver(
    line: _Line,
    target: Email,
    password: SecretStr | None,
    address: str,
    message: EmailMessage,
) -> Refused:
    with closing(_Connection(line, target, address)) as server:
        server.secure()
        if target.username is not None and password is not None:
            server.login(target.username, password.get_secret_value())
        refused = server.send_message(message)
        server.leave()
        return refused
