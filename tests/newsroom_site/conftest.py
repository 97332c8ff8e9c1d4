"""A town on a clock that the test sets."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.newsroom import Town, open_town

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


class Watch:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def set(self, since_start: timedelta) -> None:
        self.time = START + since_start


OpenTown = Callable[..., AbstractContextManager[Town]]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def opened(watch: Watch) -> OpenTown:
    """`opened(seed, noise)`: a town on the test's watch."""

    @contextmanager
    def opened(seed: int = 1, noise: int = 0) -> Iterator[Town]:
        with open_town(seed, noise, watch) as town:
            yield town

    return opened
