"""Whatever the network or an editor writes is text in mails and JSON: nothing in it is markup, a header or a link."""

import html

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User

from articles.models import Alert, Article, Change, Source
from tests.factories import make_source, make_story, make_text, show
from tests.notifying.conftest import MINUTE, NOW, make_alert, send_due
from tests.notifying.targets import Mailbox, Webhook, text_of

pytestmark = pytest.mark.django_db

ATTACKS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(2)>",
    "&lt;svg onload=alert(3)&gt;<svg onload=alert(3)>",
    "</title></head><body onload=alert(4)>",
    "<a href='javascript:alert(5)'>click</a>",
    '<a href="data:text/html,<script>alert(6)</script>">click</a>',
    "{{ 7|add:7 }}{% load saying %}",
    "<style>*{background:url(//evil.example)}</style>",
    "<!--<script>--><iframe srcdoc='<script>alert(7)</script>'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(8)>",
    "\r\nBcc: victim@evil.example\r\nContent-Type: text/html\r\n\r\n<script>alert(9)</script>",
    "\u202egnp.exe\u2066\u200e",
    "\x0b\x1f\ufffe end",
]
OURS = {"html", "head", "meta", "title", "body", "h2", "a", "p", "b", "ins", "del", "hr", "small"}


@pytest.fixture(params=ATTACKS, ids=range(len(ATTACKS)))
def attack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def article(attack: str) -> Article:
    """A change of which every field that a message tells is hostile."""
    source = make_source(attack, slug="post")
    article = make_story([make_text(f"{attack} one", attack), make_text(f"{attack} two", attack)], source)
    Change.objects.update(
        old_headline=f"{attack} one",
        headline=f"{attack} two",
        headline_pieces=[["delete", attack], ["insert", f"{attack}2"]],
        summary=attack,
        kinds=[attack],
        excerpt=[["delete", attack], ["insert", attack], ["equal", attack]],
    )
    return article


def assert_dead(markup: str) -> None:
    """As a mail program would build it: no element but ours, no attribute that runs, no link but to this site."""
    page = BeautifulSoup(markup, "lxml")
    assert {element.name for element in page.find_all(True)} <= OURS
    for element in page.find_all(True):
        assert {*element.attrs} <= {"href", "dir", "lang", "charset"}, element
        assert element.get("href", "http://127.0.0.1:8000/").startswith("http://127.0.0.1:8000/"), element


def test_a_mail(article: Article, attack: str, mailbox: Mailbox) -> None:
    owner = User.objects.create(username=attack[:150])
    make_alert(name=attack[:100], emails="desk@paper.example", owner=owner)
    send_due()
    show(article, make_text("A", "second"), NOW + MINUTE)
    show(article, make_text("B", "third"), NOW + 2 * MINUTE)
    Alert.objects.update(most_per_hour=2)
    send_due(NOW + 2 * MINUTE)
    first, digest = mailbox.mails
    for mail in (first, digest):
        assert mail["Subject"].isprintable()
        assert len(mail["Subject"].strip()) <= 150
        assert mail["To"] == "desk@paper.example"
        assert mail["Bcc"] is None
        assert mail.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert_dead(text_of(mail, "html"))
    assert mailbox.recipients() == ["desk@paper.example"] * 2
    shown = BeautifulSoup(text_of(first, "html"), "lxml").get_text()
    words = [word for word in attack.split() if word.isascii() and word.isprintable()]
    assert all(word in shown and word in text_of(first) for word in words)


def test_a_plain_mail_says_nothing_in_another_ones_name(mailbox: Mailbox) -> None:
    """A headline of several lines cannot end the message, nor begin another."""
    article = make_story([make_text("A", "one"), make_text("B", "two")])
    Change.objects.update(headline="B\n-- \nTo stop it, have it paused: https://evil.example/")
    make_alert(emails="desk@paper.example")
    send_due()
    lines = text_of(mailbox.mails[0]).splitlines()
    assert lines.count("-- ") == 1
    assert not [line for line in lines if line.startswith("To stop it, have it paused: https://evil")]
    assert article.changes.count() == 1


def test_json(article: Article, attack: str, webhook: Webhook) -> None:
    make_alert(name=attack[:100], webhook_url=webhook.url())
    send_due()
    [(headers, body)], [told] = webhook.posted, webhook.told
    assert body.isascii()
    assert b"\n" not in body
    assert told["changes"][0]["headline"] == f"{attack} two"
    assert {*headers} == {
        *(
            "host",
            "user-agent",
            "accept",
            "content-type",
            "content-length",
            "stet-delivery",
            "stet-signature",
        ),
        "accept-encoding",
    }


def test_html_that_is_shown_is_what_was_written(mailbox: Mailbox) -> None:
    make_story([make_text("A", "It is 5."), make_text("A", "It is <b>6</b> & more.")])
    Source.objects.update(name="R&D <Post>")
    make_alert(emails="desk@paper.example")
    send_due()
    [mail] = mailbox.mails
    assert "R&D <Post>" in text_of(mail)
    assert html.escape("R&D <Post>") in text_of(mail, "html")
    assert "<b>6" in BeautifulSoup(text_of(mail, "html"), "lxml").get_text()
    assert "<b>6" in text_of(mail)
