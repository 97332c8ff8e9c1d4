"""Alerts in the admin: made, tried, paused and deleted by editors."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from articles.models import Alert, Delivery
from tests.admin.test_desk import act
from tests.factories import make_editor, make_source, make_story
from tests.notifying.conftest import NOW, make_alert, send_due
from tests.notifying.targets import Mailbox, Webhook, text_of
from tests.pages.searching import A, B

pytestmark = pytest.mark.django_db
LIST = "admin:articles_alert_changelist"
FORM = {
    "name": "Ports",
    "source": "",
    "least_score": "0",
    "words_added": "",
    "words_removed": "",
    "emails": "",
    "webhook_url": "https://hooks.example/stet",
    "webhook_secret": "s3cret",
    "digest": "at_once",
    "most_per_hour": "6",
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_editor())
    return client


def save(desk: Client, alert: Alert | None = None, **fields: Any) -> str:
    """What the page says that follows."""
    name = (
        reverse("admin:articles_alert_change", args=[alert.pk])
        if alert
        else reverse("admin:articles_alert_add")
    )
    return desk.post(name, FORM | fields, follow=True).content.decode()


def test_an_editor_adds_one(desk: Client, mailbox: Mailbox) -> None:
    source = make_source("The Harbour Post", slug="post")
    asked = {"kinds": ["headline", "silent"], "least_score": "40", "words_added": '"not sold" -tide'}
    save(desk, source=str(source.pk), emails="a@paper.example, b@paper.example", **asked)
    alert = Alert.objects.get()
    assert alert.owner == User.objects.get()
    assert alert.source == source
    assert alert.kinds == ["headline", "silent"]
    assert alert.least_score == 40
    assert alert.recipients == ["a@paper.example", "b@paper.example", "https://hooks.example/stet"]
    assert LogEntry.objects.get().is_addition()
    page = desk.get(reverse(LIST)).content.decode()
    assert (
        "of The Harbour Post; headlines, silent; significance from 40; came: &quot;not sold&quot; -tide"
        in page
    )
    page = desk.get(reverse("admin:articles_alert_change", args=[alert.pk])).content.decode()
    assert page.count(" checked") == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"webhook_url": ""}, "Name whom it is sent to"),
        ({"webhook_url": "ftp://hooks.example/"}, "only http:// and https:// are"),
        ({"webhook_url": "https://ed:pw@hooks.example/"}, "user name or password"),
        ({"webhook_url": "http://2130706433/"}, "not an address that can be fetched"),
        ({"webhook_url": "http://10.0.0.1/hook"}, "10.0.0.1 is not a public address"),
        ({"emails": "nobody"}, "Enter a valid email address."),
        ({"emails": "a@paper.example\r\nBcc: b@paper.example"}, "Enter a valid email address."),
        ({"emails": " ".join(f"{n}@paper.example" for n in range(21))}, "21 addresses are too many"),
        ({"words_added": "-tide"}, "only leaves out"),
        ({"words_removed": "source:post tide"}, "Write words and phrases alone"),
        ({"least_score": "101"}, "less than or equal to 100"),
        ({"most_per_hour": "0"}, "greater than or equal to 1"),
        ({"kinds": ["weather"]}, "weather is not one of the available choices"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_said_and_not_kept(
    desk: Client, mailbox: Mailbox, fields: dict[str, Any], said: str
) -> None:
    assert said in save(desk, **fields)
    assert not Alert.objects.exists()


def test_mails_need_a_mail_server(desk: Client, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    assert "EMAIL_URL" in save(desk, emails="a@paper.example")


def test_a_test_is_sent_now(desk: Client, mailbox: Mailbox, webhook: Webhook) -> None:
    alert = make_alert(emails="desk@paper.example", webhook_url=webhook.url())
    said = act(desk, "alert", "send_test", alert.pk)
    assert f"a test goes to desk@paper.example, {webhook.url()}" in said
    send_due(Delivery.objects.latest("made_at").made_at)
    [mail], [told] = mailbox.mails, webhook.told
    assert mail["Subject"] == "Stet: test of the alert “Ports”"
    assert "This is a test" in text_of(mail)
    assert (told["test"], told["changes"]) == (True, [])
    page = desk.get(reverse("admin:articles_delivery_changelist")).content.decode()
    assert page.count("delivered") >= 2
    assert LogEntry.objects.get().get_change_message() == "Test sent."


def test_failures_are_shown(desk: Client, webhook: Webhook) -> None:
    make_story([A, B])
    webhook.answer = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"
    make_alert(webhook_url=webhook.url())
    send_due()
    for model in ("alert", "delivery"):
        page = desk.get(reverse(f"admin:articles_{model}_changelist")).content.decode()
        assert "the receiver answered 500." in page
    assert (
        "failing (1 attempt in a row): the receiver answered 500." in desk.get(reverse(LIST)).content.decode()
    )


def test_a_test_of_what_is_paused_is_refused(desk: Client) -> None:
    alert = make_alert(emails="desk@paper.example", paused=True)
    assert "it is paused" in act(desk, "alert", "send_test", alert.pk)
    assert not Delivery.objects.exists()


def test_pause_and_resume_by_action_and_by_form(desk: Client) -> None:
    alert = make_alert(webhook_url="https://hooks.example/stet")
    act(desk, "alert", "pause", alert.pk)
    alert.refresh_from_db()
    assert alert.paused
    story = make_story([A, B])
    act(desk, "alert", "resume", alert.pk)
    alert.refresh_from_db()
    assert (alert.paused, alert.read_up_to) == (False, story.changes.get().pk)
    Alert.objects.update(paused=True, read_up_to=0)
    save(desk, alert)
    alert.refresh_from_db()
    assert (alert.paused, alert.read_up_to) == (False, story.changes.get().pk)
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")][:2] == [
        "Paused.",
        "Resumed.",
    ]


def test_what_workers_noted_while_the_form_was_saved_stays(desk: Client) -> None:
    alert = make_alert(webhook_url="https://hooks.example/stet", kinds=["silent"])

    def note(instance: Alert, **_: Any) -> None:
        """A worker's writing between the form's reading of the row and its own."""
        Alert.objects.filter(pk=instance.pk).update(failures=3, stopped="gone", read_up_to=9)

    pre_save.connect(note, sender=Alert)
    try:
        save(desk, alert, name="Harbours", kinds=["headline"])
    finally:
        pre_save.disconnect(note, sender=Alert)
    alert.refresh_from_db()
    assert (alert.name, alert.kinds) == ("Harbours", ["headline"])
    assert (alert.failures, alert.stopped, alert.read_up_to) == (3, "gone", 9)


def test_one_that_was_stopped_goes_on_with_another_target(desk: Client) -> None:
    alert = make_alert(webhook_url="https://old.example/", stopped="the receiver answered 410")
    save(desk, alert, webhook_url="https://old.example/")
    assert Alert.objects.get().stopped
    save(desk, alert, webhook_url="https://new.example/")
    assert not Alert.objects.get().stopped


def test_it_is_deleted_with_its_outbox(desk: Client) -> None:
    alert = make_alert(emails="desk@paper.example")
    Delivery.objects.make_test(alert, NOW)
    page = reverse("admin:articles_alert_delete", args=[alert.pk])
    assert "Are you sure" in desk.get(page).content.decode()
    desk.post(page, {"post": "yes"})
    assert not Alert.objects.exists()
    assert not Delivery.objects.exists()


def test_deliveries_are_only_read(desk: Client) -> None:
    Delivery.objects.make_test(make_alert(emails="desk@paper.example"), NOW)
    page = reverse("admin:articles_delivery_change", args=[Delivery.objects.get().pk])
    assert "desk@paper.example" in desk.get(page).content.decode()
    assert desk.post(page, {"recipient": "x"}).status_code == 403
    assert desk.get(reverse("admin:articles_delivery_add")).status_code == 403
    assert desk.post(reverse("admin:articles_delivery_delete", args=[1])).status_code in (302, 403)
    assert Delivery.objects.exists()


@pytest.mark.parametrize("model", ["alert", "delivery"])
def test_lists_ask_as_often_for_many_as_for_one(desk: Client, model: str) -> None:
    page = reverse(f"admin:articles_{model}_changelist")
    counts = []
    for many in (1, 10):
        for number in range(many):
            alert = make_alert(name=f"{number}", emails="desk@paper.example", source=make_source())
            Delivery.objects.make_test(alert, NOW)
        desk.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
