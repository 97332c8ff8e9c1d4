"""Anchors: what is sound in itself and yet not what it was, is told by what was kept outside of the database."""

import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from articles.models import Article
from articles.pipeline import anchor_daily, check_anchors, newest_anchor, verify, write_anchor
from articles.pipeline.anchor_files import anchor_files, read_anchored, read_header
from articles.pipeline.anchoring import LATE
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, B, C, Poll
from tests.pipeline.tampering import backdate, cut_off, delete_whole, lawless, move_keys

DAY = timedelta(days=1)


def told(folder: Path) -> list[str]:
    return [str(fault) for fault in check_anchors(folder)]


def sound() -> bool:
    with lawless():
        return not any(one.faults for one in verify())


@pytest.fixture
def anchored(tmp_path: Path, newsroom: Newsroom, lived: Article, poll: Poll) -> Path:
    """A folder with three anchors: after three changes of one article, after another came, and after that changed."""
    write_anchor(tmp_path, START)
    Article.objects.track(newsroom.publish("/news/2", *C), lived.source, START)
    poll(200)
    write_anchor(tmp_path, START + DAY)
    newsroom.publish("/news/2", *B)
    poll(300)
    write_anchor(tmp_path, START + 2 * DAY)
    assert told(tmp_path) == []
    return tmp_path


def test_an_anchor_is_one_line_for_each_article(anchored: Path) -> None:
    assert sorted(path.name for path in anchored.iterdir()) == [f"anchor-{n:06}.jsonl" for n in (1, 2, 3)]
    paths = anchor_files(anchored)
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths.values()} == {0o600}
    for article in Article.objects.all():
        last = article.captures.latest("number")
        line = (article.pk, article.url, last.number + 1, last.hash)
        assert line in list(read_anchored(paths[3]))
    assert [read_header(path).made_at for path in paths.values()] == [START, START + DAY, START + 2 * DAY]
    assert newest_anchor(anchored) == START + 2 * DAY


def test_only_what_grew_is_anchored_again(anchored: Path, lived: Article) -> None:
    """But for the newest captures, whose transactions may have ended late."""
    move_keys(LATE)
    write_anchor(anchored, START + 3 * DAY)
    whole = [one.article for one in read_anchored(anchored / "anchor-000004.jsonl")]
    assert whole == list(Article.objects.order_by("pk").values_list("pk", flat=True))
    write_anchor(anchored, START + 4 * DAY)
    assert [one.article for one in read_anchored(anchored / "anchor-000005.jsonl")] == whole[1:]
    assert told(anchored) == []


def test_another_database_is_anchored_whole(anchored: Path, lived: Article) -> None:
    """Such as an older backup, restored: the capture with which the last anchor ended is not in it."""
    move_keys(LATE)
    for day, lines in ((3, 2), (4, 1)):
        assert len(list(read_anchored(write_anchor(anchored, START + day * DAY)))) == lines
    backdate(Article.objects.exclude(pk=lived.pk).get())
    assert len(list(read_anchored(write_anchor(anchored, START + 5 * DAY)))) == 2


def test_a_day_has_one_anchor(tmp_path: Path, story: Article) -> None:
    folder = tmp_path / "data" / "anchors"
    assert newest_anchor(folder) is None
    hours = [timedelta(hours=hour) for hour in (0, 1, 23, 24, 25, 48)]
    assert [bool(anchor_daily(folder, START + hour)) for hour in hours] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert bool(anchor_daily(folder, START)) is True  # the clock was set back


def test_an_empty_database_can_be_anchored(tmp_path: Path, transactional_db: None) -> None:
    write_anchor(tmp_path, START)
    write_anchor(tmp_path, START)
    assert told(tmp_path) == []


# What the database cannot tell ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (cut_off, "it has fewer captures than then (4): the end of its chain was cut off"),
        (backdate, "capture 3 has another hash now: the chain was written anew"),
        (delete_whole, "it is gone with all its captures (4): it was deleted"),
    ],
)
def test_what_is_sound_in_itself_is_told_by_the_anchors(
    anchored: Path, lived: Article, tamper: Callable[[Article], None], what: str
) -> None:
    tamper(lived)
    assert sound()
    assert told(anchored) == [f"article {lived.pk} ({lived.url}), by anchor-000001.jsonl: {what}"]


def test_an_article_in_the_place_of_another_is_told(anchored: Path, lived: Article) -> None:
    other = Article.objects.exclude(pk=lived.pk).get()
    delete_whole(other)
    Article.objects.filter(pk=lived.pk).update(url=other.url)
    [first, second] = told(anchored)
    assert f"its address is {other.url} now" in first
    assert "it is gone with all its captures (1)" in second


# The files themselves -------------------------------------------------------------------------------------


def remove_first(folder: Path) -> None:
    (folder / "anchor-000001.jsonl").unlink()


def remove_second(folder: Path) -> None:
    (folder / "anchor-000002.jsonl").unlink()


def cut_second(folder: Path) -> None:
    path = folder / "anchor-000002.jsonl"
    path.write_bytes(path.read_bytes()[:-20])


def edit_second(folder: Path) -> None:
    path = folder / "anchor-000002.jsonl"
    path.write_text(path.read_text().replace("/news/1", "/news/9"))


def edit_last(folder: Path) -> None:
    path = folder / "anchor-000003.jsonl"
    path.write_text(path.read_text().replace("/news/1", "/news/9"))


def replace_second(folder: Path) -> None:
    """By a whole one, that says what its writer likes."""
    for number in (2, 3):
        (folder / f"anchor-00000{number}.jsonl").rename(folder / f"kept-{number}")
    write_anchor(folder, START + DAY)
    (folder / "kept-3").rename(folder / "anchor-000003.jsonl")


def rename_second(folder: Path) -> None:
    (folder / "anchor-000003.jsonl").unlink()
    (folder / "anchor-000001.jsonl").replace(folder / "anchor-000002.jsonl")


def garble_header(folder: Path) -> None:
    path = folder / "anchor-000003.jsonl"
    header, *lines = path.read_text().splitlines()
    path.write_text("\n".join((json.dumps(json.loads(header) | {"made_at": "long ago"}), *lines, "")))


@pytest.mark.parametrize(
    ("tamper", "faults"),
    [
        (remove_first, ["anchor-000002.jsonl: anchor-000001.jsonl should be before it: it was removed"]),
        (remove_second, ["anchor-000003.jsonl: anchor-000002.jsonl should be before it: it was removed"]),
        (
            cut_second,
            [
                "anchor-000002.jsonl: it was edited or cut off",
                "anchor-000003.jsonl: it does not follow the file before it, which was edited",
            ],
        ),
        (
            edit_second,
            [
                "anchor-000002.jsonl: it was edited or cut off",
                "anchor-000003.jsonl: it does not follow the file before it, which was edited",
            ],
        ),
        (edit_last, ["anchor-000003.jsonl: it was edited or cut off"]),
        (replace_second, ["anchor-000003.jsonl: it does not follow the file before it, which was edited"]),
        (rename_second, ["anchor-000002.jsonl: anchor-000001.jsonl should be before it: it was removed"]),
        (garble_header, ["anchor-000003.jsonl: its first line was edited"]),
    ],
)
def test_a_file_that_was_tampered_with_is_named(
    anchored: Path, tamper: Callable[[Path], None], faults: list[str]
) -> None:
    tamper(anchored)
    assert told(anchored) == faults


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"{}\n", b"[]\n[]\n[]\n", b"\xff\xfe\n\n", b"null\nnull\nnull\n"]
)
def test_what_is_no_anchor_is_said_to_be_none(anchored: Path, content: bytes) -> None:
    (anchored / "anchor-000003.jsonl").write_bytes(content)
    [fault] = told(anchored)
    assert fault.startswith("anchor-000003.jsonl: ")
    assert newest_anchor(anchored) is None
