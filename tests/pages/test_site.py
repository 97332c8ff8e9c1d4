"""Look-up, health, robots, and what the site says of itself."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.views.defaults import server_error
from protego import Protego
from pytest_django import Settings

from articles.models import Alias, Feed, Host
from tests.factories import START, make_article, make_feed, make_source
from tests.servers import OwnRedis, free_port

pytestmark = pytest.mark.django_db
URL = "https://post.example/news/1"


@pytest.mark.parametrize(
    "asked",
    [
        URL,
        f"{URL}?utm_source=feed",
        f"{URL}#top",
        f"  {URL} ",
        "post.example/news/1",
        "https://m.post.example/1",
        "HTTPS://POST.example:443/news/1",
    ],
)
def test_any_form_of_an_address_leads_to_its_article(client: Client, asked: str) -> None:
    article = make_article(url=URL)
    Alias.objects.create(article=article, url="https://m.post.example/1")
    response = client.get("/lookup/", {"url": asked})
    assert response.status_code == 302
    assert response["Location"] == article.get_absolute_url()


def test_an_unknown_address_says_what_is_known_of_its_site(client: Client) -> None:
    source = make_source("The Harbour Post", home_url="https://post.example/")
    make_feed(source, title="News", last_checked_at=START)
    page = client.get("/lookup/", {"url": URL}).content.decode()
    assert "This article is not tracked" in page
    assert "The Harbour Post" in page
    assert "24 November 2026, 06:00" in page
    assert "Track it" not in page
    page = client.get("/lookup/", {"url": "https://elsewhere.example/1"}).content.decode()
    assert "not one of our" in page


@pytest.mark.parametrize(
    "bad",
    [
        "gopher://post.example/",
        "https://",
        "http://[::1",
        "https://ex ample.org/",
        "javascript:alert(1)",
        "https://" + "a" * 3000 + ".org/",
        "\x00",
        "https://post.example:99999/",
    ],
)
def test_what_is_no_address_is_refused_clearly(client: Client, bad: str) -> None:
    response = client.get("/lookup/", {"url": bad})
    assert response.status_code == 400
    assert "This is not the address of a web page" in response.content.decode()


def test_an_empty_look_up_is_a_form(client: Client) -> None:
    assert 'action="/lookup/"' in client.get("/lookup/").content.decode()


def test_staff_are_led_to_where_articles_are_added(admin_client: Client, client: Client) -> None:
    page = admin_client.get("/lookup/", {"url": URL}).content.decode()
    assert "Track it from now on" in page
    form = admin_client.get("/admin/articles/article/add/", {"url": URL}).content.decode()
    assert f'value="{URL}"' in form
    client.force_login(User.objects.create_user("reader"))
    assert "Track it" not in client.get("/lookup/", {"url": URL}).content.decode()


def test_an_empty_installation_is_healthy(client: Client) -> None:
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response["Cache-Control"].startswith("max-age=0")


def test_health_tells_when_the_broker_does_not_answer(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()["broker"] == "failing"
    assert "the broker does not answer" in response.json()["reason"]


def test_health_asks_a_broker_that_runs(client: Client, settings: Settings, own_redis: OwnRedis) -> None:
    settings.CELERY_BROKER_URL = own_redis.url
    assert client.get("/health/").json()["broker"] == "ok"


def test_a_poll_that_failed_is_no_successful_one(client: Client) -> None:
    make_feed(make_source(), last_checked_at=START, failures=1)
    assert client.get("/health/").json()["last_successful_poll"] is None


def test_health_tells_when_nothing_is_visited_any_more(client: Client) -> None:
    make_article()
    feed = make_feed(make_source(), last_checked_at=START, next_check_at=START + timedelta(minutes=15))
    Host.objects.update(free_at=START)
    for hours, status in ((1, 200), (3, 503)):
        with time_machine.travel(START + timedelta(hours=hours), tick=False):
            response = client.get("/health/")
        assert response.status_code == status
    assert "nothing has been visited for over an hour" in response.json()["reason"]
    assert response.json()["oldest_due_seconds"] == 3 * 3600
    assert response.json()["last_successful_poll"] == "2026-11-24T06:00:00Z"
    Host.objects.filter(pk=feed.host_id).update(free_at=START + timedelta(hours=2.5))
    with time_machine.travel(START + timedelta(hours=3), tick=False):
        assert client.get("/health/").status_code == 200


def test_what_is_paused_or_blocked_is_not_late(client: Client) -> None:
    make_feed(make_source(), paused=True)
    blocked = make_feed(make_source(), next_check_at=START)
    Host.objects.update(free_at=START)
    Host.objects.filter(pk=blocked.host_id).update(blocked_until=START + timedelta(days=9))
    with time_machine.travel(START + timedelta(days=1), tick=False):
        assert client.get("/health/").json()["oldest_due_seconds"] is None
    assert Feed.objects.count() == 2


def test_robots_may_read_histories_and_neighbours_only(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    rules = Protego.parse(response.content.decode())
    for path in (
        "/",
        "/articles/1/",
        "/articles/1/diff/0/1/",
        "/articles/23/diff/99/100/",
        "/articles/1/?until=2026-11-24T06%3A00%3A00Z",
        "/sources/post/",
        "/?before=2026-11-24T06:00:00Z~1",
        "/feed.rss",
    ):
        assert rules.can_fetch(path, "crawler"), path
    for path in (
        "/articles/1/diff/0/2/",
        "/articles/1/diff/1/0/",
        "/articles/1/diff/?older=0&newer=4",
        "/articles/1/diff/0/1/?view=side",
        "/lookup/?url=x",
        "/search/?q=x",
        "/admin/",
        "/articles/1/diff/10/1/",
        "/?since=2026-11-01",
        "/sources/post/?until=2026-11-01&before=2026-10-24T06:00:00Z~1",
        "/?kind=name&until=2026-11-01",
        "/feed.atom?since=2026-11-01",
        "/changes.csv",
        "/sources/post/changes.csv?before=2026-10-24T06:00:00Z~1",
    ):
        assert not rules.can_fetch(path, "crawler"), path


def test_about_says_who_runs_it(client: Client, settings: Settings) -> None:
    assert "has not named a contact" in client.get("/about/").content.decode()
    settings.FETCH_CONTACT = "desk@post.example"
    page = client.get("/about/").content.decode()
    assert "desk@post.example" in page
    assert settings.FETCH_USER_AGENT in page


def test_pages_only_answer_reading(client: Client) -> None:
    for path in ("/", "/sources/", "/feed.rss", "/lookup/", "/about/", "/health/", "/robots.txt"):
        assert client.post(path).status_code == 405
        assert client.head(path).status_code == 200


def test_a_failure_has_a_page_of_its_own(rf: RequestFactory) -> None:
    response = server_error(rf.get("/"))
    assert "Something failed here" in response.content.decode()
