"""What counts, measures or dates, however it is written: numerals and number words are one."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from articles.diffing.atoms import Atom
from articles.diffing.english import (
    AMOUNTS,
    DATE_WORDS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SCALES,
    SHORT_MONTHS,
    TENS,
    UNITS,
)

LONGEST = 12
"""Digits up to which a numeral takes part in arithmetic, and atoms up to which a number is one."""

DAYS_IN_MONTH = 31

NUMERAL = re.compile(r"-?\d[\d.,]*")
"""The key of a numeral."""


def with_figures(found: Sequence[Atom], text: str) -> list[Atom]:
    """English atoms with their figures read: words for numbers, scales, per cent, times of day, dates, units."""
    return list(_dated(_measured(_counted(_joined(found, text)))))


def _joined(found: Sequence[Atom], text: str) -> Iterator[Atom]:
    """Per cent as one sign, a.m. and p.m. as one word, hours and minutes as one numeral, no "to" in a range."""
    rest = deque(found)
    last: Atom | None = None
    while rest:
        atom = rest.popleft()
        follows = rest[0] if rest else None
        if atom.key == "percent" or (atom.key == "per" and follows and follows.key == "cent"):
            end = rest.popleft().end if atom.key == "per" else atom.end
            atom = Atom("%", text[atom.start : end], atom.start, end, figure=True)
        elif atom.key in ("a", "p") and follows and follows.key == "m" and _is_numeral(last):
            end = rest.popleft().end
            atom = Atom(atom.key + "m", text[atom.start : end], atom.start, end, figure=True)
        elif _is_numeral(atom) and follows and _is_numeral(follows) and text[atom.end : follows.start] == ":":
            end = rest.popleft().end
            atom = Atom(f"{atom.key}.{follows.key}", text[atom.start : end], atom.start, end, figure=True)
        elif atom.key == "to" and _is_numeral(last) and _is_numeral(follows):
            continue
        yield atom
        last = atom


def _counted(found: Iterable[Atom]) -> Iterator[Atom]:
    """Numbers as numerals: what number words, scales and ordinals come to."""
    rest = deque(found)
    while rest:
        run = _number_run(rest)
        if run:
            yield from _numeral(run)
        else:
            yield rest.popleft()


def _number_run(rest: deque[Atom]) -> list[Atom]:
    """The atoms that say one number together, taken from the beginning of the rest."""
    run: list[Atom] = []
    while rest and len(run) < LONGEST and _goes_on(run, rest):
        run.append(rest.popleft())
    return run


def _goes_on(run: Sequence[Atom], rest: Sequence[Atom]) -> bool:
    key, last = rest[0].key, run[-1].key if run else ""
    if not run:
        scaled = key in ("a", "an") and len(rest) > 1 and rest[1].key in SCALES and len(rest[1].key) > 3
        return scaled or key in NUMBERS or key in TENS or key in ORDINALS or _is_numeral(rest[0])
    if key in SCALES:
        return last not in ORDINALS and (len(key) > 3 or _is_numeral(run[-1]))
    if last in ORDINALS or _is_numeral(run[-1]):
        return key in ("st", "nd", "rd", "th") and _is_numeral(run[-1])
    if key == "and":
        return last in SCALES and len(rest) > 1 and (rest[1].key in NUMBERS or rest[1].key in TENS)
    if key in TENS:
        return last in SCALES or last == "and"
    if key in NUMBERS or key in ORDINALS:
        return last in TENS or last in SCALES or last == "and"
    return False


def _numeral(run: Sequence[Atom]) -> Iterator[Atom]:
    """The number as one numeral; "one" by itself says more often that something is than how many there are."""
    if len(run[0].text) > LONGEST:
        yield from run
        return
    first, last = run[0], run[-1]
    ordinal = last.key in ORDINALS or last.key in ("st", "nd", "rd", "th")
    text = " ".join(atom.text for atom in run)
    key = first.key if len(run) == 1 and _is_numeral(first) else _value(run)
    bare = len(run) == 1 and first.key == "one"
    yield Atom(key + "th" * ordinal, text, first.start, last.end, figure=not bare)


def _value(run: Sequence[Atom]) -> str:
    """What the words of a number come to, as digits; those of a numeral as they are."""
    total = part = Decimal(0)
    for atom in run:
        if atom.key in SCALES:
            scale = Decimal(10) ** SCALES[atom.key]
            if atom.key == "hundred":
                part = (part or 1) * scale
            else:
                total, part = total + (part or 1) * scale, Decimal(0)
        elif _is_numeral(atom):
            part = _decimal(atom.key)
        else:
            part += NUMBERS.get(atom.key, 0) + TENS.get(atom.key, 0) + ORDINALS.get(atom.key, 0)
    return format((total + part).normalize(), "f")


def _decimal(numeral: str) -> Decimal:
    """What a numeral without thousands separators is worth: a comma that is left is a decimal one."""
    whole, _, rest = numeral.replace(",", ".").partition(".")
    return Decimal(f"{whole}.{''.join(filter(str.isdecimal, rest))}")


def _measured(found: Iterable[Atom]) -> Iterator[Atom]:
    """Amounts, and units behind a numeral, as figures."""
    last: Atom | None = None
    for atom in found:
        is_unit = atom.key in UNITS and last is not None and last.figure
        yield atom._replace(figure=True) if atom.key in AMOUNTS or is_unit else atom
        last = atom


def _dated(found: Iterable[Atom]) -> Iterator[Atom]:
    """Months and days as figures; the day of a month stands behind it and has no ending (3rd May: may 3)."""
    rest = deque(found)
    while rest:
        atom = rest.popleft()
        if _is_day(atom) and rest and _is_month(rest[0]):
            yield _as_month(rest.popleft())
            yield _as_day(atom)
        elif _is_month(atom) and rest and _is_day(rest[0]):
            yield _as_month(atom)
            yield _as_day(rest.popleft())
        elif atom.key in DATE_WORDS and atom.text[:1].isupper():
            yield atom._replace(figure=True)
        else:
            yield atom


def _is_month(atom: Atom) -> bool:
    return (atom.key in MONTHS or atom.key in SHORT_MONTHS) and atom.text[:1].isupper()


def _is_day(atom: Atom) -> bool:
    number = atom.key.removesuffix("th")
    return number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= DAYS_IN_MONTH


def _as_month(atom: Atom) -> Atom:
    return atom._replace(key=SHORT_MONTHS.get(atom.key, atom.key), figure=True)


def _as_day(atom: Atom) -> Atom:
    return atom._replace(key=atom.key.removesuffix("th"), figure=True)


def _is_numeral(atom: Atom | None) -> bool:
    """Whether it is written in decimal digits alone: ² and 5pm6 are figures, and no sums are done with them."""
    return atom is not None and NUMERAL.fullmatch(atom.key) is not None
