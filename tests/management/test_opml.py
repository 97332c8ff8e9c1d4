"""Lists of feeds in and out, by command and at the desk: what came of each, and nothing fetched."""

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Feed, Host, Source
from articles.pipeline import run_pass
from tests.factories import make_feed, make_source
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = [
    "javascript:alert(1)",
    "file:///etc/passwd",
    "http://user:secret@post.example/feed",
    "http://169.254.169.254/latest",
    "http://0x7f000001/feed",
    "http://[::ffff:10.0.0.1]/feed",
    "http://post.example\\@other.example/feed",
    "http://post.example:99999/",
    "https://post.example/" + "a" * 2_000,
    "gopher://post.example/",
]


def outline(url: str, text: str = "", **more: str) -> str:
    told = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<outline text="{text}" xmlUrl="{url}"{told}/>'


@pytest.fixture
def listed(tmp_path: Path, newsroom: Newsroom) -> Path:
    """Two feeds of the newsroom, one that is polled already, and hostile ones."""
    source = make_source("Known", home_url="https://known.example/")
    make_feed(source, url="https://known.example/feed")
    good = [
        outline(newsroom.feed("/feed", "/news/1"), "Harbour", htmlUrl=f"{newsroom.url}/"),
        outline(newsroom.feed("/sport"), "Harbour Sport"),
        outline("https://known.example/feed", "Known"),
    ]
    file = tmp_path / "feeds.opml"
    outlines = "".join([*good, *map(outline, HOSTILE)])
    file.write_text(f'<opml version="2.0"><body><outline text="All">{outlines}</outline></body></opml>')
    return file


def test_each_feed_is_told_of_in_a_line_and_nothing_is_fetched(
    listed: Path, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    hosts = Host.objects.count()
    call_command("import_opml", str(listed))
    *lines, last = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["added", "added", "known", *["refused"] * len(HOSTILE)]
    assert last == f"13 feeds: 2 added, 1 known, {len(HOSTILE)} refused"
    assert newsroom.log == []
    assert Host.objects.count() == hosts + 1
    source = Source.objects.exclude(name="Known").get()
    assert (source.name, source.home_url) == ("Harbour", f"{newsroom.url}/")
    assert sorted(source.feeds.values_list("title", flat=True)) == ["Harbour", "Harbour Sport"]
    assert all(feed.next_check_at <= timezone.now() for feed in source.feeds.all())


def test_the_workers_poll_what_was_imported(listed: Path, newsroom: Newsroom) -> None:
    Feed.objects.update(next_check_at=None)
    call_command("import_opml", str(listed))
    list(run_pass(timezone.now))
    feed = Feed.objects.get(url=f"{newsroom.url}/feed")
    assert (feed.articles.count(), len(newsroom.asked("/feed"))) == (1, 1)


def test_a_second_import_finds_all_known(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_opml", str(listed))
    capsys.readouterr()
    call_command("import_opml", str(listed))
    assert "13 feeds: 3 known, 10 refused" in capsys.readouterr().out
    assert Source.objects.count() == 2


def test_what_is_exported_is_imported_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post = make_source("The Post & Mail", slug="post", home_url="https://post.example/")
    twin = make_source("The Twin", slug="twin", home_url="https://post.example/twin")
    make_feed(post, url="https://post.example/a?b=1&c=2", title="News <b>é</b>")
    make_feed(post, url="https://feeds.example/post", kind="sitemap", paused=True)
    make_feed(twin, url="https://post.example/twin/feed")

    def all_told() -> list[tuple[object, ...]]:
        fields = ("source__name", "source__slug", "source__home_url", "url", "title", "kind", "paused")
        return list(Feed.objects.order_by("url").values_list(*fields))

    before = all_told()
    file = tmp_path / "stet.opml"
    call_command("export_opml", str(file))
    Source.objects.all().delete()
    call_command("import_opml", str(file))
    assert all_told() == before
    assert Feed.objects.get(paused=True).next_check_at is None
    capsys.readouterr()
    call_command("export_opml")
    assert capsys.readouterr().out == file.read_text()


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_opml", str(tmp_path / "none"))
    (tmp_path / "page").write_text("<html></html>")
    with pytest.raises(CommandError, match="no OPML"):
        call_command("import_opml", str(tmp_path / "page"))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_opml", str(tmp_path / "none" / "file"))


def test_the_desk_imports_and_exports(admin_client: Client, listed: Path, newsroom: Newsroom) -> None:
    address = reverse("admin:articles_source_import")
    assert "OPML file" in admin_client.get(address).content.decode()
    upload = SimpleUploadedFile("feeds.opml", listed.read_bytes())
    page = admin_client.post(address, {"file": upload}).content.decode()
    assert "2 of 13 feeds of the list were added." in page
    assert "it is polled already, for Known" in page
    assert "only http:// and https:// are" in page or "is not an http(s) address" in page
    assert newsroom.log == []
    assert LogEntry.objects.count() == 2
    exported = admin_client.get(reverse("admin:articles_source_export"))
    assert exported["Content-Disposition"] == 'attachment; filename="stet.opml"'
    assert f'xmlUrl="{newsroom.url}/sport"' in exported.content.decode()


def test_the_desk_refuses_what_is_no_list(admin_client: Client, client: Client) -> None:
    upload = SimpleUploadedFile("feeds.opml", b"<html></html>")
    page = admin_client.post(reverse("admin:articles_source_import"), {"file": upload}).content.decode()
    assert "no OPML" in page
    for name in ("import", "export"):
        assert client.get(reverse(f"admin:articles_source_{name}")).status_code == 302
