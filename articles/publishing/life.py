"""The whole life of an article on one page: its latest text, and what it lost where that stood."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

from django.db.models import Q

from articles.diffing import LIFETIME_VERSION, Lifetime, Sentence
from articles.models import Article, ArticleLifetime
from articles.text import BlockKind

MOST_GHOSTS = 1_000
"""Sentences that are gone, on one page; of more, those that went last."""


@dataclass(frozen=True, slots=True)
class Lived:
    """A sentence with the numbers of the versions that it came with and, if with another, came `back` with last.

    One that is gone stood in version `last` for the last time; `gone` is the one that lacked it. None while it stands.
    """

    text: str
    born: int
    back: int | None = None
    last: int | None = None
    gone: int | None = None


@dataclass(frozen=True, slots=True)
class LivedBlock:
    """`is_ghost`: nothing of it stands any more."""

    kind: BlockKind
    is_ghost: bool
    sentences: tuple[Lived, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """`version` is the number of the latest text. `ghosts` counts the sentences that are gone and were kept,
    `left_out` those of them that are too many for the page, or that nobody asked for.
    """

    version: int
    blocks: tuple[LivedBlock, ...]
    ghosts: int
    left_out: int

    @property
    def ghosts_shown(self) -> int:
        return self.ghosts - self.left_out


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence and what is told of it; `came` and `went` are the states in which it came last and died."""

    sentence: Sentence
    lived: Lived
    came: int
    went: int | None


def life_of(article: Article, ghosts: bool = True) -> Life | None:
    """None where it is not told: nothing was read yet, or it was told by other rules than today's.

    It is told as though no hidden or superseded version had ever stood. A sentence that only such versions had is
    left out; one that came with such a version was born in the next that may be shown, if it still had it; and the
    latest text is that of the last version that may be shown.
    """
    told = ArticleLifetime.objects.filter(article=article, algorithm=LIFETIME_VERSION)
    row = told.select_related("base").first()
    if row is None:
        return None
    withheld = article.versions.filter(Q(hidden_at__isnull=False) | Q(superseded_by__isnull=False))
    return _life(row.life, frozenset(withheld.values_list("number", flat=True)), ghosts)


def _life(life: Lifetime, withheld: Collection[int], ghosts: bool) -> Life | None:
    states = [(state, version) for state, version in life.states if version not in withheld]
    if not states:
        return None
    told = [one for sentence in life.sentences for one in _told(sentence, states)]
    gone = [one.went for one in told if one.went is not None]
    kept = MOST_GHOSTS if ghosts else 0
    since = sorted(gone)[-kept] if 0 < kept < len(gone) else 0
    shown = [one for one in told if one.went is None or (kept and one.went >= since)]
    left_out = len(told) - len(shown)
    return Life(states[-1][1], tuple(_blocks(shown)), len(gone), left_out)


def _told(sentence: Sentence, states: Sequence[tuple[int, int]]) -> Iterator[_Told]:
    """Nothing of a sentence that stood in none of these states."""
    stood = _places(sentence, states)
    if not stood:
        return
    first, last = stood[0], stood[-1]
    went = states[last + 1] if last + 1 < len(states) else None
    breaks = [at for before, at in pairwise(stood) if at > before + 1]
    came = breaks[-1] if breaks else first
    lived = Lived(
        text=sentence.text,
        born=states[first][1],
        back=states[came][1] if states[came][1] != states[first][1] else None,
        last=states[last][1] if went else None,
        gone=went[1] if went else None,
    )
    yield _Told(sentence, lived, states[came][0], went[0] if went else None)


def _places(sentence: Sentence, states: Sequence[tuple[int, int]]) -> list[int]:
    """Where in the states it stood, ascending."""
    found: list[int] = []
    for born, died in sentence.spans:
        first = bisect_left(states, (born, -1))
        end = len(states) if died is None else bisect_left(states, (died, -1))
        found.extend(range(first, end))
    return found


def _blocks(told: Iterable[_Told]) -> Iterator[LivedBlock]:
    """The blocks of the latest text with the ghosts inside, and ghosts that are blocks of their own.

    Ghosts stand in the block around them. Between two blocks, those that began none end the first; one that began a
    block begins the second if that came when it went: it was rewritten. Where it might be either of several, as where
    nothing came, each was taken out whole.
    """
    block: list[_Told] = []
    waiting: list[list[_Told]] = []
    for begun in _begun(told):
        starts = begun[0].sentence.starts
        if begun[0].went is not None:
            if block and not starts and not waiting:
                block += begun
            else:
                waiting.append(begun)
        elif not starts:
            block += [*chain.from_iterable(waiting), *begun]
            waiting = []
        else:
            is_rewritten = len(waiting) == 1 and all(one.went == begun[0].came for one in waiting[0])
            yield from map(_block, filter(None, [block, *([] if is_rewritten else waiting)]))
            block = [*waiting[0], *begun] if is_rewritten else begun
            waiting = []
    yield from map(_block, filter(None, [block, *waiting]))


def _begun(told: Iterable[_Told]) -> Iterator[list[_Told]]:
    """The sentences, parted where a block begins, and where what stands follows on what is gone or the other way."""
    for _, group in groupby(told, key=lambda one: one.went is None):
        run = list(group)
        starts = [0, *(at for at in range(1, len(run)) if run[at].sentence.starts), len(run)]
        yield from (run[first:end] for first, end in pairwise(starts))


def _block(told: Sequence[_Told]) -> LivedBlock:
    alive = next((one for one in told if one.went is None), None)
    return LivedBlock((alive or told[0]).sentence.kind, alive is None, tuple(one.lived for one in told))
