"""Stands for a mail server: takes e-mails by SMTP and keeps them to be looked at."""

import datetime
import socketserver
import ssl
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path, name: str = "localhost") -> Path:
    """Make a certificate of *name* that signs itself, in one file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class Mailbox:
    """Speaks SMTP on 127.0.0.1 while it is entered, with STARTTLS where it has a certificate.

    *refuses* is the answer to every recipient, if not None, or to `stranger` alone. A client that is at the step *holds*
    waits until `go` is set: one that comes at "", says MAIL or QUIT, or begins with TLS. `left`
    is set when one has left.
    """

    def __init__(
        self, *, file: Path | None = None, refuses: str | None = None, holds: str | None = None
    ) -> None:
        self.messages: list[EmailMessage] = []
        self.logins: list[str] = []
        self.encrypted: list[bool] = []
        self.refuses = refuses
        self.stranger = ""
        self.holds = holds
        self.go, self.left = threading.Event(), threading.Event()
        self.context: ssl.SSLContext | None = None
        if file is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(file)
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.mailbox = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.go.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mailbox: Mailbox

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hangs up has said why where it is looked at


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box = cast("_Server", self.server).mailbox
        encrypted = False
        self._hold("")
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line[:8].upper()
            self._hold(verb[:4])
            if verb.startswith("EHLO"):
                offers = "STARTTLS" if box.context and not encrypted else "AUTH PLAIN"
                self._say(f"250-here\r\n250 {offers}")
            elif verb == "STARTTLS" and box.context:
                self._say("220 go on")
                self._hold("TLS")
                self.request = box.context.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
                encrypted = True
            elif verb.startswith("AUTH"):
                box.logins.append(line.split()[-1])
                self._say("235 welcome")
            elif verb.startswith("RCPT") and box.refuses and box.stranger in line:
                self._say(box.refuses)
            elif verb.startswith("DATA"):
                self._say("354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                parsed = message_from_bytes(b"".join(lines), policy=policy.default)
                box.messages.append(parsed)
                box.encrypted.append(encrypted)
                self._say("250 kept")
            elif verb.startswith("QUIT"):
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def finish(self) -> None:
        super().finish()
        self.request.close()  # which the server does to the socket that was not wrapped yet
        cast("_Server", self.server).mailbox.left.set()

    def _hold(self, step: str) -> None:
        box = cast("_Server", self.server).mailbox
        if box.holds == step:
            box.go.wait()

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
