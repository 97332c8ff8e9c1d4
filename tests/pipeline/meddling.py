"""Another hand that writes just while a read is under way, on the connection of the test itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


def elsewhere(act: Callable[[], object]) -> Callable[[], None]:
    """Done in a thread, and so on a connection of its own, and waited for."""

    def act_and_close() -> None:
        act()
        connection.close()

    def meddle() -> None:
        thread = threading.Thread(target=act_and_close)
        thread.start()
        thread.join()

    return meddle


@contextmanager
def meddling(meddle: Callable[[], object], before: str, times: int = 1) -> Iterator[None]:
    """Do `meddle` before each of the first so many queries whose SQL has `before` in it."""
    left = times

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if left and before in sql:
            left -= 1
            meddle()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield
    assert not left, "the read that was to be meddled with never came"
