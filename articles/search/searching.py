"""The door of search: a query, and a page of hits, newest first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.diffing import folded_words
from articles.models import Article, Change, Passage, Source
from articles.models.postings import passage_of

from .conditions import LAST_KEY, condition_of, keys_of
from .matching import Piece, Span, has, pieces, spans
from .query import Query, QueryError, Scope, Term

PAGE = 20
ROUNDS = 5
"""Of looking for a page's hits, each at twice as many rows: 31 pages' worth are looked at, at most."""

UNREAD = [f"article__source__{name}" for name in ("rules", "changes_by_hour", "unmatched_rules")]
"""Of a hit's source, what is long to load."""

Place = tuple[int, int]
"""An article's key, and the number of a change of it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage of a public text that has what was searched for.

    `spans` are the matches in its text. `birth` is the change that brought it, None where it stood in the first text;
    `death` the one that took it out, None while it stands; either is None too where the change is not public.
    """

    passage: Passage
    spans: tuple[Span, ...]
    birth: Change | None
    death: Change | None

    @property
    def article(self) -> Article:
        """With its source."""
        return self.passage.article

    @property
    def stands(self) -> bool:
        """Whether it is in the latest public text; where not, `passage.came_back` says that it was there again."""
        return self.passage.died is None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """As much of its text as a list shows, with the matches marked: (text, is_match)."""
        return pieces(self.passage.text, self.spans)


@dataclass(frozen=True, slots=True)
class Page:
    """`older` is what the next page is `below`, None at the end. A page may be short where few of many rows fit."""

    hits: tuple[Hit, ...]
    older: int | None


def search(query: Query, below: int = LAST_KEY, limit: int = PAGE) -> Page:
    """What the query finds, by the moment of birth, or of death where what was removed is searched; newest first.

    Words count as added, or removed, where the block that came, or went, has them, and nothing that went, or came,
    with the same change does: a paragraph whose other words were edited keeps its words. Raises QueryError.
    """
    condition = condition_of(query, sources_named(query))
    found: dict[int, Passage] = {}
    for turn in range(ROUNDS):
        at_once = (limit + 1) << turn
        keys = keys_of(query, condition, min(below, LAST_KEY), at_once)
        fitting = _fitting(query, [passage_of(key) for key in keys])
        found |= {key: fitting[passage_of(key)] for key in keys if passage_of(key) in fitting}
        if len(found) > limit or len(keys) < at_once:
            break
        below = keys[-1]
    else:
        return Page(_hits(query, list(found.values())), older=below)
    shown = list(found)[:limit]
    older = shown[-1] if len(found) > limit else None
    return Page(_hits(query, [found[key] for key in shown]), older)


def search_among(query: Query, passages: Sequence[int]) -> tuple[Hit, ...]:
    """As `search`, of the passages of these keys, which meet the query's condition; in their order."""
    return _hits(query, list(_fitting(query, passages).values()))


def sources_named(query: Query) -> dict[str, int]:
    """Their keys by slug. Raises QueryError. One query where sources are named, else none."""
    slugs = (*query.sources, *query.without_sources)
    known = dict(Source.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
    for slug in slugs:
        if slug not in known:
            raise QueryError(f"There is no source “{slug}”.")
    return known


def _fitting(query: Query, keys: Sequence[int]) -> dict[int, Passage]:
    """The passages of those keys, in order, that fit the query; of words that lived several times the last life."""
    rows = Passage.objects.select_related("article__source").defer(*UNREAD).in_bulk(keys)
    passages = {key: rows[key] for key in keys if key in rows}
    if query.scope == Scope.TEXT:
        return {key: one for key, one in passages.items() if not one.came_back}
    counterparts = _counterparts(query.scope, passages.values())
    return {
        key: one
        for key, one in passages.items()
        if not _has_all(counterparts[_place(query.scope, one), one.words.in_headline], query.terms)
    }


def _place(scope: Scope, passage: Passage) -> Place:
    """The change by which it is found."""
    return passage.article_id, passage.born if scope == Scope.ADDED else passage.died or 0


def _counterparts(scope: Scope, passages: Iterable[Passage]) -> dict[tuple[Place, bool], list[list[str]]]:
    """The words of what came where these passages went, or went where they came: by change, and whether headlines."""
    places = {_place(scope, one) for one in passages}
    field = "died" if scope == Scope.ADDED else "born"
    met = Passage.objects.filter(
        article__in={article for article, _ in places}, **{f"{field}__in": {number for _, number in places}}
    )
    found: defaultdict[tuple[Place, bool], list[list[str]]] = defaultdict(list)
    for article, number, kind, text in met.values_list("article", field, "kind", "text"):
        if (article, number) in places:
            found[(article, number), kind == Passage.Kind.HEADLINE].append(folded_words(text))
    return found


def _has_all(told: Sequence[Sequence[str]], terms: Sequence[Term]) -> bool:
    return all(any(has(words, term) for words in told) for term in terms)


def _hits(query: Query, passages: Sequence[Passage]) -> tuple[Hit, ...]:
    changes = _changes(passages)
    return tuple(
        Hit(
            passage=one,
            spans=spans(one.text, query.terms),
            birth=changes.get((one.article_id, one.born)),
            death=changes.get((one.article_id, one.died or 0)),
        )
        for one in passages
    )


def _changes(passages: Iterable[Passage]) -> dict[Place, Change]:
    """The public changes that brought them or took them out."""
    numbers = {number for one in passages for number in (one.born, one.died) if number}
    rows = Change.objects.visible().filter(
        article__in={one.article_id for one in passages}, number__in=numbers
    )
    heavy = ("excerpt", "reasons", "kinds", "headline_pieces")
    return {(row.article_id, row.number): row for row in rows.defer(*heavy)}
