"""What searches find, in what order, and what they show of it."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.models.postings import BIRTHS, DEATHS, Posting
from articles.search import Hit, Page, QueryError, parse, search
from tests.factories import START, make_source, make_story, make_text

pytestmark = pytest.mark.django_db

HOURS = timedelta(hours=1)
A = make_text("Port to be sold", "The port will be sold.", "The minister gave no price.", "It rained.")
B = make_text(
    "Port not to be sold", "The port will not be sold.", "The minister gave no price.", "It rained."
)


def find(query: str, below: int | None = None) -> list[str]:
    return [hit.passage.text for hit in (found(query) if below is None else page(query, below).hits)]


def found(query: str) -> tuple[Hit, ...]:
    return search(parse(query)).hits


def page(query: str, below: int) -> Page:
    return search(parse(query), below)


def told(hits: Iterable[Hit]) -> list[tuple[str, int, int | None]]:
    return [(hit.passage.text, hit.passage.born_version, hit.passage.died_version) for hit in hits]


@pytest.fixture
def story() -> Article:
    return make_story([A, B], make_source("The Harbour Post", slug="post"))


FINDS = {
    "minister": ["The minister gave no price."],
    "PRICE gave": ["The minister gave no price."],
    "minister port": [],
    '"gave no"': ["The minister gave no price."],
    '"no gave"': [],
    '"port will be"': ["The port will be sold."],
    "sold -not -headline": ["Port to be sold", "The port will be sold."],
    'port -"will be" -"not to be"': ["Port to be sold", "The port will not be sold."],
    "min*": ["The minister gave no price."],
    '"the mini*" -rain*': ["The minister gave no price."],
    "rain": [],
    "port in:headlines": ["Port not to be sold", "Port to be sold"],
    "not in:added": ["Port not to be sold", "The port will not be sold."],
    "rained in:added": [],
    '"will be sold" in:removed': ["The port will be sold."],
    "port in:removed": [],
    "not in:removed": [],
    '"to be sold" in:removed in:headlines': [],
    '"port to be" in:removed': ["Port to be sold"],
    "rained source:post": ["It rained."],
    "rained -source:post": [],
    "rained source:echo": [],
    "rained source:post source:echo": ["It rained."],
    "rained after:2026-11-24": ["It rained."],
    "rained after:2026-11-25": [],
    "rained before:2026-11-25": ["It rained."],
    "rained before:2026-11-24": [],
    "rained after:0001 before:9999": ["It rained."],
    "added": [],
    "source": [],
}


@pytest.mark.parametrize(("query", "texts"), FINDS.items(), ids=FINDS)
def test_a_query_finds_passages(story: Article, query: str, texts: list[str]) -> None:
    make_source("The Echo", slug="echo")
    assert sorted(find(query)) == texts


def test_a_source_that_is_not_there_is_named(story: Article) -> None:
    for query in ("port source:sun", "port -source:sun", "port source:post source:sun"):
        with pytest.raises(QueryError, match=r"^There is no source “sun”\.$"):
            found(query)


def test_a_hit_tells_its_life_and_the_changes_of_it(story: Article) -> None:
    [gone] = found('"port will be"')
    assert (gone.article, gone.article.source.name, gone.stands) == (story, "The Harbour Post", False)
    change = story.changes.get()
    assert (gone.birth, gone.death) == (None, change)
    assert (gone.passage.born_version, gone.passage.born_at) == (0, START)
    assert (gone.passage.died_version, gone.passage.died_at) == (1, START + 4 * HOURS)
    [come] = found('"will not be"')
    assert (come.birth, come.death, come.stands) == (change, None, True)
    assert (come.passage.born_version, come.passage.born_at) == (1, change.not_after)


def test_matches_are_marked_where_they_stand() -> None:
    make_story(
        [
            make_text(
                "Caf\u00e9s",
                "Der Caf\u00e9-Besitzer (M\u00fcller) zahlte; M\u00fcllers Caf\u00e9 schlo\u00df.",
            )
        ]
    )
    [hit] = found("cafe mull* -cafes")
    matches = [piece.text for piece in hit.pieces if piece.is_match]
    assert matches == ["Caf\u00e9", "M\u00fcller", "M\u00fcllers", "Caf\u00e9"]
    assert "".join(piece.text for piece in hit.pieces) == hit.passage.text
    [hit] = found('"Caf\u00e9 schloss"')
    assert [hit.passage.text[start:end] for start, end in hit.spans] == ["Caf\u00e9 schlo\u00df"]


def test_of_a_long_passage_what_is_around_the_first_match_is_shown() -> None:
    before, after = "word " * 400, " word" * 400
    make_story([make_text("Long", f"{before}needle{after}")])
    [hit] = found("needle")
    first, match, last = hit.pieces
    assert (match.text, match.is_match) == ("needle", True)
    assert first.text.startswith("…word")
    assert last.text.endswith("word…")
    assert 450 < sum(len(piece.text) for piece in hit.pieces) <= 502


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("東京都知事が港の売却を発表した。", "売却"),
        ("وقال الوزير إنّ المرفأ سيُباع.", "المرفا سيباع"),
        ("นายกรัฐมนตรีขายท่าเรือ", "ท่าเรือ"),
        ("정부가 항구를 매각한다.", "항구*"),
        ("मंत्री ने बंदरगाह बेचा।", "बंदरगाह"),
        ("Το λιμάνι πουλήθηκε.", "ΛΙΜΆΝΙ"),
    ],
)
def test_every_script_is_searched(text: str, query: str) -> None:
    make_story([make_text("x", text)])
    [hit] = found(query)
    assert hit.passage.text == text
    assert any(piece.is_match for piece in hit.pieces)


def test_words_that_an_edit_kept_were_neither_added_nor_removed() -> None:
    one, other = "The port will be sold for 41 million.", "The port will be sold for 43 million."
    make_story([make_text("Port", one, "Nobody wept."), make_text("Port", other)])
    assert find("41 in:removed") == find("41 port in:removed") == find('"sold for 41" in:removed') == [one]
    assert find("43 in:added") == [other]
    assert find("port in:removed") == find("port in:added") == find('"sold for" in:removed') == []
    assert find("wept in:removed") == ["Nobody wept."]


def test_words_of_a_paragraph_that_was_split_stay() -> None:
    make_story(
        [
            make_text("Port", "The port is sold. Nobody wept."),
            make_text("Port", "The port is sold.", "Nobody wept."),
        ]
    )
    assert find("port wept in:removed") == []
    assert find('"sold nobody" in:removed') == ["The port is sold. Nobody wept."]


def test_words_that_came_back_are_found_once_with_their_last_life() -> None:
    make_story([A, B, A])
    hits = found('"port will be"')
    assert told(hits) == [("The port will be sold.", 0, None)]
    assert hits[0].passage.born_at == START + 8 * HOURS
    assert [hit.birth and hit.birth.number for hit in hits] == [2]
    assert told(found('"will be" in:added')) == [("The port will be sold.", 0, None)]
    [removed] = found('"will be" in:removed')
    assert (removed.passage.died_at, removed.passage.came_back) == (START + 4 * HOURS, True)
    assert told(found('"will not be"')) == [("The port will not be sold.", 1, 0)]


def test_a_block_that_stands_twice_or_elsewhere_is_one() -> None:
    make_story([make_text("x", "Refrain.", "Verse.", "Refrain."), make_text("x", "Verse.", "Refrain.")])
    assert told(found("refrain")) == [("Refrain.", 0, None)]


def test_a_posting_whose_passage_is_gone_finds_nothing(story: Article) -> None:
    for index in (BIRTHS, DEATHS):
        index.add([Posting((1 << 62) + 2**31 - 1, ["minister"], [])])
    assert find("minister") == ["The minister gave no price."]
    assert find("minister in:removed") == []


ODD = [
    *(
        '"',
        '""',
        "'",
        "*",
        "(",
        ")",
        "NOT",
        "AND OR",
        "NEAR(a b, 2)",
        "a + b",
        "^a",
        "{a} : b",
        "words : a",
        "rowid:1",
    ),
    *(
        "a\x00b",
        "\x00",
        "\ud800",
        "a\ud800b",
        "\U0010ffff",
        "a & !b | c:*",
        "a <-> b",
        "'a':1A",
        "\\'a",
        "%s %(a)s",
    ),
    *(
        "-a",
        '-"a b" -c',
        "😀",
        "👩‍👩‍👧 a",
        "\u202eabc",
        "東京*",
        "ก*",
        "ﷺ" * 900,
        "a* b* c*",
        "aa* bb* cc*",
        "§added",
        "§s*",
    ),
    *(
        "a " * 500,
        "x" * 1000,
        '"' * 999,
        "aa " + "-b" * 400,
        "source:%s",
        "before:9999-12-31 a",
        "after:0001 a",
        "½ ²",
    ),
]


def test_odd_queries_are_answered_or_refused(story: Article) -> None:
    for text in ODD:
        answer(text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text(alphabet="aport §ก東é\u0301*\"“-:()'&|!<>\\%{}^+,.0\x00\ud800", max_size=40))
def test_any_query_is_answered_or_refused(story: Article, text: str) -> None:
    for scope in ("", " in:removed in:headlines port"):
        answer(text + scope)


def answer(text: str) -> None:
    said = "."
    try:
        assert all(hit.pieces for hit in found(text))
    except QueryError as refused:
        said = str(refused)
    assert said.endswith(".")


def test_what_is_hidden_is_found_no_more(story: Article) -> None:
    story.versions.get(number=1).hide("It named a child.", timezone.now())
    assert find('"not to be"') == find("not in:added") == find("be in:removed") == []
    assert told(found('"port will be"')) == [("The port will be sold.", 0, None)]
    story.versions.get(number=1).unhide(timezone.now())
    assert find('"not to be"') == ["Port not to be sold"]
    story.hide("A court ordered it.", timezone.now())
    assert find("port") == find("port in:removed") == []
    story.unhide(timezone.now())
    assert len(find("port")) == 4
