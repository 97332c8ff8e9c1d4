"""The queue: each due row is handed out once, one per free host, and never against a lease."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.db import connection
from django.utils import timezone

from articles.models import Article, Host, HostBusy, LeaseLost, Source
from articles.tasks import dispatch_due

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def article(address: str, due_at: datetime | None = NOW) -> Article:
    source, _ = Source.objects.get_or_create(slug="post", defaults={"name": "Harbour Post"})
    made, _ = Article.objects.track(address, source, NOW)
    Article.objects.filter(pk=made.pk).update(next_check_at=due_at)
    made.refresh_from_db()
    return made


def claim_one(now: datetime = NOW) -> Article:
    [claim] = Article.objects.claim(now, 10)
    row = claim.take()
    assert row is not None
    return row


@contextmanager
def once_before(part: str, act: Callable[[], object]) -> Iterator[None]:
    """Let another worker act just before this connection's next statement that holds this part."""
    left = [act]

    def execute(run: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if part in sql and left:
            left.pop()()
        return run(sql, *arguments)

    with connection.execute_wrapper(execute):
        yield
    assert not left


def test_one_row_per_host_the_oldest_first() -> None:
    article("https://a.example/late", NOW - MINUTE)
    oldest = article("https://a.example/later", NOW - 2 * MINUTE)
    other = article("https://b.example/1")
    article("https://c.example/1", NOW + MINUTE)
    article("https://d.example/1", None)
    assert {claim.pk for claim in Article.objects.claim(NOW, 10)} == {oldest.pk, other.pk}
    assert list(Article.objects.claim(NOW, 10)) == []


def test_no_more_than_asked() -> None:
    for n in range(5):
        article(f"https://{n}.example/")
    assert len(list(Article.objects.claim(NOW, 3))) == 3
    assert len(list(Article.objects.claim(NOW, 0))) == 0
    assert len(list(Article.objects.claim(NOW, -4))) == 0
    assert Host.objects.in_flight() == 3


def test_a_host_is_free_a_gap_after_the_start_of_the_visit(settings: Any) -> None:
    settings.FETCH_HOST_GAP = 2 * MINUTE
    article("https://a.example/1")
    article("https://a.example/2")
    row = claim_one()
    started = timezone.now()
    with row.host.visit():
        assert list(Article.objects.claim(NOW, 10)) == []
    assert list(Article.objects.claim(NOW, 10)) == []
    free_at = Host.objects.get().free_at
    assert started + 2 * MINUTE <= free_at <= timezone.now() + 2 * MINUTE
    Host.objects.update(free_at=timezone.now())
    assert len(list(Article.objects.claim(NOW, 10))) == 1


def test_a_crawl_delay_longer_than_the_gap_counts() -> None:
    host = Host.objects.for_url("https://a.example/")
    host.keep_robots(404, "", timedelta(seconds=30), NOW)
    assert host.hold()
    with host.visit():
        pass
    assert host.free_at > timezone.now() + timedelta(seconds=25)


def test_a_blocked_host_is_left_alone_until_its_time() -> None:
    row = article("https://a.example/1")
    row.host.block(NOW + 10 * MINUTE)
    row.host.block(NOW + 5 * MINUTE)
    assert list(Article.objects.claim(NOW + 9 * MINUTE, 10)) == []
    assert len(list(Article.objects.claim(NOW + 10 * MINUTE, 10))) == 1


def let_leases_run_out() -> None:
    Article.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    Host.objects.update(free_at=timezone.now())


def test_a_lease_that_ran_out_is_claimed_again_and_its_holder_cannot_write() -> None:
    article("https://a.example/1")
    first = claim_one()
    Host.objects.update(free_at=timezone.now())
    assert list(Article.objects.claim(NOW + timedelta(days=900), 10)) == []
    let_leases_run_out()
    second = claim_one()
    with pytest.raises(LeaseLost):
        first.settle(last_error="late")
    second.settle(last_error="in time")
    assert Article.objects.get().last_error == "in time"


def test_a_clock_that_is_set_back_stops_nothing(settings: Any) -> None:
    settings.FETCH_HOST_GAP = 10 * MINUTE
    article("https://a.example/leased", NOW - timedelta(hours=2))
    article("https://b.example/visited", NOW - timedelta(hours=2))
    with time_machine.travel(NOW, tick=False):
        assert len(Article.objects.claim(NOW, 10)) == 2
        visited = Article.objects.get(url="https://b.example/visited")
        with visited.host.visit():
            visited.give_back()
        assert Article.objects.claim(NOW, 10) == []
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        assert len(Article.objects.claim(NOW - timedelta(hours=1), 10)) == 2


def test_hosts_that_a_clock_set_back_keeps_held_take_no_room(settings: Any) -> None:
    settings.POLL_IN_FLIGHT = 2
    for n in range(2):
        article(f"https://{n}.example/", NOW - timedelta(hours=2))
    try:
        with time_machine.travel(NOW, tick=False):
            dispatch_due()
            tokens = set(Article.objects.values_list("lease_token", flat=True))
            assert Host.objects.in_flight() == 2
        with time_machine.travel(NOW - timedelta(hours=1), tick=False):
            dispatch_due()
        assert tokens.isdisjoint(Article.objects.values_list("lease_token", flat=True))
    finally:
        current_app.control.purge()


def test_a_replay_that_is_killed_costs_one_lease_whatever_its_clock(settings: Any) -> None:
    article("https://a.example/1")
    row = claim_one(NOW + timedelta(days=400))
    assert row.lease_until is not None
    assert row.lease_until <= timezone.now() + settings.LEASE


def test_a_token_is_taken_up_once_and_only_while_its_lease_lasts() -> None:
    article("https://a.example/1")
    [claim] = Article.objects.claim(NOW, 10)
    leased = Article.objects.get()
    assert Article.objects.take(claim.pk, "00000000-0000-0000-0000-000000000000") is None
    taken = claim.take()
    assert taken is not None
    assert taken.lease_until is not None
    assert leased.lease_until is not None
    assert taken.lease_until > leased.lease_until
    assert claim.take() is None
    taken.settle(last_error="")


def test_a_token_is_worth_nothing_after_its_lease() -> None:
    article("https://a.example/1")
    [claim] = Article.objects.claim(NOW, 10)
    let_leases_run_out()
    assert claim.take() is None


def test_waiting_for_a_turn_ends_with_patience() -> None:
    host = Host.objects.for_url("https://a.example/")
    host.wait_turn(timedelta(0))
    other = Host.objects.get()
    with pytest.raises(HostBusy, match=r"a\.example:443 is busy; try again after"):
        other.wait_turn(timedelta(seconds=0.1))
    Host.objects.update(free_at=timezone.now() + timedelta(seconds=0.1))
    other.wait_turn(timedelta(seconds=5))


def test_a_host_rests_until_a_time_and_no_shorter_than_before() -> None:
    host = Host.objects.for_url("https://a.example/")
    host.rest(NOW + timedelta(days=365))
    host.rest(NOW)
    host.refresh_from_db()
    assert host.free_at == NOW + timedelta(days=365)


def test_a_claim_given_back_frees_row_and_host() -> None:
    made = article("https://a.example/1")
    [claim] = Article.objects.claim(NOW, 10)
    claim.give_back()
    assert Host.objects.in_flight() == 0
    assert claim.take() is None
    assert claim_one() == made


def test_a_claim_that_is_taken_up_while_it_is_given_back_is_taken() -> None:
    article("https://a.example/1")
    [claim] = Article.objects.claim(NOW, 10)
    with once_before("UPDATE", claim.take):
        claim.give_back()
    taken = Article.objects.select_related("host").get()
    assert taken.lease_token is not None
    assert taken.lease_until is not None
    assert taken.host.held
    assert taken.host.free_at >= taken.lease_until


def test_a_host_that_is_lost_while_its_row_is_taken_up_costs_no_lease() -> None:
    made = article("https://a.example/1")
    [claim] = Article.objects.claim(NOW, 10)
    with once_before('UPDATE "articles_host"', lambda: Host.objects.update(free_at=timezone.now())):
        assert claim.take() is None
    assert claim_one() == made


def test_a_row_that_is_paused_while_it_is_taken_up_stays_paused() -> None:
    made = article("https://a.example/1")
    [claim] = Article.objects.claim(NOW, 10)
    with once_before('FROM "articles_host"', made.pause):
        row = claim.take()
    assert row is not None
    with pytest.raises(LeaseLost):
        row.settle(next_check_at=NOW)


def test_a_row_that_is_paused_before_it_is_taken_up_is_not_visited() -> None:
    made = article("https://a.example/1")
    [claim] = Article.objects.claim(NOW, 10)
    with once_before('UPDATE "articles_article"', made.pause):
        assert claim.take() is None
    made.refresh_from_db()
    assert (made.paused, made.lease_token, made.next_check_at) == (True, None, None)


def test_a_row_given_back_stays_due() -> None:
    article("https://a.example/1")
    row = claim_one()
    row.give_back()
    assert list(Article.objects.due(NOW)) == [row]


def test_checks_that_are_paused_or_over_are_not_brought_forward() -> None:
    soon = article("https://a.example/1", NOW + MINUTE)
    article("https://b.example/1", None)
    paused = article("https://c.example/1")
    paused.pause()
    assert Article.objects.make_due(NOW) == 1
    assert list(Article.objects.due(NOW)) == [soon]


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_share_no_row() -> None:
    for n in range(40):
        article(f"https://{n % 20}.example/{n}")
    claimed: list[int] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        claimed.extend(claim.pk for _ in range(3) for claim in Article.objects.claim(NOW, 10))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(Counter(claimed).values()) == 1
    assert len(claimed) == 20
