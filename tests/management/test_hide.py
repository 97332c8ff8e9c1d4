"""`manage.py hide`, and that what commands do is in the audit log."""

from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from articles.management.acting import COMMANDS
from articles.models import Article
from tests.factories import make_story
from tests.pages.reading import A, B, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    return make_story([A, B])


def hide(*arguments: str) -> str:
    told = StringIO()
    call_command("hide", *arguments, stdout=told)
    return told.getvalue()


def test_an_article_is_hidden_by_number_and_shown_again_by_address(client: Client, story: Article) -> None:
    assert "answers 451" in hide(str(story.pk), "--reason", "A court ordered it.")
    assert "A court ordered it." in read(client, story.get_absolute_url(), 451)
    hide(f"{story.url}?utm_source=feed", "--show-again")
    read(client, story.get_absolute_url())


def test_a_version_is_hidden_alone(client: Client, story: Article) -> None:
    hide(str(story.pk), "--version-number", "1", "--reason", "It named a child.")
    base = story.get_absolute_url()
    read(client, f"{base}versions/1/", 451)
    read(client, f"{base}versions/0/")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{pk}", "--reason", "  "], "write a reason"),
        (["{pk}", "--reason", "x" * 501], "write a reason"),
        (["{pk}", "--version-number", "7", "--reason", "x"], "has no version 7"),
        (["{pk}", "--show-again"], "It is not hidden."),
        (["{pk}"], "--reason"),
        (["99999", "--reason", "x"], "There is no article 99999"),
        (["9" * 30, "--reason", "x"], "names no article"),
        (["https://elsewhere.example/1", "--reason", "x"], "There is no article"),
        (["javascript:alert(1)", "--reason", "x"], "names no article"),
    ],
)
def test_what_cannot_be_hidden_is_said(story: Article, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        hide(*(argument.format(pk=story.pk) for argument in arguments))
    assert not Article.objects.exclude(hidden_at=None).exists()
    assert not LogEntry.objects.exists()


def test_what_a_command_did_is_in_the_audit_log_by_an_account_that_cannot_sign_in(
    client: Client, story: Article
) -> None:
    hide(str(story.pk), "--reason", "A court ordered it.")
    hide(str(story.pk), "--show-again")
    done = LogEntry.objects.order_by("pk").values_list("user__username", "object_id", "change_message")
    assert [entry[:2] for entry in done] == [(COMMANDS, str(story.pk))] * 2
    assert [entry[2].partition(" (by ")[0] for entry in done] == [
        "Hidden: A court ordered it.",
        "Shown again.",
    ]
    account = User.objects.get()
    assert not account.is_active
    assert not account.has_usable_password()
    for password in ("", COMMANDS):
        client.post("/admin/login/", {"username": COMMANDS, "password": password})
        assert client.get("/admin/").status_code == 302
