"""The file of a backup: whole or not at all, its owner's alone, and refused where it does not fit."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from articles.management.backup.files import BadBackup, read_header
from articles.models import Article, Version
from tests.management.backing_up import all_rows, backup, restore
from tests.management.installation import Installation
from tests.pipeline.meddling import meddling
from tests.pipeline.tampering import sql


def test_it_is_its_owner_s_alone_and_replaces_nothing_unasked(tmp_path: Path, lived: Article) -> None:
    path = tmp_path / "stet.backup"
    backup(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["stet.backup"]
    before = path.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        backup(path)
    assert path.read_bytes() == before
    backup(path, "--force")
    assert path.read_bytes() != before
    with pytest.raises(CommandError, match="is there already"):
        backup(tmp_path, "--force")
    with pytest.raises(CommandError, match="written to a file"):
        backup(Path("-"))
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        backup(tmp_path / "nowhere" / "stet.backup")


def test_one_that_is_broken_off_leaves_nothing(tmp_path: Path, lived: Article) -> None:
    def break_off() -> None:
        raise KeyboardInterrupt

    breaking = meddling(break_off, before='FROM "articles_version"')
    with breaking, pytest.raises(KeyboardInterrupt):
        backup(tmp_path / "stet.backup")
    assert list(tmp_path.iterdir()) == []
    assert backup(tmp_path / "stet.backup")


def cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def cut_last(whole: bytes) -> bytes:
    return whole[:-1]


def flip(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


def empty(whole: bytes) -> bytes:
    return b""


def other(whole: bytes) -> bytes:
    return b"This is a letter, no backup."


@pytest.mark.parametrize("damage", [cut, cut_last, flip, empty, other])
def test_a_damaged_file_is_refused_before_anything_is_written(
    tmp_path: Path, lived: Article, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "stet.backup"
    backup(path)
    path.write_bytes(damage(path.read_bytes()))
    rows = all_rows()
    with pytest.raises(CommandError, match=r"was not restored: .* Nothing was written\."):
        restore(path, "--replace")
    assert all_rows() == rows


def test_what_does_not_fit_is_refused_and_nothing_is_lost(tmp_path: Path, lived: Article) -> None:
    """Captures without their article: the database says so at the very end."""
    path = tmp_path / "stet.backup"
    sql("DELETE FROM articles_article WHERE id = %s", lived.pk)
    backup(path)
    rows = all_rows()
    assert rows["articles.capture"]
    with pytest.raises(CommandError, match=r"cannot be put into this database: .* Nothing was written\."):
        restore(path, "--replace")
    assert all_rows() == rows


def test_a_database_that_holds_something_is_not_replaced_unasked(tmp_path: Path, lived: Article) -> None:
    path, rows = tmp_path / "stet.backup", all_rows()
    backup(path)
    with pytest.raises(CommandError, match="holds 1 source and 0 users; --replace deletes"):
        restore(path)
    assert all_rows() == rows


def test_a_backup_of_other_migrations_is_refused_in_words(tmp_path: Path, lived: Article) -> None:
    path = tmp_path / "stet.backup"
    MigrationRecorder(connection).record_applied("articles", "9999_later")
    try:
        backup(path)
    finally:
        MigrationRecorder(connection).record_unapplied("articles", "9999_later")
    with pytest.raises(CommandError, match="whose database ended with 9999_later; this one ends with 00"):
        restore(path, "--replace")
    assert Version.objects.exists()


def test_a_database_without_migrations_is_told_to_migrate(tmp_path: Path, lived: Article) -> None:
    backup(tmp_path / "stet.backup")
    bare = Installation(tmp_path / "data")
    bare.manage("migrate", "articles", "0011", "--verbosity=0")
    status, told = bare.run("restore", tmp_path / "stet.backup")
    assert (status, "run ./run manage migrate, then restore" in told) == (1, True)


def test_what_is_no_backup_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadBackup):
        read_header(Path(__file__))
