"""Which kinds of change the difference at one place is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rapidfuzz.distance import Levenshtein

from articles.diffing import lexicon
from articles.diffing.atoms import Atom, atoms, fold, keys, marks
from articles.diffing.english import HEDGES, HYPHENED, NEGATIONS, OPPOSITE
from articles.diffing.figures import with_figures
from articles.diffing.hunks import Hunk, Passage
from articles.diffing.slips import is_confused, is_slip, only_repeats

OPENING = " \"“”'‘’«»([-–—"  # noqa: RUF001
"""What may stand between the end of one sentence and the first word of the next."""

MOST_ATOMS = 80
"""Atoms of either side up to which a difference is looked through for slips; a longer one is a rewritten passage."""

SHORTEST_ROOT = 4
"""Letters that are left at least of a word whose opposite is another one: legal, illegal; not "til", "until"."""


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

    `english` tells whether the rules hold that need its word lists, `title` whether all words of the row may have a
    capital without being names.
    """
    old, new = _side(hunk, hunk.removed, english), _side(hunk, hunk.added, english)
    if marks(hunk.removed.text) == marks(hunk.added.text):
        if _same(old.found, new.found):
            return ["format"]
        if _only_slips(old, new, english):
            return ["typo"]
    return list(_substance(old, new, english, title))


def same_sense(old: str, new: str, english: bool) -> bool:
    """Whether two whole texts differ in form only."""
    return marks(old) == marks(new) and _same(_read(old, english), _read(new, english))


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
    """The letters of atoms in one, those that a contraction stands for as it has them."""
    places = {(atom.start, atom.end): atom.text for atom in found}
    return fold("".join(places.values()))


def _hyphened(found: Sequence[Atom]) -> int:
    return sum(first.key == "re" and second.key in HYPHENED for first, second in pairwise(found))


def _figures(found: Sequence[Atom]) -> Counter[str]:
    return Counter(atom.key for atom in found if atom.figure)


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
    if english and (_negations(old.found) != _negations(new.found) or _are_opposite(old, new)):
        yield "negation"
    if english and _hedges(old.found) != _hedges(new.found):
        yield "hedge"
    if _figures(old.found) != _figures(new.found):
        yield "number"
    if _has_names(old, new, english, title) or _has_names(new, old, english, title):
        yield "name"
    if _is_quoted(old.passage) or _is_quoted(new.passage):
        yield "quotation"


def _are_opposite(old: _Side, new: _Side) -> bool:
    if not len(old.changed) == len(new.changed) == 1:
        return False
    shorter, longer = sorted((old.changed[0].key, new.changed[0].key), key=len)
    opposites = {prefix + shorter for prefix in OPPOSITE}
    return len(shorter) >= SHORTEST_ROOT and longer in opposites and lexicon.rank(longer) is not None


def _has_names(side: _Side, other: _Side, english: bool, title: bool) -> bool:
    """Whether a side has words with a capital that are names and that the other side does not have in any case."""
    known = set(keys(other.found))
    return any(
        atom.text[0].isupper()
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


def _is_quoted(passage: Passage) -> bool:
    """Whether any of the text stands in double quotation marks."""
    return bool(passage.text.strip()) and (passage.quoted or marks(passage.text) > 0)
