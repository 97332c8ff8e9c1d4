"""Who may read what: a row for every address that the project answers. A route without a row fails."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.apps import apps
from django.conf import settings as project
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.models import Feed
from tests.factories import make_editor
from tests.security.world import World, make_world

pytestmark = pytest.mark.django_db
OPEN, LOGIN, NOBODYS, GONE, SENT_ON = 200, 302, 403, 404, 302

PUBLIC = {
    **{
        "front": "/",
        "sources": "/sources/",
        "source": "/sources/post/",
        "about": "/about/",
        "notices": "/notices/",
    },
    **{"search": "/search/?q=tide", "lookup": "/lookup/", "robots": "/robots.txt", "health": "/health/"},
    **{
        "table": "/changes.csv",
        "source-table": "/sources/post/changes.csv",
        "article": "/articles/{article}/",
    },
    **{"version": "/articles/{article}/versions/0/", "diff": "/articles/{article}/diff/0/1/"},
    "since": "/articles/{article}/since/0/",
}
"""Readers, editors and superusers see the same."""
FEEDS = {
    "feed": "/feed.",
    "source-feed": "/sources/post/feed.",
    "article-feed": "/articles/{article}/feed.",
    "search-feed": "/search/feed.",
}
MODELS = {
    "article": "list add open",
    "version": "list open",
    "source": "list add open",
    "feed": "list add open",
    "alert": "list add open delete",
    "delivery": "list open",
    "candidate": "list open",
    "sitefurniture": "list open",
    "furnituresign": "list open",
    "host": "list open",
    "reextraction": "list open",
    "auditentry": "list open",
}
"""What an editor may do with each model of this app; a superuser may besides delete what is in DELETED, and a source
without articles, which that of these rows is not.
"""
DELETED = {"alert", "feed"}
USERS = {"user", "group"}
"""A superuser's alone, who may do everything with them."""


class Row(NamedTuple):
    """An address, and how it answers an anonymous reader, an editor, and a superuser."""

    path: str
    anonymous: int
    editor: int
    superuser: int


def public_rows() -> Iterator[tuple[str, Row]]:
    for name, path in PUBLIC.items():
        yield name, Row(path, OPEN, OPEN, OPEN)
    yield "choose-diff", Row("/articles/{article}/diff/?older=0&newer=1", SENT_ON, SENT_ON, SENT_ON)
    yield "metrics", Row("/metrics/", NOBODYS, OPEN, OPEN)
    for name, path in FEEDS.items():
        for form in ("rss", "atom", "json"):
            asked = "?q=tide" if name == "search-feed" else ""
            yield name if form == "rss" else f"{name}-{form}", Row(f"{path}{form}{asked}", OPEN, OPEN, OPEN)


def desk_rows() -> Iterator[tuple[str, Row]]:
    for name in ("index", "password_change", "password_change_done", "jsi18n"):
        path = {"index": ""}.get(name, name.replace("_", "/", 1).replace("change_", "change/") + "/")
        path = path.replace("password/", "password_")
        yield f"admin:{name}", Row(f"/admin/{path}", LOGIN, OPEN, OPEN)
    yield "admin:login", Row("/admin/login/", OPEN, SENT_ON, SENT_ON)
    yield "admin:logout", Row("/admin/logout/", LOGIN, 405, 405)
    yield "admin:autocomplete", Row("/admin/autocomplete/", LOGIN, NOBODYS, NOBODYS)
    yield "admin:view_on_site", Row("/admin/r/{type}/{article}/", LOGIN, SENT_ON, SENT_ON)
    yield "admin:app_list", Row("/admin/articles/", LOGIN, OPEN, OPEN)
    yield "admin:", Row("/admin/nothing/", LOGIN, GONE, GONE)
    yield "admin:auth_user_password_change", Row("/admin/auth/user/{user}/password/", LOGIN, NOBODYS, OPEN)
    yield from hand_made_rows()
    for model, rights in MODELS.items():
        yield from model_rows("articles", model, set(rights.split()), model in DELETED)
    for model in USERS:
        yield from model_rows("auth", model, set(), deletes=True)


def hand_made_rows() -> Iterator[tuple[str, Row]]:
    base = "/admin/articles"
    yield "admin:articles_source_look", Row(base + "/source/look/{token}/", LOGIN, OPEN, OPEN)
    yield "admin:articles_source_rules", Row(base + "/source/{source}/rules/", LOGIN, NOBODYS, OPEN)
    yield "admin:articles_source_import", Row(base + "/source/import/", LOGIN, OPEN, OPEN)
    yield "admin:articles_source_export", Row(base + "/source/export/", LOGIN, OPEN, OPEN)
    yield "admin:articles_source_health", Row(base + "/source/health/", LOGIN, OPEN, OPEN)
    yield "admin:articles_feed_filters", Row(base + "/feed/{feed}/filters/", LOGIN, NOBODYS, OPEN)


def model_rows(app: str, model: str, rights: set[str], deletes: bool) -> Iterator[tuple[str, Row]]:
    """The addresses that Django's admin has for each model."""
    base, row = f"/admin/{app}/{model}/", f"{{{model}}}"
    everything = app == "auth"

    def to(what: str, may_superuser: bool = True) -> tuple[int, int, int]:
        return LOGIN, OPEN if what in rights else NOBODYS, OPEN if may_superuser else NOBODYS

    name = f"admin:{app}_{model}"
    yield f"{name}_changelist", Row(base, *to("list"))
    yield f"{name}_add", Row(f"{base}add/", *to("add", everything or "add" in rights))
    yield f"{name}_change", Row(f"{base}{row}/change/", *to("open"))
    yield f"{name}_history", Row(f"{base}{row}/history/", *to("open"))
    yield f"{name}_delete", Row(f"{base}{row}/delete/", *to("delete", deletes))
    yield f"admin:{app}/{model}", Row(f"{base}{row}/", LOGIN, SENT_ON, SENT_ON)


ROWS = dict([*public_rows(), *desk_rows()])


def routes() -> Iterator[str]:
    """The name of every route; the short addresses of the admin's rows, which have none, are told by their model."""
    yield from _named(get_resolver().url_patterns)


def _named(patterns: list[URLPattern | URLResolver], space: str = "", before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _named(pattern.url_patterns, inside, f"{before}{pattern.pattern}")
        elif pattern.name is None and "(" not in str(pattern.pattern):
            yield f"{space}{before.removeprefix('admin/').strip('/')}"
        else:
            yield f"{space}{pattern.name or ''}"


@pytest.fixture
def world() -> World:
    return make_world("tide")


def addressed(row: Row, world: World) -> str:
    """The row's address, with keys that are there."""
    keys = {"type": ContentType.objects.get_for_model(type(world.article)).pk, "token": world.preview.token}
    for model in [*apps.get_app_config("articles").get_models(), User, Group]:
        first = model._default_manager.order_by("pk").first()
        keys[str(model._meta.model_name)] = getattr(first, "pk", 0)
    return row.path.format(**keys | {"article": world.article.pk})


@pytest.fixture
def readers() -> dict[str, Client]:
    people = {"anonymous": None, "editor": make_editor(), "superuser": User.objects.create_superuser("chief")}
    clients = {role: Client() for role in people}
    for role, user in people.items():
        if user is not None:
            clients[role].force_login(user)
    return clients


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(routes()) == set(ROWS)


def test_every_model_of_the_admin_has_its_rights_told() -> None:
    assert {model._meta.model_name for model in admin.site._registry} == {*MODELS, *USERS}


def test_who_may_read_what(world: World, readers: dict[str, Client]) -> None:
    wrong = []
    for name, row in ROWS.items():
        path = addressed(row, world)
        found = tuple(readers[role].get(path).status_code for role in ("anonymous", "editor", "superuser"))
        if found != row[1:]:
            wrong.append((name, path, found, row[1:]))
    assert wrong == []


def test_anonymous_readers_are_led_to_the_login(world: World) -> None:
    for name, row in ROWS.items():
        if name.startswith("admin:") and name != "admin:logout" and row.anonymous == LOGIN:
            assert Client().get(addressed(row, world))["Location"].startswith("/admin/login/?next="), name


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_without_a_login(method: str, world: World) -> None:
    before = [*Feed.objects.values(), *User.objects.values()]
    for name, row in ROWS.items():
        response = getattr(Client(), method)(addressed(row, world))
        expected = {200, 302, 403, 405} if name in ("admin:login", "admin:logout") else {302, 403, 405}
        assert response.status_code in expected, (name, response.status_code)
    assert [*Feed.objects.values(), *User.objects.values()] == before


def test_nothing_is_written_without_a_token_of_the_form(world: World) -> None:
    chief = Client(enforce_csrf_checks=True)
    chief.force_login(User.objects.create_superuser("chief"))
    for name, row in ROWS.items():
        assert chief.post(addressed(row, world)).status_code in (403, 405), name


def test_every_answer_says_what_may_run(world: World, readers: dict[str, Client]) -> None:
    for row in ROWS.values():
        for reader in readers.values():
            assert_guarded(reader.get(addressed(row, world)))


NOWHERE = ["/nothing/", "/articles/999999/", "/admin/nothing/", "/static/icon.svg", "/static/no.css"]
OTHER_HOSTS = ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "a b", "[::2]"]


@pytest.mark.parametrize("path", NOWHERE)
def test_errors_and_files_say_it_too(path: str, client: Client) -> None:
    response = client.get(path)
    assert_guarded(response)
    response.close()


def assert_guarded(response: HttpResponse) -> None:
    told = response["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in told.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert not [
        value for value in directives.values() if "unsafe" in value or "*" in value or "http" in value
    ]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_fault_of_ours_says_it_too(client: Client, world: World) -> None:
    """A text that cannot be unpacked makes its page fail."""
    world.article.versions.update(packed=b"\xff")
    client.raise_request_exception = False
    response = client.get(f"/articles/{world.article.pk}/versions/0/")
    assert response.status_code == 500
    assert "That is our fault" in response.content.decode()
    assert_guarded(response)


def test_readers_get_no_cookies(world: World) -> None:
    """Nor does a page differ by them, where it is for everybody."""
    reader = Client()
    for name, row in ROWS.items():
        if not name.startswith("admin:"):
            response = reader.get(addressed(row, world))
            assert not response.cookies, name
    reader.get("/nothing/")
    assert not reader.cookies


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_no_other_host_is_answered(host: str, client: Client) -> None:
    response = client.get("/", HTTP_HOST=host)
    assert response.status_code == 400
    assert_guarded(response)


def test_only_the_public_name_and_this_machine_are_allowed() -> None:
    assert set(project.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]", "testserver"}
