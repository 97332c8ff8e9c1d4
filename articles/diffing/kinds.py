"""Which kinds of change the difference at one place is."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rapidfuzz.distance import Levenshtein

from articles.diffing import lexicon
from articles.diffing.atoms import QUOTED, Atom, atoms, fold, keys
from articles.diffing.english import HEDGES, HYPHENED, NEGATIONS
from articles.diffing.figures import with_figures
from articles.diffing.hunks import Hunk, Passage
from articles.diffing.slips import are_opposites, is_confused, is_slip, only_repeats

OPENING = " \"“”'‘’«»([-–—"  # noqa: RUF001
"""What may stand between the end of one sentence and the first word of the next."""

QUESTION_MARKS = frozenset("?？؟")  # noqa: RUF001

MOST_ATOMS = 80
"""Atoms of either side up to which a difference is looked through for slips; a longer one is a rewritten passage."""


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side of a hunk says; `changed` are its atoms without those of the equal text around it."""

    passage: Passage
    text: str
    found: Sequence[Atom]
    changed: Sequence[Atom]
    shift: int

    def opens_sentence(self, atom: Atom) -> bool:
        before = (self.passage.lead + self.passage.text)[: max(0, atom.start - self.shift)]
        return before.rstrip(OPENING)[-1:] in ("", ".", "?", "!", ":", "…")


def kinds(hunk: Hunk, english: bool, title: bool = False) -> list[str]:
    """The kinds of a difference, "format" or "typo" alone; none where its words are simply others.

    `english` tells whether the rules hold that need its word lists, `title` whether the row is a headline: all of its
    words may have a capital without being names, and a question mark is no form there but takes a claim back.
    """
    old, new = _side(hunk, hunk.removed, english), _side(hunk, hunk.added, english)
    if not (title and _asks(old) != _asks(new)):
        if _same(old.found, new.found):
            return ["format"]
        if _only_slips(old, new, english):
            return ["typo"]
    return list(_substance(old, new, english, title))


def same_sense(old: str, new: str, english: bool) -> bool:
    """Whether two whole texts differ in form only."""
    return _same(_read(old, english), _read(new, english))


def _read(text: str, english: bool) -> list[Atom]:
    found = atoms(text, english)
    return with_figures(found, text) if english else found


def _side(hunk: Hunk, passage: Passage, english: bool) -> _Side:
    text = hunk.before + passage.text + hunk.after
    found = _read(text, english)
    first, last = len(hunk.before), len(hunk.before) + len(passage.text)
    changed = [atom for atom in found if first <= atom.start and atom.end <= last]
    return _Side(passage, text, found, changed, first - len(passage.lead))


def _same(old: Sequence[Atom], new: Sequence[Atom]) -> bool:
    """Whether two sides say the same word by word, or with words written apart or together.

    What is written together may say something else: 10-12, not able, re-sign.
    """
    if keys(old) == keys(new):
        return True
    return (
        ("".join(keys(old)) == "".join(keys(new)) or _written(old) == _written(new))
        and _figures(old) == _figures(new)
        and _negations(old) == _negations(new)
        and _hyphened(old) == _hyphened(new)
    )


def _written(found: Sequence[Atom]) -> str:
    """The letters and signs of atoms in one, those that a contraction stands for as it has them."""
    places = {(atom.start, atom.end): fold(atom.text) or atom.key for atom in found}
    return "".join(places.values())


def _hyphened(found: Sequence[Atom]) -> int:
    return sum(first.key == "re" and second.key in HYPHENED for first, second in pairwise(found))


def _figures(found: Sequence[Atom]) -> Counter[str]:
    return Counter(atom.key for atom in found if atom.figure)


def _have_swapped(old: _Side, new: _Side, of_kind: Callable[[Atom], bool]) -> bool:
    """Whether atoms of a kind stand in each other's places, and all others where they stood: from 5 to 10, 10 to 5."""
    before, after = keys(old.changed), keys(new.changed)
    if before == after or sorted(before) != sorted(after):
        return False
    others = [["" if of_kind(atom) else atom.key for atom in side.changed] for side in (old, new)]
    return others[0] == others[1]


def _is_figure(atom: Atom) -> bool:
    return atom.figure


def _has_capital(atom: Atom) -> bool:
    return atom.text[0].isupper()


def _negations(found: Sequence[Atom]) -> Counter[str]:
    return Counter(atom.key for atom in found if atom.key in NEGATIONS)


def _hedges(found: Sequence[Atom]) -> Counter[str]:
    return Counter(atom.key for atom in found if atom.key in HEDGES and not atom.figure)


def _only_slips(old: _Side, new: _Side, english: bool) -> bool:
    if max(len(old.found), len(new.found)) > MOST_ATOMS:
        return False
    return all(_is_mended(old, new, *places, english) for places in _differing(old.found, new.found))


def _differing(old: Sequence[Atom], new: Sequence[Atom]) -> Iterator[tuple[slice, slice]]:
    """The stretches of atoms that differ, neighbours as one."""
    steps = Levenshtein.opcodes(keys(old), keys(new))
    for equal, group in groupby(steps, key=lambda step: step.tag == "equal"):
        if not equal:
            members = list(group)
            first, last = members[0], members[-1]
            yield (
                slice(first.src_start, last.src_end),
                slice(first.dest_start, last.dest_end),
            )


def _is_mended(old: _Side, new: _Side, gone: slice, came: slice, english: bool) -> bool:
    before, after = old.found[gone], new.found[came]
    if not after or not before:
        side, place = (new, came) if after else (old, gone)
        possessive = english and keys(side.found[place]) == ["s"]
        return possessive or only_repeats(side.found, place, side.text)
    if _same(before, after) or (english and is_confused(_written(before), _written(after))):
        return True
    return (
        english
        and len(before) == len(after)
        and all(
            first.key == second.key or is_slip(first, second, old.opens_sentence(first))
            for first, second in zip(before, after, strict=True)
        )
    )


def _substance(old: _Side, new: _Side, english: bool, title: bool) -> Iterator[str]:
    if english and (_negations(old.found) != _negations(new.found) or _turns_round(old, new)):
        yield "negation"
    if english and _hedges(old.found) != _hedges(new.found):
        yield "hedge"
    if _figures(old.found) != _figures(new.found) or _have_swapped(old, new, _is_figure):
        yield "number"
    if (
        _has_names(old, new, english, title)
        or _has_names(new, old, english, title)
        or (not title and _have_swapped(old, new, _has_capital))
    ):
        yield "name"
    if _is_quoted(old) or _is_quoted(new):
        yield "quotation"


def _turns_round(old: _Side, new: _Side) -> bool:
    """Whether a word gave way to its opposite, in a passage that else has as many words as before."""
    pairs = zip(keys(old.changed), keys(new.changed), strict=False)
    return len(old.changed) == len(new.changed) and any(are_opposites(*pair) for pair in pairs)


def _has_names(side: _Side, other: _Side, english: bool, title: bool) -> bool:
    """Whether a side has words with a capital that are names and that the other side does not have in any case."""
    known = set(keys(other.found))
    return any(
        _has_capital(atom)
        and atom.key not in known
        and not atom.figure
        and _is_name(side, atom, english, title)
        for atom in side.changed
    )


def _is_name(side: _Side, atom: Atom, english: bool, title: bool) -> bool:
    """Where a capital may have another reason, only what is no common word is a name."""
    if not english:
        return not side.opens_sentence(atom)
    if atom.key == "i":
        return False
    if title or side.opens_sentence(atom):
        return lexicon.is_name(atom.key) and lexicon.rank(atom.key) is None
    return True


def _asks(side: _Side) -> bool:
    return not QUESTION_MARKS.isdisjoint(side.passage.text)


def _is_quoted(side: _Side) -> bool:
    """Whether any of the text stands in quotation marks."""
    if not side.passage.text.strip():
        return False
    return side.passage.quoted or any(atom.key == QUOTED for atom in side.changed)
