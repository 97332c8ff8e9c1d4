"""Which changes each alert is told of: asked after they were recorded, never on the way of a check."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from articles.diffing import folded_words
from articles.models import Alert, Change, Delivery, Passage
from articles.notifying import gather
from articles.search import Query, QueryError, Scope, parse, search_among
from articles.search.matching import has

from .report import Clock

Fits = Callable[[Change], bool]


def raise_alerts(clock: Clock) -> None:
    """Match the new changes of every alert, and make the messages that are due; nothing is sent. May run twice at a
    time.
    """
    for alert in Alert.objects.active():
        _match(alert, clock())
        if alert.matches.filter(batch=None).exists():
            gather(alert.pk, clock())
    Delivery.objects.forget_old(clock())


def read_words(text: str) -> Query | None:
    """The words that an alert waits for, in the language of the search; None where there are none. Raises QueryError,
    also where they name what an alert has fields of its own for.
    """
    if not text.strip():
        return None
    query = parse(text)
    if query != Query(terms=query.terms, without=query.without):
        raise QueryError("Write words and phrases alone, without source:, after:, before: or in:.")
    return query


def _match(alert: Alert, now: datetime) -> None:
    look = alert.look()
    if look is None:
        return
    try:
        fits = _by_words(alert)
    except QueryError as error:  # the language was another when they were written
        Alert.objects.filter(pk=alert.pk).update(stopped=f"Its words are not understood: {error}"[:500])
        return
    fields = ("article_id", "number")
    met = alert.unread(look.latest).only(*fields).order_by("pk").iterator()
    look.record([change for change in met if fits(change)], now)


def _by_words(alert: Alert) -> Fits:
    """Whether a change brought, and took out, what the alert names."""
    wanted = list(_wanted(alert))
    return lambda change: all(_has(change, query) for query in wanted)


def _wanted(alert: Alert) -> Iterator[Query]:
    for text, scope in ((alert.words_added, Scope.ADDED), (alert.words_removed, Scope.REMOVED)):
        if (query := read_words(text)) is not None:
            yield replace(query, scope=scope)


def _has(change: Change, query: Query) -> bool:
    """Whether the search, asked for what came or went, would answer with a passage of this change."""
    number = "born" if query.scope == Scope.ADDED else "died"
    passages = Passage.objects.filter(article=change.article_id, **{number: change.number})
    meeting = [pk for pk, text in passages.values_list("pk", "text") if _meets(folded_words(text), query)]
    return bool(meeting) and bool(search_among(query, meeting))


def _meets(words: list[str], query: Query) -> bool:
    return all(has(words, term) for term in query.terms) and not any(
        has(words, term) for term in query.without
    )
