"""What readers type, and what they are told where it means nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import Query, QueryError, Scope, Term, parse, without_places


def words(*told: str) -> tuple[Term, ...]:
    return tuple(Term(tuple(one.split())) for one in told)


def day(year: int, month: int = 1, date: int = 1) -> datetime:
    return datetime(year, month, date, tzinfo=UTC)


PORT = words("port")
UNDERSTOOD = {
    "Port  minister": Query(words("port", "minister")),
    '"the Port will" minister': Query(words("the port will", "minister")),
    "“the Port” «will be» „sold“": Query(words("the port", "will be", "sold")),
    'port "never closed': Query(words("port", "never closed")),
    'port"of call"': Query(words("port", "of call")),
    "port PORT " * 41: Query(PORT),
    "don't wi-fi 41.5": Query(words("don t", "wi fi", "41 5")),
    "port -sold": Query(PORT, without=words("sold")),
    'port -"will be" \u2212sold --ever': Query(PORT, without=words("will be", "sold", "ever")),
    "port - minister": Query(words("port", "minister")),
    "minist*": Query((Term(("minist",), True),)),
    '"the minist*" port': Query((Term(("the", "minist"), True), *PORT)),
    "mini*ster *port": Query(words("mini ster", "port")),
    "東京*": Query(words("東 京")),
    "한국*": Query((Term(("한국",), True),)),
    "port source:post source:echo -source:sun": Query(
        PORT, sources=("post", "echo"), without_sources=("sun",)
    ),
    "port after:2026-01-31 before:2026-2": Query(PORT, after=day(2026, 1, 31), before=day(2026, 2)),
    "port after:2025 AFTER:2026": Query(PORT, after=day(2026)),
    "port in:removed": Query(PORT, scope=Scope.REMOVED),
    "in:added In:Headlines port": Query(PORT, scope=Scope.ADDED, headlines=True),
    "in:removed in:text port": Query(PORT),
    "covid:19 https://post.example/a?b": Query(words("covid 19", "https post example a b")),
    '"in: removed" "source:post"': Query(words("in removed", "source post")),
    "port AND (sale OR NOT never) NEAR/2 ^x": Query(
        words("port", "and", "sale", "or", "not", "never", "near 2", "x")
    ),
    "port \x00\ud800 !& | 😀 ' § \\": Query(PORT),
    "\u202eمرفأ": Query(words("مرفا")),
}


@pytest.mark.parametrize(("text", "query"), UNDERSTOOD.items(), ids=[ascii(text[:40]) for text in UNDERSTOOD])
def test_a_query_is_understood(text: str, query: Query) -> None:
    assert parse(text) == query


NOTHING = "Write a word to search for, or a phrase in quotation marks."
REFUSED = {
    "": NOTHING,
    ' "" - * 😀 \ud800': NOTHING,
    "source:post": NOTHING,
    '-port -"for sale"': "The query only leaves out; name a word that is to be there, too.",
    "a*": "“a*” is too short: write two letters or more before the asterisk.",
    "x" * 10_000: "A query may have 1,000 characters; this one has 10,000.",
    " ".join(f"w{n}" for n in range(41)): "A query may have 40 words; leave some out.",
    "port source:": "“source:” names no source; write the name that its page's address has.",
    "port source:a\x00\ud800b": "“source:a\ufffd\ufffdb” names no source; write the name that its page's address has.",
    "port after:yesterday": "“after:yesterday” needs a date, as in after:2026-01-31.",
    "port before:2026-02-30": "“before:2026-02-30” needs a date, as in before:2026-01-31.",
    "port after:0000": "“after:0000” needs a date, as in after:2026-01-31.",
    "port -after:2026": "“after:2026” needs a date, as in after:2026-01-31.",
    "port in:summer": "After “in:” write text, added, removed or headlines.",
    "port -in:removed": "After “in:” write text, added, removed or headlines.",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=[ascii(text[:40]) for text in REFUSED])
def test_a_query_that_cannot_be_answered_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert str(refused.value) == said


@given(st.text() | st.text(alphabet='ab"“-*: \x00\ud800', max_size=60))
def test_any_string_is_a_query_or_a_sentence(text: str) -> None:
    said = "."
    try:
        assert parse(text).terms
    except QueryError as refused:
        said = str(refused)
    assert said.encode().endswith(b".")


PLACES = {
    "port in:headlines": ("port", None, True),
    "in:added port IN:Removed": ("port", Scope.REMOVED, False),
    'a"b  in:text"in:text"c"': ('a"b in:text" "c"', Scope.TEXT, False),
    'port "in:added': ('port "in:added', None, False),
    "port -in:removed in:summer in: plugin:added": (
        "port -in:removed in:summer in: plugin:added",
        None,
        False,
    ),
    " port ": (" port ", None, False),
}


@pytest.mark.parametrize("text", PLACES, ids=ascii)
def test_places_are_told_from_the_words(text: str) -> None:
    assert without_places(text) == PLACES[text]


@given(
    st.text(alphabet='ab"“-: ')
    | st.lists(st.sampled_from(["in:", "text", "added", '"', "-", " ", "x"])).map("".join)
)
def test_words_say_no_place_once_it_is_told(text: str) -> None:
    words, *_ = without_places(text)
    assert without_places(words) == (words, None, False)
