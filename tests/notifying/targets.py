"""Real targets on loopback: a mail server and a webhook that take, refuse, hang, drip, redirect."""

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.fetching.loopback import LoopbackServer, page


@dataclass
class Mailbox:
    """`answers` are told one after the other to what is sent, then "250 OK"; for a recipient that `unknown` lists,
    550.
    """

    answers: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    envelopes: list[Envelope] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 -- its names and arguments are aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("2"):
            self.envelopes.append(envelope)
        return answer

    @property
    def mails(self) -> list[EmailMessage]:
        parsed = [
            message_from_bytes(bytes(one.content or b""), policy=policy.default) for one in self.envelopes
        ]
        assert all(isinstance(mail, EmailMessage) for mail in parsed)
        return parsed  # type: ignore[return-value]

    def recipients(self) -> list[str]:
        return sorted(address for one in self.envelopes for address in one.rcpt_tos)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mailbox.port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


Handle = Callable[[socket.socket], object]


class Webhook(LoopbackServer):
    """Answers each POST by `answer`, at first 204; `posted` is what it got: headers by lower-case name, and body."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = _PostHandler
        self.answer: bytes | Handle = page(b"", status="204 No Content")
        self.posted: list[tuple[dict[str, str], bytes]] = []

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.posted]


class _PostHandler(socketserver.BaseRequestHandler):
    server: Webhook

    def handle(self) -> None:
        with self.request.makefile("rb") as wire:
            line, *fields = iter(lambda: wire.readline().decode().strip(), "")
            named = (field.partition(":") for field in fields)
            headers = {name.lower(): value.strip() for name, _, value in named}
            body = wire.read(int(headers["content-length"]))
        self.server.requests.append(line.encode())
        self.server.posted.append((headers, body))
        with suppress(OSError):  # the client may leave at any time
            if callable(self.server.answer):
                self.server.answer(self.request)
            else:
                self.request.sendall(self.server.answer)


def hanging(let_go: threading.Event) -> Handle:
    """Never answers until it is let go."""
    return lambda _connection: let_go.wait(60)


@contextmanager
def talking(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says something to whoever connects, as mail servers do; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_say, args=[say, connection], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _say(say: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection, suppress(OSError):  # the client may leave at any time
        say(connection)
