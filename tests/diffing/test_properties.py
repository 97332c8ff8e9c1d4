"""What holds for any two texts."""

import itertools
import pickle
import re

import regex
from hypothesis import example, given, settings

from articles.diffing import Diff, Row, assess, compare, excerpt, inline, side
from articles.diffing.summary import NO_LISTS
from articles.text import ArticleText
from tests.diffing.texts import anything, pairs, prose, rearranged, text

Pair = tuple[ArticleText, ArticleText]
relaxed = settings(deadline=None, max_examples=50)


def spell(diff: Diff, row: Row, which: str) -> dict[int, str]:
    """Each block of a side, put together again from the row's segments."""
    texts = diff.texts(row)[which == "new"]
    at = 4 if which == "new" else 1
    spelled = dict.fromkeys(row.new if which == "new" else row.old, "")
    for segment in row.segments:
        block, start, end = segment[at : at + 3]
        if block is None:
            assert (start, end) == (0, 0)
        else:
            spelled[block] += texts[block][start:end]
    return spelled


@given(pairs(anything) | rearranged())
@relaxed
def test_segments_give_back_both_texts(pair: Pair) -> None:
    diff = compare(*pair)
    old, new = {}, {}
    for row in diff.rows:
        old |= spell(diff, row, "old")
        new |= spell(diff, row, "new")
    assert [old[at] for at in sorted(old)] == [block.text for block in pair[0].blocks]
    assert [new[at] for at in sorted(new)] == [block.text for block in pair[1].blocks]
    for row, before, after in (
        (diff.headline, pair[0].headline, pair[1].headline),
        (diff.byline, pair[0].byline, pair[1].byline),
    ):
        assert "".join(spell(diff, row, "old").values()) == before
        assert "".join(spell(diff, row, "new").values()) == after


@given(pairs(anything))
@relaxed
def test_segments_are_in_order_and_say_what_they_are(pair: Pair) -> None:
    diff = compare(*pair)
    for row in diff.all_rows:
        old, new = diff.texts(row)
        for op, old_block, old_start, old_end, new_block, new_start, new_end in row.segments:
            assert (old_block is None) == (op == "insert")
            assert (new_block is None) == (op == "delete")
            if old_block is not None and new_block is not None:
                assert old[old_block][old_start:old_end] == new[new_block][new_start:new_end] != ""
        for at in (1, 4):
            spans = [segment[at : at + 3] for segment in row.segments if segment[at] is not None]
            assert spans == sorted(spans)


@given(pairs(anything) | rearranged())
@relaxed
def test_every_block_is_in_one_row_whose_kind_fits(pair: Pair) -> None:
    diff = compare(*pair)
    assert sorted(i for row in diff.rows for i in row.old) == list(range(len(pair[0].blocks)))
    assert sorted(j for row in diff.rows for j in row.new) == list(range(len(pair[1].blocks)))
    shapes = {
        "equal": r"\(1, 1\)",
        "edit": r"\(1, 1\)",
        "insert": r"\(0, 1\)",
        "delete": r"\(1, 0\)",
        "split": r"\(1, [2-9]\)",
        "merge": r"\([2-9], 1\)",
    }
    for row in diff.rows:
        assert re.fullmatch(shapes[row.kind], str((len(row.old), len(row.new))))
        if row.old and row.new:
            old, new = diff.texts(row)
            assert (row.kind == "equal") == ([old[i] for i in row.old] == [new[j] for j in row.new])


@given(pairs(anything) | rearranged())
@relaxed
def test_rows_follow_the_new_text_and_what_stayed_follows_the_old(pair: Pair) -> None:
    rows = compare(*pair).rows
    firsts = [row.new[0] for row in rows if row.new]
    assert firsts == sorted(firsts)
    stayed = [row.old[0] for row in rows if row.old and not row.moved]
    assert stayed == sorted(stayed)


@given(pairs(prose) | rearranged())
@example(
    (
        text("Jones said", "the", "the", "over", "Jones said"),
        text("over", "over", "Jones said", "over", "", "over"),
    )
)
@relaxed
def test_swapping_the_texts_mirrors_the_pairing(pair: Pair) -> None:
    old, new = pair
    there = {(row.old, row.new, row.moved) for row in compare(old, new).rows}
    back = {(row.new, row.old, row.moved) for row in compare(new, old).rows}
    assert there == back


@given(pairs(anything))
@relaxed
def test_pieces_read_as_the_texts(pair: Pair) -> None:
    diff = compare(*pair)
    for row in diff.all_rows:
        old, new = diff.texts(row)
        for which, blocks, texts, gone in (("old", row.old, old, "insert"), ("new", row.new, new, "delete")):
            sides = side(diff, row, which)
            assert ["".join(piece.text for piece in block) for block in sides] == [texts[b] for b in blocks]
            assert all(piece.op != gone for block in sides for piece in block)
        ops = [piece.op for piece in inline(diff, row)]
        assert all(one != other for one, other in itertools.pairwise(ops))
        assert ("insert", "delete") not in itertools.pairwise(ops)


@given(pairs(anything))
@relaxed
def test_assessment_and_excerpt_hold_their_bounds(pair: Pair) -> None:
    diff = compare(*pair)
    significance = assess(diff)
    assert 0 <= significance.score <= 100
    assert (significance.score == 0) == (significance.summary == "No change") == (not significance.kinds)
    assert len(significance.reasons) - (NO_LISTS in significance.reasons) == len(significance.kinds)
    assert not (significance.minor and significance.silent)
    for length in (240, 20, 1):
        assert sum(len(piece.text) for piece in excerpt(diff, length)) <= length


@given(pairs(anything))
@settings(deadline=None, max_examples=30)
def test_the_same_texts_give_the_same_values_also_across_processes(pair: Pair) -> None:
    diff = compare(*pair)
    assert compare(*pair) == diff
    copy = pickle.loads(pickle.dumps(diff))  # noqa: S301
    assert copy == diff
    assert assess(copy) == assess(diff)
    assert excerpt(copy) == excerpt(diff)


@given(pairs(anything))
@example((text("👩‍👩‍👧 e\u0301 🇬🇧"), text("👩‍👩 e 🇬🇧🇫🇷")))
@relaxed
def test_every_cut_falls_between_characters_that_a_reader_sees(pair: Pair) -> None:
    diff = compare(*pair)
    for row in diff.all_rows:
        for texts, at in zip(diff.texts(row), (1, 4), strict=True):
            for segment in row.segments:
                block, start, end = segment[at : at + 3]
                if block is not None:
                    seen = {0, *(match.end() for match in regex.finditer(r"\X", texts[block]))}
                    assert {start, end} <= seen


@given(pairs(anything))
@example((text("👩‍👩‍👧 e\u0301 🇬🇧"), text("👩‍👩 e 🇬🇧🇫🇷")))
@relaxed
def test_no_cut_falls_before_a_mark_or_after_a_joiner(pair: Pair) -> None:
    diff = compare(*pair)
    for row in diff.all_rows:
        for texts, at in zip(diff.texts(row), (1, 4), strict=True):
            for segment in row.segments:
                block, start, end = segment[at : at + 3]
                for cut in {start, end} - {0} if block is not None else ():
                    assert not re.match(r"[\u0300-\u036f\u200d\ufe0f\u20e3\u05b0-\u05c2]", texts[block][cut:])
                    assert not re.match(r"\u200d\S", texts[block][cut - 1 :])
