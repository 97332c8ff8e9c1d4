"""Floors on pairs whose true alignment is known. They may only rise."""

import json
from pathlib import Path
from typing import Any

import pytest

from articles.diffing import Diff, assess, compare
from tests.diffing.texts import text

pytestmark = pytest.mark.shared


def pairing(diff: Diff) -> dict[tuple[int, int], bool]:
    """Every pair of an old and a new block in one row, and whether it is said to have moved."""
    return {(i, j): row.moved for row in diff.rows for i in row.old for j in row.new}


def f1(hits: int, wrong: int, missed: int) -> float:
    return 2 * hits / (2 * hits + wrong + missed)


def measure(pairs: list[dict[str, Any]]) -> dict[str, float]:
    edited, moved, parted = [0, 0, 0], [0, 0, 0], []
    for pair in pairs:
        found = pairing(compare(text(*pair["old"]), text(*pair["new"])))
        for optional in pair.get("optional", []):
            found.pop(tuple(optional), None)
        truth = {(i, j): op.startswith("move") for i, j, op in pair["alignment"]}
        parted += [(i, j) in found for i, j, op in pair["alignment"] if op in ("split", "merge")]
        for tally, want, got in (
            (edited, {p for p in truth if differs(pair, p)}, {p for p in found if differs(pair, p)}),
            (moved, {p for p in truth if truth[p]}, {p for p in found if found[p]}),
        ):
            for at, some in enumerate((want & got, got - want, want - got)):
                tally[at] += len(some)
    return {"edited": f1(*edited), "moved": f1(*moved), "parted": sum(parted) / len(parted)}


def differs(pair: dict[str, Any], at: tuple[int, int]) -> bool:
    return pair["old"][at[0]] != pair["new"][at[1]]


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        ("open.json", {"edited": 0.998, "moved": 0.96, "parted": 1}),
        ("real_gold.json", {"edited": 0.95, "moved": 0.69, "parted": 0.85}),
    ],
)
def test_alignment_reaches_its_floors(shared: Path, name: str, floors: dict[str, float]) -> None:
    reached = measure(json.loads((shared / "data/diff" / name).read_text()))
    assert {kind: reached[kind] for kind in floors if reached[kind] < floors[kind]} == {}


def test_the_seed_pair(shared: Path) -> None:
    seed = json.loads((shared / "data/seed/pair.json").read_text())
    truth = {(i, j) for i, j, _ in seed["alignment"]}
    optional = {tuple(pair) for pair in seed["optional"]}
    found = set(pairing(compare(text(*seed["old"]), text(*seed["new"]))))
    assert found - optional == truth - optional


def test_no_substantive_edit_is_called_minor(shared: Path) -> None:
    edits = json.loads((shared / "data/diff/edits.json").read_text())
    called_minor = [
        (old, new)
        for old, new, truth in edits
        if truth == "substantive" and assess(compare(text(old), text(new))).minor
    ]
    assert called_minor == []
