"""The commands `verify` and `anchors`: what they say, and with which exit status."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Capture, Reading, Source
from articles.tasks import write_anchors
from tests.factories import make_source
from tests.management.installation import Installation
from tests.pipeline.tampering import cut_off


@pytest.fixture(autouse=True)
def _own_anchors(tmp_path: Path, settings: Any) -> None:
    settings.ANCHORS_DIR = tmp_path / "anchors"


def verify(*arguments: str | Path) -> tuple[int, list[str]]:
    """The exit status, and what it says."""
    told, status = StringIO(), 0
    try:
        call_command("verify", *map(str, arguments), stdout=told)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, told.getvalue().splitlines()


def test_what_is_as_it_was_written(lived: Article) -> None:
    assert verify() == (
        0,
        [
            "1 article with 4 captures and 4 pages were looked at.",
            "There are no anchors yet: ./run manage anchors writes the first.",
            "All is as it was written.",
        ],
    )


def test_each_fault_is_a_line_and_the_status_is_1(lived: Article) -> None:
    Capture.objects.filter(number__in=(1, 2)).update(url="https://x.example/\x1b[2J")
    status, told = verify("--quick")
    assert status == 1
    assert [line for line in told if "its hash is not that of its row" in line] == [
        f"article {lived.pk} ({lived.url}), capture {number}: its hash is not that of its row: "
        "time, address, status or what was read was changed afterwards"
        for number in (1, 2)
    ]
    assert told[-1] == "2 faults."


def test_the_anchors_of_the_workers_are_looked_at_by_itself(lived: Article, settings: Any) -> None:
    write_anchors()
    write_anchors()
    assert [path.name for path in settings.ANCHORS_DIR.iterdir()] == ["anchor-000001.jsonl"]
    assert verify()[0] == 0
    cut_off(lived)
    status, told = verify()
    assert status == 1
    assert told[1:] == [
        f"article {lived.pk} ({lived.url}), by anchor-000001.jsonl: it has fewer captures than then (4): "
        "the end of its chain was cut off",
        f"The anchors in {settings.ANCHORS_DIR} were looked at.",
        "If an older backup was restored, move the anchors elsewhere that were made after it.",
        "1 fault.",
    ]


def test_anchors_that_are_kept_elsewhere_are_looked_at(lived: Article, tmp_path: Path) -> None:
    told = StringIO()
    call_command("anchors", str(tmp_path / "elsewhere"), stdout=told)
    assert told.getvalue().startswith(f"{tmp_path}/elsewhere/anchor-000001.jsonl was written.")
    assert (
        f"The anchors in {tmp_path}/elsewhere were looked at."
        in verify("--anchors", tmp_path / "elsewhere")[1]
    )
    with pytest.raises(CommandError, match="is no folder"):
        verify("--anchors", tmp_path / "nowhere")


def test_one_source_alone_is_verified(lived: Article) -> None:
    Capture.objects.update(status=404)
    make_source(slug="other")
    told = ["0 articles with 0 captures and 0 pages were looked at.", "All is as it was written."]
    assert verify("--source", "other") == (0, told)
    assert verify("--source", lived.source.slug)[0] == 1
    with pytest.raises(CommandError, match="There is no source 'none'"):
        verify("--source", "none")


def test_a_quick_look_reads_no_page_again(lived: Article) -> None:
    """What only the page tells is then not told."""
    version = lived.versions.readable().get(number=1)
    Source.objects.update(rules={"boilerplate": ["Nothing like it"]})
    reader = Source.objects.get().reader
    lived.versions.filter(number=1).update(read_by="")
    version.refresh_from_db()
    Reading.objects.append(version, lived.versions.readable().get(number=0).text, reader)
    assert verify("--quick")[0] == 0
    status, told = verify()
    assert (status, "its text is not what the page of capture 1 says" in told[0]) == (1, True)


def test_an_anchor_is_written_by_hand(tmp_path: Path) -> None:
    own = Installation(tmp_path / "data")
    assert f"{tmp_path}/data/anchors/anchor-000001.jsonl was written. Copy it" in own.manage("anchors")
    assert f"{tmp_path}/data/anchors/anchor-000002.jsonl was written." in own.manage("anchors")
    (tmp_path / "file").touch()
    status, told = own.run("anchors", tmp_path / "file")
    assert (status, f"{tmp_path}/file is no folder." in told) == (1, True)
