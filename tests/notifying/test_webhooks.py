"""Alerts by webhook, to real servers on loopback: good, failing, leading elsewhere, and forbidden ones."""

import hashlib
import hmac
import json
import sys
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from articles.models import Alert, Article, Change, Delivery
from articles.notifying import webhooks
from tests.factories import make_source, make_story, make_text, show
from tests.fetching.loopback import page, redirect
from tests.notifying.conftest import DAY, HOUR, MINUTE, NOW, make_alert, send_due
from tests.notifying.targets import Webhook
from tests.pages.searching import A, B

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    return make_story([A, B], make_source("The Harbour Post", slug="post"))


@pytest.fixture
def alert(story: Article, webhook: Webhook) -> Alert:
    return make_alert(webhook_url=webhook.url("/hook?team=1"))


def only() -> Delivery:
    return Delivery.objects.get()


def test_a_change_is_posted_as_signed_json(alert: Alert, webhook: Webhook, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://stet.example"
    send_due()
    [(headers, body)] = webhook.posted
    assert webhook.requests == [b"POST /hook?team=1 HTTP/1.1"]
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == settings.FETCH_USER_AGENT
    signed = hmac.new(alert.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
    assert headers["stet-signature"] == f"sha256={signed}"
    told = json.loads(body)
    assert told["id"] == headers["stet-delivery"] == str(only().uid)
    assert told["test"] is False
    assert told["alert"]["name"] == "Ports"
    [change], stored = told["changes"], Change.objects.get()
    assert change["url"] == f"https://stet.example{stored.get_absolute_url()}"
    assert (change["article"], change["number"]) == (stored.article_id, 1)
    assert change["source"] == {"slug": "post", "name": "The Harbour Post"}
    assert (change["old_headline"], change["headline"]) == (A.headline, B.headline)
    assert (change["score"], change["kinds"]) == (stored.score, stored.kinds)
    assert ["insert", "not"] in [[op, text.strip()] for op, text in change["excerpt"]]
    assert change["not_after"] == stored.not_after.isoformat().replace("+00:00", "Z")
    assert only().state == Delivery.State.DELIVERED


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
def test_any_success_is_one(alert: Alert, webhook: Webhook, status: str) -> None:
    webhook.answer = page(b"", status=status)
    send_due()
    assert only().state == Delivery.State.DELIVERED


@pytest.mark.parametrize("status", ["302 Found", "400 Bad Request", "404 Not Found", "500 Oh", "503 Later"])
def test_anything_else_is_tried_again_under_the_same_id(alert: Alert, webhook: Webhook, status: str) -> None:
    webhook.answer = page(b"", status=status)
    send_due()
    assert only().state == Delivery.State.WAITING
    assert f"answered {status[:3]}" in only().last_error
    webhook.answer = page(b"", status="204 No Content")
    send_due(NOW + 2 * MINUTE)
    first, second = (told["id"] for told in webhook.told)
    assert first == second
    assert only().state == Delivery.State.DELIVERED


def test_retry_after_is_kept_to(alert: Alert, webhook: Webhook) -> None:
    webhook.answer = page(b"", "Retry-After: 7200", status="429 Too Many Requests")
    send_due()
    assert only().next_attempt_at == NOW + 2 * HOUR


def test_a_receiver_that_is_gone_stops_the_alert_in_words(
    alert: Alert, webhook: Webhook, story: Article
) -> None:
    webhook.answer = page(b"", status="410 Gone")
    send_due()
    alert.refresh_from_db()
    assert "410" in alert.stopped
    assert only().state == Delivery.State.GIVEN_UP
    show(story, A, NOW)
    send_due(NOW + DAY)
    assert len(webhook.posted) == 1


def test_redirects_are_not_followed(alert: Alert, webhook: Webhook) -> None:
    with Webhook() as elsewhere:
        webhook.answer = redirect(elsewhere.url(), status="307 Temporary Redirect")
        send_due()
        assert not elsewhere.posted
    assert "redirects are not followed" in only().last_error


def test_an_answer_without_end_is_not_read(alert: Alert, webhook: Webhook) -> None:
    sent = []

    def answer(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        connection.settimeout(5)
        while len(sent) < 1000:
            sent.append(connection.send(b"x" * 100_000))

    webhook.answer = answer
    send_due()
    assert only().state == Delivery.State.DELIVERED
    assert len(sent) < 1000


def test_half_a_head_is_no_success(alert: Alert, webhook: Webhook) -> None:
    webhook.answer = b"HTTP/1.1 200 OK\r\nContent-"
    send_due()
    assert only().state == Delivery.State.WAITING
    assert "middle of the answer's head" in only().last_error


def test_a_dripping_receiver_is_left_at_the_deadline(
    alert: Alert, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "DEADLINE", timedelta(seconds=0.5))
    head = b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100
    webhook.answer = lambda connection: webhook.drip(connection, head, b"\r\nContent-Length: 0\r\n\r\n")
    send_due()
    assert "not finished within 0.5 s" in only().last_error


_connected: list[Any] | None = None


def _note(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _connected is not None:
        _connected.append(args[1])


sys.addaudithook(_note)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[64:ff9b::7f00:1]/",
        "http://2130706433:{port}/",
        "http://user@127.0.0.1:{port}/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_no_private_address_is_connected_to(
    story: Article, webhook: Webhook, settings: Settings, url: str
) -> None:
    global _connected
    settings.FETCH_ALLOW_NETS = ()
    make_alert(webhook_url=url.format(port=webhook.port))
    _connected = []
    try:
        send_due()
        assert _connected == []
    finally:
        _connected = None
    assert not webhook.posted
    assert only().state == Delivery.State.WAITING
    assert only().last_error


def test_many_changes_are_told_by_hundreds(story: Article, webhook: Webhook) -> None:
    make_alert(webhook_url=webhook.url(), digest="hourly", most_per_hour=2)
    for number in range(205):
        show(story, make_text("Tide", f"The tide of day {number} is in."), NOW)
    send_due()
    for hour in (1, 3):
        send_due(NOW + hour * HOUR)
    assert [len(told["changes"]) for told in webhook.told] == [100, 100, 6]
    numbers = [change["number"] for told in webhook.told for change in told["changes"]]
    assert numbers == list(range(1, 207))
