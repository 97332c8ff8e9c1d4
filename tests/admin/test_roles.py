"""What editors may do at the desk, what is left to superusers, and that all of it is in the audit log."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Candidate, Source
from articles.models.roles import EDITOR
from tests.admin.test_desk import act
from tests.factories import make_article, make_editor, make_feed, make_source, make_story, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_editor())
    return client


def test_the_group_of_editors_is_there_from_the_first_migration_on() -> None:
    may = set(Group.objects.get(name=EDITOR).permissions.values_list("codename", flat=True))
    assert {"add_source", "change_feed", "change_article", "change_version", "change_candidate"} <= may
    assert not {name for name in may if name.startswith("delete_") and "alert" not in name}
    assert not {name for name in may if name.endswith(("_user", "_group", "_permission"))}


def test_an_editor_pauses_checks_hides_and_shows_again(editor: Client) -> None:
    article = make_story(
        [make_text("Port sold", "The port was sold."), make_text("Port sold", "It was not.")]
    )
    for action, fields in (
        ("pause", {}),
        ("resume", {}),
        ("check_now", {}),
        ("hide", {"reason": "A court ordered it."}),
        ("unhide", {}),
    ):
        act(editor, "article", action, article.pk, **fields)
    done = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
    assert done == [
        "Paused.",
        "Resumed.",
        "To be checked now.",
        "Hidden: A court ordered it.",
        "Shown again.",
    ]
    assert {entry.user.username for entry in LogEntry.objects.all()} == {"edith"}


def test_an_editor_changes_a_source_but_not_its_rules(editor: Client, admin_client: Client) -> None:
    source = make_source("The Harbour Post", rules={"body": "main"})
    page = reverse("admin:articles_source_change", args=[source.pk])
    asked = {
        "name": "The Harbour Mail",
        "home_url": source.home_url,
        "fetches_per_day": "",
        "rules": '{"body": "article"}',
        **{f"feeds-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")},
    }
    editor.post(page, asked)
    source.refresh_from_db()
    assert (source.name, source.rules) == ("The Harbour Mail", {"body": "main"})
    admin_client.post(page, asked)
    source.refresh_from_db()
    assert source.rules == {"body": "article"}


def test_an_editor_writes_no_rule_from_what_is_held(editor: Client, admin_client: Client) -> None:
    make_held()
    url = reverse("admin:articles_candidate_changelist")
    held = Candidate.objects.get()
    for desk, writes in ((editor, False), (admin_client, True)):
        assert ("write_rules" in desk.get(url).content.decode()) is writes
    act(editor, "candidate", "write_rules", held.pk)
    assert Source.objects.get().rules == {}
    act(editor, "candidate", "discard_texts", held.pk)
    held.refresh_from_db()
    assert held.verdict == Candidate.Verdict.DROPPED


def make_held() -> Article:
    article = make_story([make_text("Port sold", "The port was sold.")])
    text = make_text("Port sold", "The port was sold.", "Read more in our newsletter.")
    Candidate.objects.hold(
        article,
        text,
        text,
        article.captures.get(),
        first_seen_at=timezone.now(),
        last_seen_at=timezone.now(),
        kind=Candidate.Kind.SUSPECT,
        reason="",
        whole_lines=["Read more in our newsletter."],
    )
    return article


@pytest.mark.parametrize(
    ("model", "make"),
    [("source", make_source), ("feed", lambda: make_feed(make_source())), ("article", make_article)],
)
def test_an_editor_deletes_nothing(editor: Client, model: str, make: Callable[[], Source | Article]) -> None:
    row = make()
    assert (
        editor.post(reverse(f"admin:articles_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", ["user", "group"])
def test_an_editor_sees_no_users(editor: Client, model: str) -> None:
    assert editor.get(reverse(f"admin:auth_{model}_changelist")).status_code == 403


def test_the_audit_log_is_read_by_editors_and_changed_by_nobody(editor: Client, admin_client: Client) -> None:
    article = make_article()
    act(editor, "article", "pause", article.pk)
    entry = LogEntry.objects.get()
    for desk in (editor, admin_client):
        listed = desk.get(reverse("admin:articles_auditentry_changelist")).content.decode()
        assert "Paused." in listed
        assert "edith" in listed
        for page in ("change", "delete"):
            address = reverse(f"admin:articles_auditentry_{page}", args=[entry.pk])
            assert desk.post(address, {"post": "yes"}).status_code == 403
    assert LogEntry.objects.get().change_message == "Paused."
