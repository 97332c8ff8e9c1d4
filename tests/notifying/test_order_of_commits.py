"""A change is not seen in the order of its key: one that is committed after a later one was read is told, too."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from articles.models import Alert, Change
from tests.factories import make_source, make_story
from tests.notifying.conftest import make_alert
from tests.notifying.test_matching import told
from tests.pages.searching import A, B

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite commits in order: one writer at a time"
    ),
]


@pytest.fixture
def alert() -> Alert:
    for _ in range(2):
        make_story([A, B], make_source())
    return make_alert(emails="desk@paper.example")


def in_another_transaction(write: Callable[[], object]) -> tuple[threading.Thread, threading.Event]:
    """It has written once this returns, and commits when the event is set."""
    written, commit = threading.Event(), threading.Event()

    def run() -> None:
        with transaction.atomic():
            write()
            written.set()
            commit.wait(20)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert written.wait(20)
    return thread, commit


def another(change: Change, number: int) -> None:
    change.pk, change.number = None, number
    change.save(force_insert=True)


def matched(alert: Alert) -> int:
    return len(told(alert))


def assert_told_late(alert: Alert, commit: threading.Event, thread: threading.Thread) -> None:
    for _ in range(5):
        assert matched(alert) == 3
    commit.set()
    thread.join()
    for _ in range(3):
        assert matched(alert) == 4
    alert.refresh_from_db()
    assert alert.read_up_to == Change.objects.latest("pk").pk


def test_one_that_is_committed_late_is_told(alert: Alert) -> None:
    first, second = Change.objects.order_by("pk")
    thread, commit = in_another_transaction(lambda: another(first, 2))
    another(second, 2)
    assert_told_late(alert, commit, thread)


def test_also_where_its_transaction_began_after_the_other(alert: Alert) -> None:
    first, second = Change.objects.order_by("pk")
    with transaction.atomic():
        Alert.objects.update(name="Written first")
        thread, commit = in_another_transaction(lambda: another(first, 2))
        another(second, 2)
    assert_told_late(alert, commit, thread)
