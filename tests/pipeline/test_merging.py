"""An article whose page names another of its site is one more address of that one, from its first reading on."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from articles.models import Alias, Article, Feed, Host, LeaseLost, Listing, Source, SourceDay
from articles.pipeline import NotAdded, Report, add_article, add_feed, poll_feed, work_on
from articles.pipeline.checking import check_article
from articles.versioning import Outcome
from tests.newsroom import Newsroom, open_newsroom
from tests.pipeline.conftest import AT_START, START, A, B, Poll, claim_one, minutes
from tests.pipeline.meddling import meddling

OTHER = "/live/harbour-news-of-today"


def naming(newsroom: Newsroom, path: str, canonical: str, text: tuple[str, ...] = A) -> str:
    """Publish a story whose page names another address as its own."""
    url = newsroom.publish(path, *text)
    newsroom.pages[path].body = newsroom.pages[path].body.replace(
        b"</head>", f'<link rel=canonical href="{canonical}"></head>'.encode()
    )
    return url


def track(story: Article, url: str, **known: Any) -> Article:
    assert Article.objects.track_all({url: known}, story.source, START) == 1
    return Article.objects.get(url=url)


@pytest.fixture
def fresh(newsroom: Newsroom, story: Article) -> Article:
    """One that is due, never read, and whose page says that it is `story`."""
    return track(story, naming(newsroom, OTHER, story.url))


def test_it_becomes_an_alias_of_the_other(
    newsroom: Newsroom, story: Article, fresh: Article, poll: Poll
) -> None:
    assert Source.objects.get().articles_count == 2
    [report] = [report for report in poll(1) if report.url == fresh.url]
    assert report == Report(
        fresh.url,
        Outcome.UNCHANGED,
        f"its page says that it is {story.url}: an alias of article {story.pk} from now on",
    )
    assert list(Article.objects.all()) == [story]
    assert [(alias.url, alias.article) for alias in Alias.objects.all()] == [(fresh.url, story)]
    assert Article.objects.known_as(fresh.url) == story
    assert Source.objects.get().articles_count == 1
    day = SourceDay.objects.get()
    assert (day.checks, day.articles, day.failures) == (2, 1, 0)
    assert story.versions.count() == story.captures.count() == 1
    assert Article.objects.track(fresh.url, story.source, START) == (story, False)


def test_what_feeds_knew_goes_to_the_other_where_it_lacks_it(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    url = naming(newsroom, OTHER, story.url)
    Article.objects.filter(pk=story.pk).update(feed=None, published_at=None, headline="Its own")
    feed = add_feed(newsroom.feed("/sport", OTHER), story.source, AT_START)
    fresh = Article.objects.get(url=url)
    Article.objects.filter(pk=fresh.pk).update(published_at=START)
    fresh.know_as(f"{newsroom.url}/live/9")
    poll(1)
    story.refresh_from_db()
    assert (story.feed, story.published_at, story.headline) == (feed, START, "Its own")
    assert [(one.feed_id, one.article_id) for one in Listing.objects.filter(feed=feed)] == [
        (feed.pk, story.pk)
    ]
    assert Article.objects.known_as(f"{newsroom.url}/live/9") == story


def test_a_feed_that_lists_both_lists_the_other_once(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    naming(newsroom, OTHER, story.url)
    add_feed(newsroom.feed("/sport", "/news/1", OTHER), story.source, AT_START)
    before = Listing.objects.filter(article=story).order_by("feed")
    kept = list(before.values_list("feed", "digest"))
    poll(1)
    assert list(Listing.objects.order_by("feed").values_list("feed", "digest")) == kept
    assert len(kept) == 2


def test_the_way_by_a_redirect_is_remembered_too(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    reached = naming(newsroom, OTHER, story.url)
    newsroom.pages["/go/1"] = newsroom.pages[OTHER].__class__(b"", 302, {"Location": OTHER})
    track(story, f"{newsroom.url}/go/1")
    poll(1)
    assert {Article.objects.known_as(url) for url in (reached, f"{newsroom.url}/go/1")} == {story}
    assert Article.objects.count() == 1


def test_one_that_has_a_version_is_never_merged(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish(OTHER, *B)
    own = track(story, newsroom.url + OTHER)
    poll(1)
    naming(newsroom, OTHER, story.url, B)
    poll(60)
    own.refresh_from_db()
    assert (own.versions_count, Article.objects.count(), Alias.objects.count()) == (1, 2, 0)


@pytest.mark.parametrize(
    "state",
    [
        {"hidden_at": START, "hidden_reason": "by order of a court"},
        {"paused": True, "next_check_at": None},
    ],
)
def test_the_other_stays_as_it_is(
    story: Article, fresh: Article, poll: Poll, client: Client, state: dict[str, Any]
) -> None:
    Article.objects.filter(pk=story.pk).update(**state)
    poll(1)
    story = Article.objects.get()
    assert {name: getattr(story, name) for name in state} == state
    answer = client.get("/lookup/", {"url": fresh.url}, follow=True)
    assert answer.status_code == (451 if "hidden_at" in state else 200)


@pytest.mark.parametrize(
    "state",
    [
        {"removed_at": START, "last_outcome": Outcome.GONE},
        {"last_outcome": Outcome.GONE},
        {"current": None, "last_outcome": Outcome.FORBIDDEN},
    ],
)
def test_one_that_was_looked_for_in_vain_is_no_better_address(
    story: Article, fresh: Article, poll: Poll, state: dict[str, Any]
) -> None:
    Article.objects.filter(pk=story.pk).update(next_check_at=None, **state)
    assert [report.outcome for report in poll(1)] == [Outcome.NEW_VERSION]
    fresh.refresh_from_db()
    assert (fresh.versions_count, fresh.aliases.count()) == (1, 0)


def test_its_own_address_another_site_s_and_a_section_merge_nothing(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    with open_newsroom() as other:
        theirs = Article.objects.track(other.publish("/theirs", *A), story.source, START)[0]
        for number, canonical in enumerate([f"/own/{0}-of-them", theirs.url, "/news/"]):
            track(story, naming(newsroom, f"/own/{number}-of-them", canonical, (f"Number {number}", *A[1:])))
        poll(1)
    assert Article.objects.count() == 5
    assert not Alias.objects.exists()


def test_what_is_hidden_itself_is_not_merged(story: Article, fresh: Article, poll: Poll) -> None:
    fresh.hide("by order of a court", START)
    poll(1)
    assert Article.objects.filter(pk=fresh.pk).exists()


def test_nothing_is_written_where_the_lease_is_lost(
    newsroom: Newsroom, story: Article, fresh: Article
) -> None:
    Article.objects.filter(pk=story.pk).update(next_check_at=None)
    row = claim_one(START)

    def lose(path: str) -> None:
        fresh.pause()
        connection.close()

    newsroom.before = lose
    assert work_on(row, AT_START) is None
    assert (Article.objects.count(), Alias.objects.count(), Source.objects.get().articles_count) == (2, 0, 2)


def test_two_that_name_each_other_are_one(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    """Whoever comes second finds what it wanted to be merged into gone: while it writes, and then it is read again, or
    before, and then it is a story of its own.
    """
    Article.objects.filter(pk=story.pk).update(next_check_at=None)
    one, two = f"{newsroom.url}/live/one-of-them", f"{newsroom.url}/live/two-of-them"
    naming(newsroom, "/live/one-of-them", two, B)
    naming(newsroom, "/live/two-of-them", one, B)
    for url in (one, two):
        track(story, url)
    rows = []
    for _ in range(2):
        rows.append(claim_one(START))
        Host.objects.update(free_at=START)
    both = threading.Barrier(2)
    reports: list[Report | None] = []

    def meet(path: str) -> None:
        if path.startswith("/live/"):
            both.wait(10)

    def work(row: Article) -> None:
        reports.append(work_on(row, AT_START))
        connection.close()

    for row in rows:
        row.host.refresh_from_db()
        row.host.hold()
    newsroom.before = meet
    threads = [threading.Thread(target=work, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    newsroom.before = lambda path: None
    came_to = [report.outcome for report in reports if report]
    assert sorted(came_to) in ([Outcome.UNCHANGED], [Outcome.NEW_VERSION, Outcome.UNCHANGED])
    [left] = Article.objects.exclude(pk=story.pk)
    assert {Article.objects.known_as(url) for url in (one, two)} == {left}
    assert Source.objects.get().articles_count == 2
    Article.objects.update(lease_until=START)
    Host.objects.update(free_at=START)
    poll(1)
    left.refresh_from_db()
    assert left.versions_count == 1


def test_a_poll_that_lists_what_is_merged_meanwhile_is_made_again(
    newsroom: Newsroom, story: Article, fresh: Article, poll: Poll
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite a poll and a check never write side by side")
    feed = add_feed(newsroom.feed("/sport", "/news/1"), story.source, AT_START)
    newsroom.feed("/sport", "/news/1", OTHER)
    Article.objects.filter(pk=story.pk).update(next_check_at=None)
    row = claim_one(START)
    due = feed.next_check_at
    assert due is not None
    assert feed.lease(due)
    feed.host.refresh_from_db()

    def merge() -> None:
        def work() -> None:
            check_article(row, AT_START)
            connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    with meddling(merge, before='UPDATE "articles_source"'), pytest.raises(LeaseLost, match="merged"):
        poll_feed(feed, AT_START)
    assert Feed.objects.get(pk=feed.pk).next_check_at == due
    Feed.objects.filter(pk=feed.pk).update(lease_until=START)
    Host.objects.update(free_at=START)
    poll(minutes(due))
    assert set(Listing.objects.filter(feed=feed).values_list("article", flat=True)) == {story.pk}


def test_a_poll_that_breaks_another_constraint_says_so(newsroom: Newsroom, story: Article) -> None:
    newsroom.feed("/feed", "/news/1", OTHER)
    feed = Feed.objects.get()
    Feed.objects.update(next_check_at=START)
    assert feed.lease(START)
    feed.host.hold()
    twice = {"source": feed.source, "host": feed.host, "url": feed.url}
    breaking = meddling(lambda: Feed.objects.create(**twice), before='UPDATE "articles_source"')
    with breaking, pytest.raises(IntegrityError):
        poll_feed(feed, AT_START)
    assert Article.objects.count() == 1


def test_an_article_that_is_tracked_by_another_address_is_not_added(
    newsroom: Newsroom, story: Article
) -> None:
    with pytest.raises(NotAdded, match=f"{story.url} is tracked already, as article {story.pk}"):
        add_article(naming(newsroom, OTHER, story.url), AT_START)
    assert Article.objects.count() == 1


def test_one_that_was_given_up_is_looked_at_again(story: Article, fresh: Article, poll: Poll) -> None:
    Article.objects.filter(pk=story.pk).update(next_check_at=None)
    poll(1)
    assert Article.objects.get().next_check_at is not None


def test_a_page_that_tells_another_story_is_its_own(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    """A template may name one article on all its pages."""
    told = ("Bridge closed", "The bridge over the river is closed until May.")
    other = track(story, naming(newsroom, "/news/other", story.url, told))
    poll(1)
    other.refresh_from_db()
    assert (other.versions_count, Article.objects.count(), Alias.objects.count()) == (1, 2, 0)
