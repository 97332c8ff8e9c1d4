"""What is mended without saying anything new: misspelled and doubled words, the spelling of another country."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from articles.diffing import lexicon
from articles.diffing.atoms import Atom, fold, keys
from articles.diffing.english import CONFUSED, NEGATIONS, OPPOSITES, PARTICLES, PLACES, SPELLINGS

LONG = 8
"""Letters of a word from which a misspelling of it may be two edits away."""
SHORT = 3
"""Letters up to which another letter makes another word (vax, tax), unless the word is a particle."""
MOST_REPEATED = 3
"""Words that are typed twice at most."""
LONG_NAME = 6
"""Letters from which a word with a capital can be told from the name of a person."""
FURTHEST = 3
"""Edits between two spellings of one word at most: cheque, check."""
LONGEST = 30
"""Letters beyond which nothing is called a word."""

RESPELLED = (
    (re.compile(r"(?<=.)(?:ae|oe)"), "e"),
    (re.compile(r"our(?=$|[a-z])"), "or"),
    (re.compile(r"([iy])s(?=e$|es$|ed$|er$|ers$|ing$|able$|ation|ings$)"), r"\1z"),
    (re.compile(r"(?<=[tbpcdv])re(?=$|s$)"), "er"),
    (re.compile(r"(?<=[tb])re?(?=d$)"), "ere"),
    (re.compile(r"(?<=[tb])r(?=ing$)"), "er"),
    (re.compile(r"ogue(?=$|s$)"), "og"),
    (re.compile(r"amme(?=$|s$)"), "am"),
    (re.compile(r"ence(?=$|s$|d$)"), "ense"),
    (re.compile(r"dgement"), "dgment"),
    (re.compile(r"e(?=ing$|able$)"), ""),
    (re.compile(r"ph"), "f"),
    (re.compile(r"([a-z])\1"), r"\1"),
)
"""How a British spelling turns into an American one, and both into what they have in common."""


def is_slip(old: Atom, new: Atom, opens_sentence: bool) -> bool:
    """Whether an English word was only mended or respelled.

    `opens_sentence` tells whether a capital of its own comes from its place. A known word is one of `lexicon`.
    """
    before, after = fold(old.text), fold(new.text)
    if not _are_words(before, after) or OSA.distance(before, after, score_cutoff=FURTHEST) > FURTHEST:
        return False
    if old.figure and not is_spelling_variant(before, after):
        return False
    if old.text[0].isupper() or new.text[0].isupper():
        return _is_slip_with_capital(before, after, opens_sentence)
    return _is_slip(before, after)


def is_spelling_variant(before: str, after: str) -> bool:
    """Whether two folded words are the same one in two spellings: organise, organize; centre, center."""
    if {before, after} in SPELLINGS:
        return True
    if not (lexicon.rank(before) and lexicon.rank(after)) or _respelled(before) != _respelled(after):
        return False
    return lexicon.is_spelling(before) or lexicon.is_spelling(after)


def are_opposites(one: str, other: str) -> bool:
    """Whether of two folded words one is the other turned round: legal, illegal."""
    shorter, longer = sorted((one, other), key=len)
    opposite = OPPOSITES.fullmatch(longer)
    return opposite is not None and opposite[1] == shorter


def is_confused(before: str, after: str) -> bool:
    """Whether two folded words stand for each other by mistake only."""
    return any({before, after} <= words for words in CONFUSED)


def only_repeats(found: Sequence[Atom], place: slice, text: str) -> bool:
    """Whether up to three words repeat those right before or right behind them: the the, in the in the.

    Figures and negations do not, nor what a mark sets apart ("No, no!").
    """
    first, last = place.start, place.stop
    size = last - first
    if size > MOST_REPEATED or any(atom.figure or atom.key in NEGATIONS for atom in found[place]):
        return False
    return any(
        keys(found[at : at + size]) == keys(found[at + size : at + 2 * size])
        and text[found[at + size - 1].end : found[at + size].start].isspace()
        for at in (first - size, first)
        if 0 <= at <= len(found) - 2 * size
    )


def _are_words(*texts: str) -> bool:
    return all(text.isalpha() and text.isascii() and len(text) <= LONGEST for text in texts)


def _is_slip(before: str, after: str) -> bool:
    return (
        {before, after} == {"a", "an"}
        or is_confused(before, after)
        or is_spelling_variant(before, after)
        or _is_misspelling(before, after)
        or _is_transposed(before, after)
    )


def _is_slip_with_capital(before: str, after: str, opens_sentence: bool) -> bool:
    """A capital may be that of a name, and to spell a name otherwise is to name another."""
    if is_confused(before, after):
        return True
    if lexicon.is_common_name(after) or after in PLACES or _is_long_and_common(after):
        return not lexicon.is_name(before) and _is_misspelling(before, after)
    if lexicon.is_name(before) or lexicon.is_name(after):
        return is_spelling_variant(before, after) and not lexicon.is_name(before)
    if opens_sentence or is_spelling_variant(before, after):
        return _is_slip(before, after)
    return len(after) >= LONG_NAME and _is_slip(before, after)


def _is_long_and_common(word: str) -> bool:
    """President, Parliament: nobody is called so, though the list of names has it."""
    return len(word) >= LONG and (lexicon.rank(word) or lexicon.COMMON + 1) <= lexicon.COMMON


def _is_misspelling(before: str, after: str) -> bool:
    known = lexicon.rank(after) or lexicon.is_common_name(after) or after in PLACES
    if lexicon.rank(before) or not known or _is_derived(before, after):
        return False
    most = 2 if len(after) >= LONG else 1
    if len(after) <= SHORT and len(before) == len(after) and sorted(before) != sorted(after):
        return after in PARTICLES and OSA.distance(before, after) <= most
    return OSA.distance(before, after, score_cutoff=most) <= most


def _is_derived(unlisted: str, known: str) -> bool:
    """Whether an unlisted word is made of a known one, by letters before or after it: unvaccinated, influencers."""
    parts = unlisted.split(known)
    return parts == ["", "s"] or (len(parts) == 2 and "" in parts and len(unlisted) - len(known) > 1)


def _is_transposed(before: str, after: str) -> bool:
    """Whether a known word gave way to a commoner one with two neighbouring letters the other way round: trail, trial.

    Only fingers do this. A letter more, less or other makes words that are both meant (outage, outrage; ban, bar).
    """
    rarity, common = lexicon.rank(before), lexicon.rank(after)
    if rarity is None or common is None or common >= rarity or before[0] != after[0]:
        return False
    return len(after) > SHORT and sorted(before) == sorted(after) and OSA.distance(before, after) == 1


def _respelled(word: str) -> str:
    for pattern, american in RESPELLED:
        word = pattern.sub(american, word)
    return word
