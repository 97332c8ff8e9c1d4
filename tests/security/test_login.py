"""The way in: guessing passwords gets nowhere, and the first admin is told how to become one."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.conf import settings as project
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
RIGHT = "correct horse battery"
HINT = "./run manage createsuperuser"
LIMIT: int = project.AXES_FAILURE_LIMIT

Guess = Callable[..., int]


@pytest.fixture
def admin() -> User:
    return User.objects.create_superuser("ann", password=RIGHT)


@pytest.fixture
def guess(client: Client) -> Guess:
    """The status of one try; 302 is a way in."""

    def guess(typed: str = "wrong", username: str = "ann", **headers: str) -> int:
        form = {"username": username, "password": typed}
        return client.post(LOGIN, form, **headers).status_code

    return guess


def from_(number: int) -> str:
    return f"192.0.2.{number}"


def test_a_right_password_is_a_way_in(admin: User, guess: Guess) -> None:
    assert guess(RIGHT) == 302


def test_an_account_is_throttled_wherever_it_is_tried_from(admin: User, guess: Guess) -> None:
    tries = [guess(REMOTE_ADDR=from_(number)) for number in range(LIMIT)]
    assert tries == [200] * (LIMIT - 1) + [429]
    assert guess(RIGHT, REMOTE_ADDR=from_(99)) == 429
    User.objects.create_superuser("ben", password=RIGHT)
    assert guess(RIGHT, "ben", REMOTE_ADDR=from_(99)) == 302


def test_an_address_is_throttled_whatever_it_tries(admin: User, guess: Guess) -> None:
    tries = [guess(username=f"user{number}") for number in range(LIMIT)]
    assert tries == [200] * (LIMIT - 1) + [429]
    assert guess(RIGHT) == 429
    assert guess(RIGHT, REMOTE_ADDR=from_(1)) == 302


def test_an_ipv6_customer_is_one_address(admin: User, guess: Guess) -> None:
    """Who may ask from another one each time."""
    tries = [guess(username=f"u{number}", REMOTE_ADDR=f"2001:db8:1:2::{number}") for number in range(LIMIT)]
    assert tries[-1] == 429
    assert guess(RIGHT, REMOTE_ADDR="2001:db8:1:2:3:4:5:6") == 429
    assert guess(RIGHT, REMOTE_ADDR="2001:db8:1:3::1") == 302


def test_another_browser_is_no_other_client(admin: User, guess: Guess) -> None:
    assert 429 in [guess(HTTP_USER_AGENT=f"Browser/{number}") for number in range(LIMIT)]


def test_ones_own_success_takes_no_failure_back(admin: User, guess: Guess) -> None:
    User.objects.create_user("editor", password=RIGHT, is_staff=True)
    for _ in range(LIMIT - 1):
        guess()
    assert guess(RIGHT, "editor") == 302
    assert guess() == 429


def test_it_ends_by_itself_and_trying_does_not_prolong_it(admin: User, guess: Guess) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        for _ in range(LIMIT):
            guess()
        clock.shift(timedelta(minutes=14))
        assert guess(RIGHT) == 429
        clock.shift(timedelta(minutes=2))
        assert guess(RIGHT) == 302


def test_a_spoofed_header_changes_nothing(admin: User, guess: Guess) -> None:
    spoofed = count(1)
    tries = [guess(username=f"u{n}", HTTP_X_FORWARDED_FOR=from_(next(spoofed))) for n in range(LIMIT)]
    assert tries[-1] == 429
    assert guess(RIGHT, HTTP_X_FORWARDED_FOR=from_(99)) == 429


def test_behind_a_trusted_proxy_its_own_entry_counts_alone(
    admin: User, guess: Guess, settings: Settings
) -> None:
    settings.PROXIES = 1
    for number in range(LIMIT):
        guess(username=f"u{number}", HTTP_X_FORWARDED_FOR=f"{from_(number)}, 203.0.113.1")
    assert guess(RIGHT, HTTP_X_FORWARDED_FOR=f"{from_(99)}, 203.0.113.1") == 429
    assert guess(RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.1, 203.0.113.2") == 302


def test_who_is_kept_out_is_told_in_words(admin: User, client: Client) -> None:
    form = {"username": "<script>alert(1)</script>", "password": "wrong"}
    for _ in range(LIMIT):
        refused = client.post(LOGIN, form, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    page = refused.content.decode()
    assert "Nobody can log in so for 15 minutes" in page
    assert "axes_reset" in page
    assert "alert(1)" not in page
    assert refused["Retry-After"] == "900"
    assert "default-src 'none'" in refused["Content-Security-Policy"]


def test_without_an_account_the_site_says_how_to_make_one(client: Client) -> None:
    assert not User.objects.exists()
    assert HINT in client.get(LOGIN).content.decode()
    User.objects.create_superuser("gone", password=RIGHT, is_active=False)
    User.objects.create_user("reader", password=RIGHT)
    assert HINT in client.get(LOGIN).content.decode()


def test_with_one_it_does_not(admin: User, client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert HINT not in page
    assert 'name="password"' in page


@pytest.mark.parametrize("name", ["admin", "stet", "root", "editor"])
@pytest.mark.parametrize("password", ["", "admin", "stet", "password", "changeme"])
def test_no_account_is_there_by_default(guess: Guess, name: str, password: str) -> None:
    assert guess(password, name) == 200
