"""The front page, sources, and one source: newest first, by days, paged by place."""

import gzip
import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from articles.models import Change, Source
from articles.publishing import listing
from tests.factories import START, make_article, make_feed, make_source, make_story, make_text, show

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def story(number: int, source: Source | None = None) -> Change:
    texts = [make_text(f"Story {number}", f"It is {state} in town {number}.") for state in ("quiet", "loud")]
    article = make_article(source)
    show(article, texts[0], START - DAY)
    change = show(article, texts[1], START + number * timedelta(minutes=1))
    assert change is not None
    return change


def headlines(page: str) -> list[str]:
    return re.findall(r"Story \d+", re.sub(r"<[^>]+>", "", page))


def test_a_change_is_told_in_full(client: Client) -> None:
    source = make_source("The Harbour Post")
    old = make_text("Minister denies sale", "The port, of 4,100 workers, will not be sold.")
    make_story(
        [old, make_text("Minister confirms sale", "The port, of 4,200 workers, will be sold.")], source
    )
    page = client.get("/").content.decode()
    change = Change.objects.get()
    assert source.name in page
    assert '<del><span class="said" dir="ltr">removed: </span>denies</del>' in page
    assert '<ins><span class="said" dir="ltr">added: </span>confirms</ins>' in page
    assert "Tuesday, 24 November 2026" in page
    assert re.search(r"changed between <time [^>]*>09:31</time> and <time [^>]*>10:00</time> UTC", page)
    assert change.summary in page
    assert change.get_absolute_url() in page
    assert f"−{change.words_removed} +{change.words_added} words" in page
    assert f'href="{source.get_absolute_url()}"' in page


def test_headline_and_excerpt_are_in_the_language_of_their_article(client: Client) -> None:
    source = make_source(slug="post")
    make_story(
        [
            make_text("港は残る", "港は売却しない。", language="ja"),
            make_text("港は残る", "港は売却する。", language="ja"),
        ],
        source,
    )
    make_story([make_text("Port stays", "It is calm."), make_text("Port stays", "It is loud.")], source)
    for path in ("/", "/sources/post/"):
        page = client.get(path).content.decode()
        assert re.findall(r'<(?:h3|blockquote) dir="auto"( lang="[^"]*")?>', page) == [
            "",
            "",
            ' lang="ja"',
            ' lang="ja"',
        ]


def test_minor_changes_fold_with_their_count(client: Client) -> None:
    make_story([make_text("Quay closed", "It is closed."), make_text("Quay closed", "It is closed!")])
    page = client.get("/").content.decode()
    folded = page[page.index('<details class="fold">') :]
    assert "1 minor change:" in folded
    assert "Quay closed" in folded


def test_pages_follow_each_other_whatever_arrives(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    for number in range(1, 8):
        story(number)
    Change.objects.filter(number=1).update(minor=False)
    seen = []
    address: str | None = "/"
    while address:
        page = client.get(address).content.decode()
        seen += headlines(page[page.index("<main") :])
        older = re.search(r'href="(\?before=[^"]+)"', page)
        address = f"/{older[1]}" if older else None
        story(50 + len(seen))
    assert seen == [f"Story {number}" for number in range(7, 0, -1)]


def test_changes_of_one_moment_are_not_lost_between_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    changes = [story(number) for number in range(1, 6)]
    Change.objects.update(not_after=START)
    page = listing.latest_changes(Change.objects.all(), None)
    seen = [line.change.pk for day in page.days for line in (*day.lines, *day.minor)]
    while page.older:
        page = listing.latest_changes(Change.objects.all(), listing.Cursor.parse(str(page.older)))
        seen += [line.change.pk for day in page.days for line in (*day.lines, *day.minor)]
    assert seen == [change.pk for change in reversed(changes)]


def test_a_page_begins_at_its_place_in_the_index() -> None:
    place = listing.Cursor(START, 7)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(Change.objects.visible().newest_first().before(*place)[:3])
    assert re.search(r'\("\w+"\."not_after", "\w+"\."id"\) < \(', queries[0]["sql"])
    assert "OFFSET" not in queries[0]["sql"]


@pytest.mark.parametrize(
    "before",
    [
        "x",
        "2026-11-24T10:00:00Z",
        "2026-11-24T10:00:00,3",
        "2026-11-24T10:00:00Z,-1",
        "9,9" * 99,
        "0001-01-01T00:00:00+14:00,1",
        "9999-12-31T23:59:59-14:00,1",
    ],
)
def test_a_place_that_is_none_is_not_found(client: Client, before: str) -> None:
    assert client.get("/", {"before": before}).status_code == 404


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 2),
        ("/?kind=silent&score=1", 2),
        ("/?source=busy&source=quiet&kind=silent", 3),
        ("/sources/", 3),
        ("/sources/busy/", 8),
        ("/sources/busy/?kind=silent", 2),
        ("/feed.rss", 6),
        ("/feed.atom", 6),
        ("/feed.json?source=busy&kind=silent", 7),
        ("/sources/busy/feed.rss", 7),
        ("/sources/busy/feed.json?kind=silent", 7),
    ],
)
def test_queries_do_not_grow_with_the_list(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int
) -> None:
    busy = make_source("Busy", slug="busy")
    make_source("Quiet", slug="quiet")
    for number in range(1, 6):
        story(number, busy)
        make_feed(make_source(f"Source {number}"))
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_a_full_front_page_comes_in_sixty_kilobytes(client: Client) -> None:
    """With all that it needs: styles, scripts and icon."""
    words = [f"word{number}" for number in range(60)]
    for number in range(listing.PAGE):
        words = words[7:] + words[:7]
        old = make_text(f"{' '.join(words[:12])} {number}", " ".join(words))
        make_story([old, make_text(f"{' '.join(words[:11])} {number}", " ".join(words[5:]) + " £4m.")])
    page = client.get("/", headers={"accept-encoding": "gzip"})
    text = gzip.decompress(page.content).decode()
    assert text.count('<article class="change">') == listing.PAGE
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert any(part.endswith(".css") for part in parts)
    sizes = [len(b"".join(client.get(part, headers={"accept-encoding": "gzip"}))) for part in parts]  # type: ignore[arg-type]
    assert len(page.content) + sum(sizes) <= 60_000
    head = text.split("</head>")[0].replace(f'<link rel="canonical" href="{settings.PUBLIC_URL}/">', "")
    assert not re.search(r'(?:src|href)="https?://', head)


def test_a_source_says_what_is_polled(client: Client) -> None:
    source = make_source("The Harbour Post", slug="post")
    make_feed(
        source, title="News", last_checked_at=START, last_outcome="failed", last_error="It answered 503."
    )
    make_feed(source, url="https://post.example/sport", title="Sport", paused=True)
    story(1, source)
    story(2)
    for path in ("/sources/", "/sources/post/"):
        page = client.get(path).content.decode()
        assert "24 November 2026, 06:00" in page
        assert "(failed: It answered 503)" in page
        assert "paused" in page
    assert headlines(page) == ["Story 1"]
    assert 'href="/sources/post/feed.rss"' in page
    health = "Of 2 feeds, 1 not polled any more, 1 paused; last poll 24 November 2026, 06:00 UTC."
    assert health in client.get("/sources/").content.decode()
    assert client.get("/sources/none/").status_code == 404


def test_a_new_installation_says_what_to_do_next(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "./run manage createsuperuser" in page
    assert "./run manage add_source" in page
    make_source("The Harbour Post")
    page = client.get("/").content.decode()
    assert "add_source" not in page
    assert "One source is being watched" in page


def test_hidden_changes_are_on_no_list(client: Client) -> None:
    change = story(1)
    change.article.hide("A court ordered it.", START)
    for path in ("/", change.source.get_absolute_url(), "/feed.rss"):
        assert "Story 1" not in client.get(path).content.decode()


def test_lists_compare_nothing(client: Client) -> None:
    """Headlines are read with the marks that were recorded."""
    change = story(1)
    Change.objects.filter(pk=change.pk).update(
        old_headline="Quiet", headline="Loud", headline_pieces=[["delete", "Qu"], ["insert", "Lo "]]
    )
    assert "</span>Qu</del>" in html.unescape(client.get("/").content.decode())
    Change.objects.filter(pk=change.pk).update(headline_pieces=[])
    page = client.get("/").content.decode()
    assert f'<a href="{change.get_absolute_url()}">Loud</a>' in page
