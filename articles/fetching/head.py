"""The head of an answer, whole or not at all.

http.client takes a connection that closes in the middle of the head for the end of the head, so that half a
head becomes a 200 with an empty body. It also reads no fields behind the first malformed line, and takes an
interim 103 for the answer.
"""

import http.client
import io
import re
import socket
from typing import Any, BinaryIO

from .errors import BadResponse, ConnectionFailed
from .visit import Visit

LONGEST_HEAD = 128 * 1024
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
INTERIM = re.compile(rb"HTTP/1\.[0-9] +1(?!01)[0-9][0-9](?![0-9])")
ONE_NUMBER = re.compile(r"\s*([0-9]{1,18})\s*(?:,\s*\1\s*)*")  # a repeated field is one list (RFC 9110, 5.3)
BARE = bytes.maketrans(b"\r\0", b"  ")


class StrictHead(http.client.HTTPResponse):
    """http.client's response, given a head that is whole and clean and a stream that obeys the deadline."""

    def __init__(self, sock: socket.socket, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._visit = visit
        self.fp = io.BufferedReader(_TimedStream(self.fp.detach(), sock, visit))

    def begin(self) -> None:
        wire = self.fp
        self.fp = io.BufferedReader(io.BytesIO(_clean(_read_head(wire, self._visit.url))))
        try:
            super().begin()
        except http.client.HTTPException as error:
            raise BadResponse(self._visit.url, f"the answer is malformed ({error!r})") from error
        finally:
            self.fp = wire
        self._check_framing()

    def _check_framing(self) -> None:
        """RFC 9112, 6.3: without a certain length, half an article cannot be told from a whole one."""
        codings = self.headers.get_all("Transfer-Encoding", [])
        if codings and [coding.strip().lower() for coding in codings] != ["chunked"]:
            raise BadResponse(self._visit.url, f"the transfer encoding {', '.join(codings)} was not offered")
        lengths = ",".join(self.headers.get_all("Content-Length", []))
        if lengths and not codings and not ONE_NUMBER.fullmatch(lengths):
            raise BadResponse(self._visit.url, "the answer's Content-Length is not one number")


class _TimedStream(io.RawIOBase):
    """A socket's bytes; each read may take what is left of the visit's time.

    A socket's timeout starts anew with every byte that drips in, so it is set again before each read; then no
    second thread has to shut the connection down.
    """

    def __init__(self, stream: io.RawIOBase, sock: socket.socket, visit: Visit) -> None:
        self._stream = stream
        self._sock = sock
        self._visit = visit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._visit.remaining())
        return self._stream.readinto(buffer)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _read_head(wire: BinaryIO, url: str) -> list[bytes]:
    """The lines of the final head, without the empty one that ends it; interim answers (1xx) are skipped."""
    room = LONGEST_HEAD
    while True:
        lines: list[bytes] = []
        while not lines or lines[-1] not in (b"\r\n", b"\n"):
            line = wire.readline(room + 1)
            room -= len(line)
            _check_line(line, room, bool(lines), url)
            lines.append(line)
        if not INTERIM.match(lines[0]):
            return lines[:-1]


def _check_line(line: bytes, room: int, begun: bool, url: str) -> None:
    if room < 0:
        raise BadResponse(url, f"the answer's head is longer than {LONGEST_HEAD // 1024} KiB")
    if not line and not begun:
        raise ConnectionFailed(url, "the server closed the connection without an answer")
    if not line.endswith(b"\n"):
        raise BadResponse(url, "the connection closed in the middle of the answer's head")


def _clean(lines: list[bytes]) -> bytes:
    """A head that http.client reads to its end.

    Lines that are no field are left out, as by browsers; folded lines are joined (RFC 9112, 5.2); NUL and CR
    inside a value become spaces (RFC 9110, 5.5).
    """
    status, *rest = lines or [b""]
    fields: list[bytes] = []
    for line in rest:
        name, colon, value = line.partition(b":")
        if line[:1] in b" \t":
            fields[-1:] = [field + b" " + _value(line) for field in fields[-1:]]
        elif colon and TOKEN.fullmatch(name.rstrip(b" \t")):
            fields.append(name.rstrip(b" \t") + b": " + _value(value))
    return b"\r\n".join([status.rstrip(b"\r\n"), *fields, b"", b""])


def _value(raw: bytes) -> bytes:
    return raw.rstrip(b"\r\n").translate(BARE).strip(b" \t")
