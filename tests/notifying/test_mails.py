"""Alerts by e-mail, to a real mail server."""

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from articles.models import Alert, Article, Change, Delivery
from articles.models.delivery import GIVEN_UP_AFTER
from tests.factories import make_source, make_story, make_text, show
from tests.notifying.conftest import HOUR, MINUTE, NOW, make_alert, send_due
from tests.notifying.targets import Mailbox, mail_server, text_of
from tests.pages.searching import A, B

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    return make_story([A, B], make_source("The Harbour Post", slug="post"))


@pytest.fixture
def alert(story: Article) -> Alert:
    ed = User.objects.create(username="ed")
    return make_alert(emails="desk@paper.example", owner=ed)


def test_a_change_is_told_as_text_and_html(alert: Alert, mailbox: Mailbox, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://stet.example"
    send_due()
    [mail] = mailbox.mails
    assert mailbox.recipients() == [mail["To"]] == ["desk@paper.example"]
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    change = Change.objects.get()
    assert mail["Subject"] == f"Stet: Port not to be sold: {change.summary}"
    assert mail["Auto-Submitted"] == "auto-generated"
    diff = f"https://stet.example{change.get_absolute_url()}"
    stop = f"https://stet.example/admin/articles/alert/{alert.pk}/change/"
    for kind in ("plain", "html"):
        said = text_of(mail, kind)
        for part in ("The Harbour Post", change.summary, diff, stop, "alert “Ports” of ed", "{+not+}"):
            assert part in said, (kind, part)
    assert "&" not in text_of(mail)
    delivery = Delivery.objects.get()
    assert mail["Message-ID"] == f"<{delivery.uid}@127.0.0.1>"
    assert delivery.state == Delivery.State.DELIVERED
    assert delivery.settled_at == NOW
    alert.refresh_from_db()
    assert alert.last_sent_at == NOW


def test_it_is_sent_once(alert: Alert, mailbox: Mailbox) -> None:
    for minute in range(3):
        send_due(NOW + minute * MINUTE)
    assert len(mailbox.mails) == 1


def test_each_address_gets_its_own(story: Article, mailbox: Mailbox) -> None:
    make_alert(emails="desk@paper.example, ed@paper.example\ndesk@paper.example")
    send_due()
    assert mailbox.recipients() == ["desk@paper.example", "ed@paper.example"]
    assert {mail["To"] for mail in mailbox.mails} == {*mailbox.recipients()}


def test_what_a_server_cannot_take_now_is_sent_later_under_the_same_id(
    alert: Alert, mailbox: Mailbox
) -> None:
    mailbox.answers = ["451 4.3.0 try later"]
    send_due()
    delivery, first = Delivery.objects.get(), Delivery.objects.get().next_attempt_at
    assert first is not None
    assert MINUTE <= first - NOW <= 1.25 * MINUTE
    assert "451 4.3.0 try later" in delivery.last_error
    alert.refresh_from_db()
    assert (alert.failures, alert.last_error) == (1, delivery.last_error)
    send_due(first - MINUTE / 10)
    assert not mailbox.mails
    send_due(first)
    assert mailbox.mails[0]["Message-ID"] == f"<{delivery.uid}@127.0.0.1>"
    alert.refresh_from_db()
    assert (alert.failures, alert.last_error) == (0, "")


def test_attempts_are_ever_rarer_and_end_in_words(alert: Alert, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 4.3.0 try later"] * 1000
    send_due()
    gaps, at = [], NOW
    while (next_at := Delivery.objects.get().next_attempt_at) is not None:
        gaps.append(next_at - at)
        at = next_at
        send_due(at)
    assert gaps[0] < gaps[4] < gaps[-1] <= 1.25 * 6 * HOUR
    assert GIVEN_UP_AFTER <= at - NOW < GIVEN_UP_AFTER + 8 * HOUR
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.GIVEN_UP
    assert delivery.last_error.startswith("Given up after 3 days: ")


def test_an_address_that_is_refused_for_good_is_not_tried_again(story: Article, mailbox: Mailbox) -> None:
    alert = make_alert(emails="nobody@paper.example desk@paper.example")
    mailbox.unknown = {"nobody@paper.example"}
    send_due()
    refused = Delivery.objects.get(recipient="nobody@paper.example")
    assert refused.state == Delivery.State.GIVEN_UP
    assert "550 5.1.1 no such user" in refused.last_error
    assert mailbox.recipients() == ["desk@paper.example"]
    show(story, A, NOW)
    send_due(NOW + MINUTE)
    assert mailbox.recipients() == ["desk@paper.example"] * 2
    alert.refresh_from_db()
    assert not alert.stopped


def test_what_comes_while_the_server_is_down_goes_together_after_that(
    alert: Alert, story: Article, settings: Settings
) -> None:
    with mail_server() as gone:
        settings.EMAIL_BACKEND = "articles.notifying.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    send_due()
    assert "the mail server did not take it" in Delivery.objects.get().last_error
    for hour in (1, 2, 3):
        show(story, make_text("Port", f"The port is open for {hour} days."), NOW + hour * HOUR)
        send_due(NOW + hour * HOUR)
    assert Delivery.objects.count() == 1
    with mail_server() as back:
        settings.EMAIL_PORT = back.port
        for hour in (12, 13):
            send_due(NOW + hour * HOUR)
        first, digest = back.mails
    assert first["Subject"].startswith("Stet: Port not to be sold")
    assert digest["Subject"] == "Stet: 3 changes: Ports"


def test_without_a_mail_server_it_says_which_setting(alert: Alert, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    send_due()
    assert "EMAIL_URL" in Delivery.objects.get().last_error


def test_what_was_hidden_meanwhile_is_left_out(alert: Alert, story: Article, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 4.3.0 try later"]
    send_due()
    story.versions.get(number=1).hide("A court order", NOW)
    send_due(NOW + 12 * HOUR)
    assert not mailbox.mails
    assert Delivery.objects.get().state == Delivery.State.LEFT_OUT


def test_who_is_named_no_more_gets_nothing_more(alert: Alert, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 4.3.0 try later"]
    send_due()
    Alert.objects.update(emails="other@paper.example")
    send_due(NOW + 12 * HOUR)
    assert not mailbox.mails


def test_a_throttle_loses_nothing(story: Article, mailbox: Mailbox) -> None:
    make_alert(emails="desk@paper.example", most_per_hour=2)
    for number in range(8):
        show(story, make_text("Tide", f"The tide of day {number} is in."), NOW + number * MINUTE)
        send_due(NOW + number * MINUTE)
    assert len(mailbox.mails) == 2
    send_due(NOW + 2 * HOUR)
    assert [mail["Subject"] for mail in mailbox.mails[2:]] == ["Stet: 7 changes: Ports"]
    told = "".join(text_of(mail) for mail in mailbox.mails)
    assert all(change.get_absolute_url() in told for change in Change.objects.all())


def test_a_digest_tells_an_hour_of_changes_in_their_order(story: Article, mailbox: Mailbox) -> None:
    make_alert(emails="desk@paper.example", digest="hourly")
    send_due(NOW)
    show(story, A, NOW + 30 * MINUTE)
    send_due(NOW + 59 * MINUTE)
    assert not mailbox.mails
    send_due(NOW + 60 * MINUTE)
    [mail] = mailbox.mails
    first, second = story.changes.order_by("number")
    said = text_of(mail)
    assert 0 < said.index(first.get_absolute_url()) < said.index(second.get_absolute_url())
    send_due(NOW + 3 * HOUR)
    assert len(mailbox.mails) == 1


def test_a_daily_digest_comes_after_a_day(story: Article, mailbox: Mailbox) -> None:
    make_alert(emails="desk@paper.example", digest="daily")
    for hour in (0, 12, 23):
        send_due(NOW + hour * HOUR)
    assert not mailbox.mails
    send_due(NOW + 24 * HOUR)
    assert len(mailbox.mails) == 1
