from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from articles.models import Alert, Delivery
from articles.notifying import deliver
from articles.pipeline import raise_alerts
from tests.notifying.targets import Mailbox, Webhook, mail_server

NOW = datetime.fromisoformat("2026-11-25T09:00:00Z")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """The mail server that is set."""
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "articles.notifying.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        yield mailbox


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with Webhook() as webhook:
        yield webhook


def make_alert(**fields: Any) -> Alert:
    """One that has read nothing yet."""
    return Alert.objects.create(**{"name": "Ports", "read_up_to": 0, **fields})


def send_due(now: datetime = NOW) -> None:
    """What a pass at this time does for alerts, one delivery after the other."""
    raise_alerts(lambda: now)
    while claimed := Delivery.objects.claim(now, 10):
        for delivery in claimed:
            deliver(delivery, now)
