"""A target that hangs keeps its own alert waiting: no other, and no worker."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connections
from django.utils import timezone

from articles import tasks
from articles.models import Alert, Delivery
from articles.notifying import Couriers
from articles.notifying.couriers import SEVERAL
from articles.pipeline import raise_alerts
from tests.factories import make_source, make_story
from tests.notifying.conftest import NOW, make_alert
from tests.notifying.targets import Webhook, hanging
from tests.pages.searching import A, B
from tests.running.product import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def let_go() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def hung(webhook: Webhook, let_go: threading.Event) -> Webhook:
    make_story([A, B], make_source("The Harbour Post", slug="post"))
    webhook.answer = hanging(let_go)
    return webhook


def settled() -> int:
    return Delivery.objects.filter(state=Delivery.State.DELIVERED).count()


def at_now() -> Couriers:
    raise_alerts(lambda: NOW)
    return Couriers()


def test_whoever_sends_out_waits_for_no_target(hung: Webhook, let_go: threading.Event) -> None:
    make_alert(webhook_url=hung.url())
    couriers = at_now()
    assert couriers.send_out(lambda: NOW) == 1
    eventually(lambda: hung.posted)
    assert settled() == 0
    assert couriers.send_out(lambda: NOW) == 0
    let_go.set()
    hung.answer = b""
    eventually(lambda: Delivery.objects.get().last_error or settled())


def test_others_get_theirs_meanwhile(hung: Webhook, let_go: threading.Event) -> None:
    with Webhook() as good:
        for number in range(2 * SEVERAL):
            make_alert(name=f"{number}", webhook_url=hung.url() if number == 0 else good.url(f"/{number}"))
        couriers = at_now()
        assert couriers.empty_outbox(lambda: NOW, patience=3) == 2 * SEVERAL
        assert settled() == len(good.posted) == 2 * SEVERAL - 1
        assert len(hung.posted) == 1
        let_go.set()
        assert couriers.empty_outbox(lambda: NOW, patience=20) == 0


def test_of_one_alert_one_message_is_under_way(hung: Webhook, let_go: threading.Event) -> None:
    alert = make_alert(webhook_url=hung.url())
    for _ in range(5):
        Delivery.objects.make_test(alert, NOW)
    couriers = at_now()
    for _ in range(3):
        couriers.send_out(lambda: NOW)
    eventually(lambda: hung.posted)
    time.sleep(0.2)  # for those that must not come
    assert len(hung.posted) == 1
    let_go.set()
    couriers.empty_outbox(lambda: NOW, patience=20)


def test_all_that_waits_for_one_alert_goes_by_one_sending_out(webhook: Webhook) -> None:
    alert = make_alert(webhook_url=webhook.url())
    for _ in range(5):
        Delivery.objects.make_test(alert, NOW)
    assert Couriers().send_out(lambda: NOW) == 1
    eventually(lambda: settled() == 5)
    assert len(webhook.posted) == 5


def test_a_target_that_fails_is_not_asked_again_by_the_same_sending_out(webhook: Webhook) -> None:
    webhook.answer = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"
    alert = make_alert(webhook_url=webhook.url())
    for _ in range(5):
        Delivery.objects.make_test(alert, NOW)
    couriers = Couriers()
    couriers.send_out(lambda: NOW)
    eventually(lambda: Delivery.objects.filter(attempts=1).exists())
    time.sleep(0.2)  # for those that must not come
    assert len(webhook.posted) == 1


def test_so_many_hang_at_most(hung: Webhook, let_go: threading.Event) -> None:
    for number in range(3 * SEVERAL):
        make_alert(name=f"{number}", webhook_url=hung.url(f"/{number}"))
    couriers = at_now()
    assert couriers.send_out(lambda: NOW) == SEVERAL
    assert couriers.send_out(lambda: NOW) == 0
    let_go.set()
    couriers.empty_outbox(lambda: NOW, patience=20)
    assert len(hung.posted) == 3 * SEVERAL


def test_the_task_returns_while_its_target_hangs(hung: Webhook, let_go: threading.Event) -> None:
    make_alert(webhook_url=hung.url())
    tasks.send_alerts()
    eventually(lambda: hung.posted)
    assert Delivery.objects.get().lease_until is not None
    let_go.set()
    eventually(lambda: Delivery.objects.get().lease_until is None)


def test_two_that_claim_at_once_get_a_message_once(webhook: Webhook) -> None:
    alert = make_alert(webhook_url=webhook.url())
    for _ in range(20):
        Delivery.objects.make_test(alert, NOW)

    def empty_outbox() -> None:
        Couriers().empty_outbox(lambda: NOW, patience=20)
        connections.close_all()

    threads = [threading.Thread(target=empty_outbox, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    eventually(lambda: settled() == 20)
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(told["id"] for told in webhook.told) == sorted(
        str(uid) for uid in Delivery.objects.values_list("uid", flat=True)
    )


def test_what_is_under_way_elsewhere_takes_no_place_in_a_claim(webhook: Webhook) -> None:
    alerts = [make_alert(name=name, webhook_url=webhook.url()) for name in "ab"]
    for alert in alerts * 2:
        Delivery.objects.make_test(alert, NOW)
    claimed = [Delivery.objects.claim(NOW, 1) for _ in range(3)]
    assert [[delivery.alert for delivery in some] for some in claimed] == [[alerts[0]], [alerts[1]], []]


def test_a_claim_is_free_again_once_its_lease_is_over(webhook: Webhook) -> None:
    Delivery.objects.make_test(make_alert(webhook_url=webhook.url()), NOW)
    [first] = Delivery.objects.claim(NOW, 10)
    assert Delivery.objects.claim(NOW, 10) == []
    Delivery.objects.update(lease_until=timezone.now())
    [second] = Delivery.objects.claim(NOW, 10)
    assert (first.uid, first.pk) == (second.uid, second.pk)
    assert not first.settle(Delivery.State.DELIVERED, NOW)
    assert Delivery.objects.get().state == Delivery.State.WAITING
    assert second.settle(Delivery.State.DELIVERED, NOW)


def test_what_is_paused_stays_and_goes_later(webhook: Webhook) -> None:
    alert = make_alert(webhook_url=webhook.url())
    Delivery.objects.make_test(alert, NOW)
    Alert.objects.update(paused=True)
    assert Couriers().empty_outbox(lambda: NOW, patience=5) == 0
    Alert.objects.update(paused=False)
    assert Couriers().empty_outbox(lambda: NOW, patience=5) == 1
