"""In what order a search finds, and how one page goes on from another."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Passage
from articles.search import Hit, Page, parse, search
from tests.factories import START, make_article, make_source, make_story, make_text, show

pytestmark = pytest.mark.django_db

HOURS = timedelta(hours=1)


def found(query: str) -> tuple[Hit, ...]:
    return search(parse(query)).hits


def texts(query: str, limit: int = 20) -> list[str]:
    return [hit.passage.text for hit in search(parse(query), limit=limit).hits]


def many(count: int) -> None:
    """Stories of two texts, an hour apart, of which the older are written last."""
    for number in reversed(range(count)):
        article = make_article(make_source())
        show(article, make_text(f"Tide {number}", "The tide is in."), START + number * HOURS)
        show(article, make_text(f"Tide {number}", "The ebb is in."), START + (100 + count - number) * HOURS)


def test_the_newest_come_first_by_birth_or_by_death() -> None:
    many(3)
    assert texts("tide in:headlines") == ["Tide 2", "Tide 1", "Tide 0"]
    assert [hit.passage.born_at for hit in found("tide -ebb -2 -1 -0")] == [
        START + n * HOURS for n in (2, 1, 0)
    ]
    assert [hit.passage.died_at for hit in found("tide in:removed")] == [
        START + n * HOURS for n in (103, 102, 101)
    ]


def test_words_are_found_however_much_came_after_them() -> None:
    """PostgreSQL looks at the newest passages before it asks its index: some, all or none are among those."""
    for number in range(3):
        at = START + number * HOURS
        show(make_article(), make_text(f"Zeppelin {number}", "The tide is in.", f"Harbour {number}."), at)
    later = [f"Tide {number} is in." for number in range(900)]
    show(make_article(), make_text("The last zeppelin", "Nobody saw it.", *later), START + 10 * HOURS)
    wanted = ["The last zeppelin", "Zeppelin 2", "Zeppelin 1", "Zeppelin 0"]
    for limit in (1, 2, 3, 4, 20):
        assert texts("zeppelin", limit) == wanted[:limit]
        assert texts("harbour", limit) == ["Harbour 2.", "Harbour 1.", "Harbour 0."][:limit]
    assert texts("nobody", 1) == ["Nobody saw it."]
    assert len(texts("tide", 3)) == 3
    assert len(texts("tide", 1_000)) == 903


def test_pages_go_on_where_the_last_ended_whatever_comes_meanwhile() -> None:
    many(5)
    query = parse("tide in:headlines")
    first = search(query, limit=2)
    show(make_article(), make_text("Tide 9", "New."), START + 50 * HOURS)
    assert first.older is not None
    second = search(query, first.older, limit=2)
    assert second.older is not None
    third = search(query, second.older, limit=2)
    assert [[hit.passage.text for hit in one.hits] for one in (first, second, third)] == [
        ["Tide 4", "Tide 3"],
        ["Tide 2", "Tide 1"],
        ["Tide 0"],
    ]
    assert third.older is None
    assert search(query, first.older, limit=3).older is None
    assert search(query, 0) == search(query, -1) == Page((), None)
    assert len(search(query, 2**80).hits) == 6


def test_a_page_ends_where_too_many_rows_do_not_fit() -> None:
    """Words that many edits kept cost no more than some rounds; the next page goes on."""
    article = make_article()
    show(article, make_text("Tide", "The tide was out."), START)
    for number in range(70):
        show(article, make_text("Tide", f"The tide is in, {number}."), START + (number + 1) * HOURS)
    query = parse("tide in:removed")
    pages = [search(query, limit=1)]
    while (older := pages[-1].older) is not None:
        pages.append(search(query, older, limit=1))
    assert [len(one.hits) for one in pages] == [0, 0]
    assert len(Passage.objects.filter(died=None)) == 2
    assert texts("out in:removed") == ["The tide was out."]


@pytest.mark.parametrize(
    ("query", "queries"),
    [("tide", 3), ("tide source:s", 4), ("tide in:removed", 4), ("ebb in:added", 4), ("nothing", 1)],
)
def test_a_page_costs_few_queries_however_much_there_is(query: str, queries: int) -> None:
    make_story([make_text("x", "The tide is in."), make_text("x", "The ebb is in.")], make_source(slug="s"))
    many(8)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for hit in found(query):
            assert hit.article.source.name
            assert hit.article.get_absolute_url()
            assert hit.pieces
            assert all(change.get_absolute_url() for change in (hit.birth, hit.death) if change)
    assert len(asked) <= queries
