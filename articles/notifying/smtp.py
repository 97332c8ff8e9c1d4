"""Django's way to a mail server, with an end to it.

`EMAIL_TIMEOUT` begins anew with every byte that drips in: a server that says one each nine seconds would keep a thread
for days. So the connection is cut at the deadline, whatever it is in the middle of.
"""

import smtplib
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

Noting = Callable[[socket.socket], None]


class EmailBackend(smtp.EmailBackend):
    """For one thread at a time. Raises OSError or SMTPException once settings.EMAIL_DEADLINE is over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sockets: list[socket.socket] = []
        self._is_over = False
        self._noting = threading.Lock()

    @property
    def connection_class(self) -> Any:
        return partial(_NotedTLS if self.use_ssl else _Noted, noting=self._note)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        timer = threading.Timer(settings.EMAIL_DEADLINE.total_seconds(), self._cut_off)
        timer.daemon = True
        timer.start()
        try:
            return super().send_messages(email_messages) or 0
        finally:
            with suppress(smtplib.SMTPException, OSError):
                self.close()  # Django leaves a connection open that it failed to log in by
            timer.cancel()
            self._forget()

    def _note(self, connection: socket.socket) -> None:
        """A second handle on it: encrypting takes the first away, and to shut down one is to shut down both."""
        with self._noting:
            self._sockets.append(connection.dup())
            is_over = self._is_over
        if is_over:
            self._cut_off()

    def _cut_off(self) -> None:
        with self._noting:
            self._is_over = True
            for one in self._sockets:
                with suppress(OSError):  # the server was faster
                    one.shutdown(socket.SHUT_RDWR)

    def _forget(self) -> None:
        with self._noting:
            for one in self._sockets:
                one.close()
            self._sockets, self._is_over = [], False


class _Noted(smtplib.SMTP):
    def __init__(self, *args: Any, noting: Noting, **kwargs: Any) -> None:
        self._note = noting
        super().__init__(*args, **kwargs)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._note(made)
        return made


class _NotedTLS(smtplib.SMTP_SSL, _Noted):
    """The first asks the second for its connection, and encrypts it; the constructors would go the other way."""

    def __init__(self, *args: Any, noting: Noting, **kwargs: Any) -> None:
        self._note = noting
        smtplib.SMTP_SSL.__init__(self, *args, **kwargs)
