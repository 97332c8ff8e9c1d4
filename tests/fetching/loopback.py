"""A real server on the loopback interface whose answers are written byte for byte."""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from typing import Any

Answer = bytes | Callable[[socket.socket], None]


class LoopbackServer(socketserver.ThreadingTCPServer):
    """Answers a path with the bytes, or by the function, found in `answers`; keeps all requests' heads."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        self.answers: dict[str, Answer] = {}
        self.requests: list[bytes] = []
        self.closing = threading.Event()
        self._tls = tls
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    def url(self, path: str = "/", host: str = "") -> str:
        own = str(self.server_address[0])
        name = host or (f"[{own}]" if ":" in own else own)
        return f"{'https' if self._tls else 'http'}://{name}:{self.port}{path}"

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.split()[1].decode() for request in self.requests]

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def drip(self, connection: socket.socket, data: bytes, rest: bytes = b"") -> None:
        """`data` byte by byte, 0.1 s apart, then `rest` at once: whoever waits long enough gets it all."""
        for byte in data:
            if self.closing.wait(0.1):
                return
            connection.sendall(bytes([byte]))
        connection.sendall(rest)

    def __enter__(self) -> "LoopbackServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(socketserver.BaseRequestHandler):
    server: LoopbackServer

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # the client may leave at any time
            request = b""
            while b"\r\n\r\n" not in request:
                received = self.request.recv(65536)
                if not received:
                    return
                request += received
            self.server.requests.append(request)
            self._answer(request.split()[1].decode())

    def _answer(self, path: str) -> None:
        answer = self.server.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if callable(answer):
            answer(self.request)
        else:
            self.request.sendall(answer)


def page(body: bytes = b"page", *fields: str, status: str = "200 OK") -> bytes:
    """A whole answer: the status, these header fields, the body and its length."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""])
    return head.encode("latin-1") + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return page(b"", f"Location: {location}", status=status)
