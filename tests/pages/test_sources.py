"""A source's figures on its page: what it cost and brought, how it does, and its days as a plot and a table."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Host, Source
from articles.publishing import figures
from tests.factories import START, make_article, make_day, make_feed, make_source, make_story, make_text
from tests.pages.reading import DAY, HOUR, A, B, plain, read

pytestmark = pytest.mark.django_db
TODAY = START.date()
NOW = START + 6 * HOUR


@pytest.fixture
def post() -> Source:
    return make_source("The Harbour Post", slug="post")


def page_of(client: Client, source: Source) -> str:
    with time_machine.travel(NOW, tick=False):
        return read(client, source.get_absolute_url())


def told(client: Client, source: Source, label: str) -> str:
    found = re.search(rf"<dt>{label}</dt><dd>(.*?)</dd>", page_of(client, source))
    assert found, f"the page has no line {label!r}"
    return plain(found[1])


def test_fetches_are_told_by_purpose(client: Client, post: Source) -> None:
    make_day(post, TODAY, feed_polls=2000, checks=30, hinted_checks=4, failures=12)
    make_day(post, TODAY - 29 * DAY, sitemap_polls=10, confirmations=6, failures=1)
    make_day(post, TODAY - 30 * DAY, feed_polls=100_000)
    assert told(client, post, "Fetches") == (
        "2,050 in the last 30 days: 2,000 of feeds, 10 of news sitemaps, 30 of articles as the schedule had it, "
        "4 because a feed hinted at a change, 6 to look again at a text that was held. "
        "13 of them (under 1 %) brought nothing."
    )


def test_a_source_that_is_counted_for_less_says_since_when(client: Client, post: Source) -> None:
    assert told(client, post, "Fetches") == "None in the last 30 days."
    make_day(post, TODAY - 3 * DAY, checks=1)
    expected = (
        "1 since 21 November 2026: 1 of articles as the schedule had it. All of them brought something."
    )
    assert told(client, post, "Fetches") == expected


def test_what_was_found_is_told_against_what_it_cost(client: Client, post: Source) -> None:
    make_day(post, TODAY, checks=1200, articles=48, changes=9)
    expected = "48 new articles, one for every 25.0 fetches; 9 changes, 0.8 in a hundred fetches."
    assert told(client, post, "Brought") == expected
    post.days.update(articles=0, changes=0)
    assert told(client, post, "Brought") == "0 new articles; 0 changes."


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "None is set, spent 1,730 yesterday."),
        (
            {"fetches_per_day": 2000},
            "2,000 a day, spent 1,730 yesterday; it is enough for all that the schedule asks for.",
        ),
        (
            {"fetches_per_day": 900, "price": 1.34},
            "900 a day, spent 1,730 yesterday; it is short, so a check is priced 1.3 times, and fewer are made.",
        ),
    ],
)
def test_the_budget_is_told_with_what_was_spent(
    client: Client, post: Source, fields: dict[str, float], expected: str
) -> None:
    Source.objects.update(**fields)
    make_day(post, TODAY - 2 * DAY, checks=5)
    make_day(post, TODAY - DAY, checks=1700, feed_polls=30)
    make_day(post, TODAY, checks=9)
    assert told(client, post, "Budget") == expected


def test_what_was_spent_is_not_told_before_it_was_counted(client: Client, post: Source) -> None:
    for ago in (0, 1):
        make_day(post, TODAY - ago * DAY, checks=9)
        assert told(client, post, "Budget") == "None is set."


@pytest.mark.parametrize(
    ("hints", "right", "expected"),
    [
        (0, 0, "None was followed yet."),
        (48, 31, "Of the latest 48 that were followed, 31 (65 %) led to a change."),
        (
            60,
            1,
            "Of the latest 60 that were followed, 1 (2 %) led to a change. "
            "That is too few: only one in twenty is followed.",
        ),
    ],
)
def test_hints_are_told_with_how_many_were_right(
    client: Client, post: Source, hints: int, right: int, expected: str
) -> None:
    Source.objects.update(hints_count=hints, hints_right_count=right)
    assert told(client, post, "Hints") == expected


def test_the_last_day_is_set_against_the_usual_one(client: Client, post: Source) -> None:
    for hours, ago in ((1, 0), (23, 0), (25, 0)):
        make_article(post, first_seen_at=NOW - hours * HOUR - ago * DAY)
    expected = "2 in the last 24 hours; it is not known yet how many are usual."
    assert told(client, post, "New articles") == expected
    make_day(post, TODAY, articles=2)
    make_day(post, TODAY - 8 * DAY, articles=99)
    for ago in (1, 2, 3, 4):
        make_day(post, TODAY - ago * DAY, articles=ago)
    expected = "2 in the last 24 hours; 1 a day are usual (the median of 7 days)."
    assert told(client, post, "New articles") == expected


def test_a_source_that_is_silent_against_its_habit_is_named(client: Client, post: Source) -> None:
    feed = make_feed(post, last_checked_at=NOW, next_check_at=NOW)
    for ago in range(1, 20):
        make_day(post, TODAY - ago * DAY, articles=8)
    warning = "No new article in 24 hours, where 8 a day are usual."
    assert warning in told(client, post, "Health")
    feed.pause()
    assert warning not in told(client, post, "Health")
    feed.resume(NOW)
    make_article(post, first_seen_at=NOW - 2 * HOUR)
    assert warning not in told(client, post, "Health")


def test_the_share_of_changed_articles_has_its_denominator(client: Client, post: Source) -> None:
    make_story([A, B, A], post, every=2 * HOUR)
    make_story([A, B], post, every=4 * HOUR)
    spurious = make_story([A, B], post, every=HOUR)
    spurious.changes.update(spurious=True, hidden=True)
    make_article(post)
    expected = "2 of its 4 articles (50 %), half of these within about 3 hours of being found."
    assert told(client, post, "Changed") == expected


def test_only_the_latest_articles_are_looked_at_and_that_is_told(
    client: Client, post: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "SAMPLE", 2)
    for ago in (1, 2, 3):
        make_article(post, first_seen_at=NOW - ago * DAY, last_outcome="forbidden")
    which = "its latest 2 articles, found since 22 November 2026"
    assert told(client, post, "Changed") == f"0 of {which} (0 %)."
    assert f"robots.txt forbade 2 of {which} at their last check." in told(client, post, "Health")


def test_the_share_of_correction_notes_has_its_denominator(
    client: Client, post: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_story([A, B, A], post)
    make_story([make_text("Tide", "It is high."), make_text("Tide", "It is high!")], post)
    note = "Correction: the port will not be sold."
    make_story([A, make_text(B.headline, "The port will not be sold.", note, correction=note)], post)
    expected = "1 (33 %) came with a correction note or changed one, and 2 (67 %) with neither a note nor a new date."
    assert told(client, post, "Corrections") == f"Of its 3 changes of substance, {expected}"
    monkeypatch.setattr(figures, "SAMPLE", 1)
    latest = "Of its latest 1 changes of substance, found since 24 November 2026, "
    assert told(client, post, "Corrections").startswith(latest)


def test_what_becomes_of_its_articles_is_counted(client: Client, post: Source) -> None:
    for fields in (
        {"next_check_at": NOW},
        {"next_check_at": NOW, "failures": 3},
        {"next_check_at": NOW, "failures": 9, "removed_at": NOW},
        {"next_check_at": None, "failures": 1},
        {"next_check_at": None, "paused": True},
    ):
        make_article(post, **fields)
    expected = (
        "Of its 5 articles, 3 are still checked (1 in vain at present), 1 no longer, 1 is paused; "
        "1 is removed from the site."
    )
    assert told(client, post, "Checking") == expected


def test_health_tells_of_feeds_and_hosts(client: Client, post: Source) -> None:
    make_feed(post, last_checked_at=NOW - HOUR, next_check_at=NOW)
    health = told(client, post, "Health")
    assert health == "Its only feed: answering; last poll 24 November 2026, 11:00 UTC."
    make_feed(post, url="https://post.example/2", failures=2, next_check_at=NOW)
    make_feed(post, url="https://post.example/3", stopped="its address answered 410: it is gone for good")
    far = make_article(post, url="https://elsewhere.example/1")
    Host.objects.filter(pk=far.host_id).update(
        blocked_until=NOW + HOUR, failing_since=NOW - DAY, failures=7, robots_status=503
    )
    health = told(client, post, "Health")
    assert "Of 3 feeds, 1 answering, 1 failing, 1 not polled any more;" in health
    assert "elsewhere.example:443 is left alone" in health
    assert "nothing is fetched there before 24 November 2026, 13:00 UTC." in health
    assert "has brought nothing since 23 November 2026, 12:00 UTC (7 visits)." in health
    assert "robots.txt of elsewhere.example:443 answered 503" in health
    assert "its address answered 410: it is gone for good" in page_of(client, post)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"blocked_until": NOW + HOUR}, "is left alone"),
        ({"failing_since": NOW - DAY, "failures": 5}, "since 23 November 2026, 12:00 UTC (5 visits)."),
        ({"robots_status": 500}, "answered 500"),
        ({"blocked_until": NOW - HOUR, "robots_status": 404}, None),
    ],
)
def test_a_host_is_named_for_each_trouble(
    client: Client, post: Source, fields: dict[str, object], said: str | None
) -> None:
    make_feed(post, url="https://feeds.example/1")
    make_feed(make_source(), url="https://other.example/1")
    Host.objects.update(**fields)
    health = told(client, post, "Health")
    assert ("feeds.example:443" in health) == (said is not None)
    assert said is None or said in health
    assert "other.example" not in health


def test_a_source_without_feeds_says_so(client: Client, post: Source) -> None:
    assert "No feed is polled; its articles were added one by one." in told(client, post, "Health")


def test_the_days_are_drawn_and_listed(client: Client, post: Source) -> None:
    make_day(post, TODAY, checks=1500, changes=1, articles=7, failures=3)
    make_day(post, TODAY - 59 * DAY, feed_polls=3000)
    make_day(post, TODAY - 60 * DAY, feed_polls=9000)
    page = page_of(client, post)
    fetched, found = (etree.fromstring(svg) for svg in re.findall(r"<svg class=\"days.*?</svg>", page))
    bars = [(bar.get("x"), bar.get("y"), bar.get("height")) for bar in fetched.iter("rect")]
    assert bars == [("0.1", "0.0", "40.0"), ("59.1", "20.0", "20.0")]
    assert [(bar.get("x"), bar.get("height")) for bar in found.iter("rect")] == [("59.1", "20.0")]
    for drawing in (fetched, found):
        names = {element.get("id") for element in drawing.iter() if element.get("id")}
        assert set(str(drawing.get("aria-labelledby")).split()) == names
        assert drawing.get("role") == "img"
    assert "4,500 from 26 September to 24 November 2026, at most 3,000 on one day." in page
    table = plain(page[page.index("<tbody>") : page.index("</tbody>")].replace("<", " <"))
    assert table.split() == ["24", "Nov", "1,500", "3", "7", "1", "26", "Sep", "3,000", "0", "0", "0"]
    assert " style=" not in page


def test_what_is_not_counted_is_not_drawn(client: Client, post: Source) -> None:
    assert "<svg" not in page_of(client, post)
    make_day(post, TODAY, articles=1)
    assert "<rect" not in page_of(client, post)


def test_earlier_pages_of_its_changes_have_no_figures(client: Client, post: Source) -> None:
    page = read(client, f"{post.get_absolute_url()}?before=2026-11-24T10:00:00Z,1")
    assert "How it is watched" not in page


def test_the_list_of_sources_sums_up_the_month(client: Client, post: Source) -> None:
    make_day(post, TODAY, checks=1499, changes=1)
    make_day(post, TODAY - 29 * DAY, checks=1, changes=2)
    make_day(post, TODAY - 30 * DAY, checks=1, changes=2)
    make_source("Northern Echo")
    with time_machine.travel(NOW, tick=False):
        page = plain(read(client, "/sources/"))
    assert page.count("in the last 30 days") == 1
    assert "in the last 30 days 3 changes in 1,500 fetches" in page


@pytest.mark.parametrize("articles", [1, 12])
def test_figures_cost_the_same_for_many_articles(
    client: Client, post: Source, django_assert_num_queries: DjangoAssertNumQueries, articles: int
) -> None:
    for number in range(articles):
        make_feed(post, url=f"https://post.example/feed/{number}", last_checked_at=NOW)
        make_story([make_text(f"Tide {number}", "In."), make_text(f"Tide {number}", "Out.")], post)
        make_day(post, date(2026, 11, 1) + number * timedelta(days=1), checks=3)
    with django_assert_num_queries(8):
        assert "How it is watched" in page_of(client, post)
    assert Article.objects.count() == articles


def test_a_hostile_name_is_only_text(client: Client, post: Source) -> None:
    make_feed(post, title="<script>alert(1)</script>", stopped="<img src=x onerror=alert(1)>")
    response = client.get(post.get_absolute_url()).content.decode()
    assert "<script>alert" not in response
    assert "<img src=x" not in response
