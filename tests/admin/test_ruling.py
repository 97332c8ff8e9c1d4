"""Rules of a source: tried on kept pages and on all that is kept, saved with who and why, and then read by."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Article, Reading, Reextraction, Source, Version
from articles.pipeline import dry_run, run_pass, tell_again
from tests.admin.test_desk import act
from tests.newsroom import Newsroom
from tests.pipeline.conftest import PROMO, START, B, Poll, poll, promoted, story

__all__ = ["poll", "promoted", "story"]
pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"boilerplate": "Subscribe.*"}


def write(desk: Client, tracked: Article, **fields: str) -> str:
    url = reverse("admin:articles_source_rules", args=[tracked.source_id])
    response = desk.post(url, fields, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_the_rules_that_stand(admin_client: Client, promoted: Article) -> None:
    Source.objects.update(rules={"body": "main article", "drop": ["nav", "div.ad"]})
    page = admin_client.get(
        reverse("admin:articles_source_rules", args=[promoted.source_id])
    ).content.decode()
    assert 'value="main article"' in page
    assert "\nnav\ndiv.ad</textarea>" in page
    assert f"{promoted} (2026-11-24 " in page


def test_a_page_is_read_by_the_rules_that_stand_and_by_others(
    admin_client: Client, promoted: Article
) -> None:
    page = write(admin_client, promoted, **RULES, **{"try": "1"})
    assert "1 difference<" in page
    assert f"removed: </span>{PROMO}</del>" in page
    assert "Both read the same" in write(admin_client, promoted, boilerplate="Something else", **{"try": "1"})
    assert Source.objects.get().rules == {}
    assert not LogEntry.objects.exists()


def test_any_kept_page_can_be_chosen(admin_client: Client, promoted: Article) -> None:
    for named in (str(promoted.pk), promoted.url):
        assert "Page 0 of" in write(admin_client, promoted, article=named, capture="0", **{"try": "1"})
        assert "Page 2 of" in write(admin_client, promoted, article=named, **{"try": "1"})
    assert "No such page" in write(admin_client, promoted, article=promoted.url, capture="9", **{"try": "1"})
    assert "no such article" in write(admin_client, promoted, article="999", **{"try": "1"})


def test_rules_that_find_nothing_or_refuse_the_page_are_told_of(
    admin_client: Client, promoted: Article
) -> None:
    page = write(admin_client, promoted, body="div.nowhere", drop="aside.ad", **{"try": "1"})
    assert "Found nothing on it: body, drop: aside.ad." in page
    assert "No text was found on the page." in write(admin_client, promoted, drop="body", **{"try": "1"})


def test_a_dry_run_says_what_all_would_become_and_writes_nothing(
    admin_client: Client, promoted: Article
) -> None:
    page = write(admin_client, promoted, **RULES, dry="1")
    assert "1 of 1 article looked at: 2 versions would read otherwise, 1 would be superseded" in page
    assert f"{promoted.url} version 1: repeats version 0, superseded" in page
    assert Source.objects.get().rules == {}
    assert not Reading.objects.exists()
    assert not Reextraction.objects.exists()


def test_a_dry_run_ends_in_time_and_says_how_far_it_came(
    admin_client: Client, newsroom: Newsroom, promoted: Article, poll: Poll
) -> None:
    newsroom.publish("/news/2", "Second", "The second story of the day is told here, in one paragraph.")
    Article.objects.track(f"{newsroom.url}/news/2", promoted.source, START)
    poll(100)
    run = dry_run(promoted.source, {"boilerplate": ["Subscribe.*"]}, START, within=timedelta(0))
    assert (run.seen, run.total, run.otherwise, run.is_whole) == (1, 2, 2, False)
    run = dry_run(promoted.source, {}, START)
    assert (run.seen, run.total, run.otherwise, run.is_whole) == (2, 2, 0, True)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("body", "div[", "no CSS selector"),
        ("drop", "nav\ndiv..x", "no CSS selector"),
        ("boilerplate", "(", "no regular expression"),
    ],
)
def test_bad_rules_are_refused_at_their_field(
    admin_client: Client, promoted: Article, field: str, value: str, said: str
) -> None:
    page = write(admin_client, promoted, save="1", reason="x", **{field: value})
    assert said in page.partition(f'for="id_{field}"')[2].partition("</div>")[0]
    assert Source.objects.get().rules == {}


def test_saving_needs_a_reason_and_has_all_read_again_by_the_workers(
    admin_client: Client, promoted: Article
) -> None:
    assert "Say why" in write(admin_client, promoted, **RULES, save="1")
    assert Source.objects.get().rules == {}
    page = write(admin_client, promoted, **RULES, save="1", reason="promotions came and went")
    assert "under way" in page
    assert Source.objects.get().rules == {"boilerplate": ["Subscribe.*"]}
    assert "promotions came and went" in LogEntry.objects.get().change_message
    assert tell_again(START) == 1
    run = Reextraction.objects.get()
    assert (run.who, run.reason, run.by_workers) == ("admin", "promotions came and went", True)
    assert (run.articles_count, run.readings_count, run.superseded_count) == (1, 2, 1)
    assert run.finished_at is not None
    assert list(Version.objects.exclude(superseded_by=None).values_list("number", flat=True)) == [1]
    after = write(admin_client, promoted, **RULES, dry="1")
    assert "under way" not in after
    assert "1 article read, 2 versions otherwise, 1 superseded" in after


def test_a_check_that_reads_first_counts_to_the_same_run(
    admin_client: Client, newsroom: Newsroom, promoted: Article, poll: Poll
) -> None:
    write(admin_client, promoted, **RULES, save="1", reason="promotions")
    Source.objects.update(retell_after=promoted.pk)
    Article.objects.update(next_check_at=START)
    newsroom.publish("/news/1", *B, "A buyer was found at last, says the minister.")
    poll(300)
    assert Reextraction.objects.get().readings_count == 2


def test_rules_in_the_form_of_the_source_are_read_by_too(admin_client: Client, promoted: Article) -> None:
    inline = {"feeds-TOTAL_FORMS": "0", "feeds-INITIAL_FORMS": "0"}
    form = {"name": "Harbour", "home_url": "", "rules": '{"boilerplate": ["Subscribe.*"]}', **inline}
    url = reverse("admin:articles_source_change", args=[promoted.source_id])
    assert (
        reverse("admin:articles_source_rules", args=[promoted.source_id])
        in admin_client.get(url).content.decode()
    )
    admin_client.post(url, form)
    admin_client.post(url, form)
    assert Reextraction.objects.get().who == "admin"
    list(run_pass(lambda: START))
    assert Reextraction.objects.get().superseded_count == 1


def test_rules_are_a_superusers(client: Client, promoted: Article, django_user_model: type) -> None:
    user = django_user_model.objects.create_user("eve", is_staff=True)  # type: ignore[attr-defined]
    client.force_login(user)
    for name, pk in (("source_rules", promoted.source_id), ("feed_filters", promoted.feed_id)):
        assert client.get(reverse(f"admin:articles_{name}", args=[pk])).status_code == 403


def test_a_whole_source_is_paused_and_resumed(admin_client: Client, promoted: Article) -> None:
    retired = Article.objects.track(f"{promoted.url}0", promoted.source, START)[0]
    Article.objects.filter(pk=retired.pk).update(next_check_at=None)
    promoted.source.feeds.update(next_check_at=START)
    page = act(admin_client, "source", "pause", promoted.source_id)
    assert "paused 1 feed and 1 article." in page
    promoted.refresh_from_db()
    assert (promoted.paused, promoted.next_check_at, promoted.source.feeds.get().paused) == (True, None, True)
    act(admin_client, "source", "resume", promoted.source_id)
    promoted.refresh_from_db()
    retired.refresh_from_db()
    assert (promoted.paused, promoted.next_check_at is None) == (False, False)
    assert (retired.paused, retired.next_check_at) == (False, None)
