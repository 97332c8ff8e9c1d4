"""Snapshots read again: what history becomes, and what of it stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client

from articles.models import Article, Candidate, Capture, Reading, Reextraction, Snapshot, Source, Version
from articles.pipeline import NotResolved, accept, reextract, work_on
from articles.versioning import Outcome
from tests.newsroom import Newsroom
from tests.pipeline.conftest import PROMO, START, A, B, C, Poll, claim_one, minutes, outcomes
from tests.pipeline.meddling import meddling


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    call_command("reextract", *arguments)
    return capsys.readouterr().out.splitlines()


def test_a_dry_run_says_what_would_change_and_writes_nothing(
    promoted: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    lines = say(capsys, "--dry-run")
    assert lines == [
        f"{promoted.url} version 1: repeats version 0, superseded",
        f"{promoted.url} version 2: reads otherwise now",
        "Would be read again: 1 article, 2 versions otherwise, 1 superseded.",
    ]
    assert not Reading.objects.exists()
    assert not Reextraction.objects.exists()
    assert not Version.objects.exclude(superseded_by=None).exists()


def test_spurious_versions_are_superseded_and_nothing_is_lost(
    promoted: Article, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    captures = list(Capture.objects.values_list("hash", "fingerprint").order_by("pk"))
    packed = list(Version.objects.values_list("packed", flat=True).order_by("pk"))
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    say(capsys, "--source", promoted.source.slug, "--reason", "promotions")
    zero, one, two = promoted.versions.order_by("number")
    assert (zero.superseded_by, one.superseded_by, two.superseded_by) == (None, zero, None)
    assert PROMO not in two.text.running
    assert client.get(one.get_absolute_url())["Location"] == zero.get_absolute_url()
    assert (
        client.get(f"/articles/{promoted.pk}/diff/1/2/")["Location"] == f"/articles/{promoted.pk}/diff/0/2/"
    )
    changes = promoted.changes.order_by("number")
    assert [(c.number, c.spurious) for c in changes] == [(1, True), (2, False)]
    assert PROMO not in str(changes[1].excerpt)
    assert f"/articles/{promoted.pk}/diff/1/2/" in changes[1].get_absolute_url()
    page = client.get(f"/articles/{promoted.pk}/diff/0/2/").content.decode()
    assert "changed between" in page.lower() or "between" in page
    assert [change.number for change in promoted.changes.visible()] == [2]
    promoted.refresh_from_db()
    assert (promoted.changed_times, promoted.current) == (1, two)
    assert list(Capture.objects.values_list("hash", "fingerprint").order_by("pk")) == captures
    assert list(Version.objects.values_list("packed", flat=True).order_by("pk")) == packed
    assert Source.objects.get().changes_count == 1
    entry = Reextraction.objects.get()
    assert (entry.reason, entry.readings_count, entry.superseded_count) == ("promotions", 2, 1)
    assert entry.finished_at is not None
    assert say(capsys) == ["Read again: 0 articles, 0 versions otherwise, 0 superseded."]


def test_a_rule_that_is_taken_back_lets_versions_stand_again(
    promoted: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    say(capsys)
    Source.objects.update(rules={})
    assert f"{promoted.url} version 1: stands again" in say(capsys)
    assert not Version.objects.exclude(superseded_by=None).exists()
    promoted.refresh_from_db()
    assert (promoted.changed_times, Source.objects.get().changes_count) == (2, 2)
    assert [c.words_added > 0 for c in promoted.changes.order_by("number")] == [True, True]


def test_new_rules_alone_never_make_a_version(newsroom: Newsroom, promoted: Article, poll: Poll) -> None:
    """The next check reads what is kept by the new rules first."""
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    newsroom.pages["/news/1"].body += b"<!-- another machine -->"
    assert outcomes(poll, 200) == [Outcome.UNCHANGED]
    assert promoted.versions.count() == 3
    assert promoted.versions.get(number=1).superseded_by is not None


def test_an_unknown_source_is_said(story: Article) -> None:
    with pytest.raises(CommandError, match="there are: "):
        call_command("reextract", source="nowhere")


def hold_promoted(newsroom: Newsroom, poll: Poll, *text: str) -> None:
    newsroom.publish("/news/1", *text, PROMO)
    poll(30, confirm=False)
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})


def test_a_held_text_that_only_the_rules_told_apart_is_dropped(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    hold_promoted(newsroom, poll, *A)
    assert outcomes(poll, 34, 90) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert Candidate.objects.get().verdict == "dropped"
    assert story.versions.count() == 1
    assert not story.changes.exists()


def test_a_held_text_is_accepted_as_the_rules_of_today_read_it(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    hold_promoted(newsroom, poll, *B)
    assert outcomes(poll, 34, 90) == [Outcome.NEW_VERSION, Outcome.UNCHANGED]
    version = story.versions.get(number=1)
    assert (PROMO in version.text.running, version.read_by) == (False, story_reader())
    change = story.changes.get()
    assert (minutes(change.not_after), PROMO in str(change.excerpt)) == (30, False)


def story_reader() -> str:
    return Source.objects.get().reader


def test_the_desk_accepts_what_the_rules_of_today_read(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    hold_promoted(newsroom, poll, *B)
    accept(Candidate.objects.get(), "ed", START + timedelta(minutes=31))
    assert PROMO not in story.versions.get(number=1).text.running
    assert outcomes(poll, 60, 120) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert (story.versions.count(), story.changes.count()) == (2, 1)


def test_the_desk_cannot_accept_what_the_rules_of_today_do_not_tell_apart(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    hold_promoted(newsroom, poll, *A)
    with pytest.raises(NotResolved, match="dropped"):
        accept(Candidate.objects.get(), "ed", START + timedelta(minutes=31))
    assert story.versions.count() == 1


def test_reextract_reads_what_is_held_too(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    hold_promoted(newsroom, poll, *B)
    assert len(list(reextract(None, "ed", "", START))) == 1
    held = Candidate.objects.get()
    assert (held.verdict, held.read_by, PROMO in held.text.running) == ("", story_reader(), False)
    assert list(reextract(None, "ed", "", START)) == []
    assert outcomes(poll, 34) == [Outcome.NEW_VERSION]


def test_a_held_text_whose_page_was_not_kept_loses_its_boilerplate(
    newsroom: Newsroom, story: Article, poll: Poll, capsys: pytest.CaptureFixture[str]
) -> None:
    hold_promoted(newsroom, poll, *A)
    Snapshot.objects.exclude(base=None).delete()
    say(capsys)
    assert Candidate.objects.get().verdict == "dropped"
    story.refresh_from_db()
    assert not story.is_held


def test_a_held_text_stays_what_another_hand_made_of_it(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    """Who accepts by rules of yesterday, as a worker that read the page before them, stamps them on the version."""
    newsroom.publish("/news/1", *B, PROMO)
    poll(30, confirm=False)
    row = claim_one(START + timedelta(minutes=34))
    row.source  # noqa: B018 -- read with the rules of now
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    assert work_on(row, lambda: START + timedelta(minutes=34)) is not None
    assert story.versions.get(number=1).read_by != story_reader()
    newsroom.pages["/news/1"].body += b"<!-- another machine -->"
    assert outcomes(poll, 90) == [Outcome.UNCHANGED]
    assert PROMO not in story.versions.get(number=1).text.running


def test_a_rule_that_is_written_while_the_desk_accepts_counts_from_the_next_check_on(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *A, PROMO)
    poll(30, confirm=False)
    before = story_reader()
    with meddling(
        lambda: Source.objects.update(rules={"boilerplate": ["Subscribe.*"]}),
        before='SELECT "articles_candidate"."verdict"',
    ):
        accept(Candidate.objects.get(), "ed", START + timedelta(minutes=31))
    assert story.versions.get(number=1).read_by == before != story_reader()
    assert outcomes(poll, 90) == [Outcome.UNCHANGED]
    assert story.versions.get(number=1).superseded_by is not None
    story.refresh_from_db()
    assert story.changed_times == 0


# What could not be read -----------------------------------------------------------------------------------


HANGS = {"boilerplate": [r"(\w+\s?)+!"]}
"""On the promotion: its parser is killed at the deadline."""


def test_what_could_not_be_read_is_not_marked_as_read(
    promoted: Article, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    before = list(Version.objects.order_by("pk").values_list("read_by", "superseded_by"))
    settings.PARSE_DEADLINE = timedelta(seconds=1)
    Source.objects.update(rules=HANGS)
    skipped, summary, hint = say(capsys)
    assert skipped == f"{promoted.url}: skipped; parsing took longer than 1 s and was stopped."
    assert summary == "Read again: 0 articles, 0 versions otherwise, 0 superseded."
    assert hint == "1 article skipped; the next run reads them again."
    assert list(Version.objects.order_by("pk").values_list("read_by", "superseded_by")) == before
    promoted.refresh_from_db()
    assert promoted.read_by == before[0][0]
    entry = Reextraction.objects.get()
    assert (entry.articles_count, entry.skipped_count, entry.finished_at is not None) == (0, 1, True)


def test_a_check_that_cannot_read_what_is_kept_writes_nothing(
    newsroom: Newsroom, promoted: Article, poll: Poll, settings: Any
) -> None:
    settings.PARSE_DEADLINE = timedelta(seconds=1)
    Source.objects.update(rules=HANGS)
    newsroom.publish("/news/1", *C)
    [report] = poll(200)
    assert (report.outcome, "took longer" in report.detail) == (Outcome.FAILED, True)
    assert not Candidate.objects.held().exists()
    assert not Version.objects.filter(read_by=story_reader()).exists()


def test_a_page_that_is_refused_now_keeps_its_text(
    promoted: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(rules={"boilerplate": [".*"]})
    assert say(capsys) == ["Read again: 1 article, 0 versions otherwise, 0 superseded."]
    assert set(Version.objects.values_list("read_by", flat=True)) == {story_reader()}
    assert PROMO in promoted.versions.get(number=1).text.running


def test_a_version_whose_page_was_not_kept_loses_its_boilerplate_and_gets_it_back(
    newsroom: Newsroom, promoted: Article, poll: Poll, capsys: pytest.CaptureFixture[str]
) -> None:
    Snapshot.objects.exclude(base=None).delete()
    read_by = promoted.versions.get(number=2).read_by
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    newsroom.pages["/news/1"].body += b"<!-- another machine -->"
    assert outcomes(poll, 200) == [Outcome.UNCHANGED]
    zero, one, two = promoted.versions.order_by("number")
    assert (zero.read_by, one.superseded_by) == (story_reader(), zero)
    assert (PROMO in two.text.running, two.read_by) == (False, read_by)
    Source.objects.update(rules={"boilerplate": ["Follow.*"]})
    say(capsys)
    one, two = promoted.versions.exclude(number=0).order_by("number")
    assert (one.superseded_by, PROMO in two.text.running, two.read_by) == (None, True, read_by)


def test_what_a_page_said_last_is_known_whatever_was_left_out_of_it_since(
    promoted: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(rules={"boilerplate": ["The minister.*"]})
    say(capsys)
    Source.objects.update(rules={"boilerplate": ["The minister.*", "Nothing.*"]})
    say(capsys)
    Snapshot.objects.exclude(base=None).delete()
    for rules in (["The minister.*", "Subscribe.*"], []):
        Source.objects.update(rules={"boilerplate": rules})
        say(capsys)
    text = promoted.versions.get(number=2).text
    assert [block.text for block in text.blocks] == [A[1], PROMO]


# Beside a check that runs meanwhile -----------------------------------------------------------------------


def test_a_run_goes_on_where_a_check_changes_an_article_meanwhile(
    newsroom: Newsroom, promoted: Article, poll: Poll
) -> None:
    second, _ = Article.objects.track(newsroom.publish("/news/2", *A, PROMO), promoted.source, START)
    poll(100)
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    run = reextract(None, "ed", "", START)
    assert next(run).article == promoted
    newsroom.publish("/news/2", *B, PROMO)
    poll(300)
    assert list(run) == []  # the check has caught up by itself
    second.refresh_from_db()
    assert (second.versions_count, second.read_by) == (2, story_reader())
    assert Reextraction.objects.get(who="ed").finished_at is not None


@pytest.mark.parametrize(("times", "read", "skipped"), [(1, 1, 0), (2, 0, 1)])
def test_an_article_that_a_check_writes_to_is_read_once_more_and_then_skipped(
    promoted: Article, capsys: pytest.CaptureFixture[str], times: int, read: int, skipped: int
) -> None:
    def change() -> None:
        Article.objects.update(changes_count=F("changes_count") + 1)

    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    with meddling(change, before='"articles_reading"', times=times):
        lines = say(capsys)
    assert sum("was changed by another hand" in line for line in lines) == skipped
    entry = Reextraction.objects.get()
    assert (entry.articles_count, entry.skipped_count, entry.finished_at is not None) == (read, skipped, True)
    assert Version.objects.filter(read_by=story_reader()).count() == 3 * read


def test_a_page_is_fetched_whole_after_its_story_was_read_again(
    newsroom: Newsroom, promoted: Article, poll: Poll
) -> None:
    """What stood on it beside the text may be text by the rules of today."""
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    assert len(list(reextract(None, "ed", "", START))) == 1
    promoted.refresh_from_db()
    assert (promoted.body_sha256, promoted.page_fingerprint) == ("", "")
    assert outcomes(poll, 300) == [Outcome.UNCHANGED]
    asked = newsroom.asked("/news/1")[-1]
    assert ("If-None-Match" in asked.headers, asked.status) == (False, 200)


def test_the_entries_can_be_read_on_the_desk_and_no_more(
    promoted: Article, admin_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    say(capsys, "--reason", "promotions of autumn")
    listed = "/admin/articles/reextraction/"
    assert "promotions of autumn" in admin_client.get(listed).content.decode()
    page = admin_client.get(f"{listed}{Reextraction.objects.get().pk}/change/").content.decode()
    assert ("promotions of autumn" in page, 'name="_save"' in page) == (True, False)
    assert admin_client.get(f"{listed}add/").status_code == 403


def test_a_rule_that_a_check_catches_up_with_has_its_entry(
    newsroom: Newsroom, promoted: Article, poll: Poll
) -> None:
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    newsroom.pages["/news/1"].body += b"<!-- another machine -->"
    poll(200)
    entry = Reextraction.objects.get()
    assert (entry.who, entry.reason, entry.article) == ("", "rules or extractor changed", promoted)
    assert (entry.readings_count, entry.superseded_count) == (2, 1)


def test_a_run_that_is_broken_off_says_when(promoted: Article) -> None:
    run = reextract(None, "ed", "", START)
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    next(run)
    run.close()
    assert Reextraction.objects.get().finished_at is not None
