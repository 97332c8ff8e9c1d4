from datetime import timedelta

import pytest

from articles.scheduling import next_price

HOUR = timedelta(hours=1)


def settled(budget: float, answer: float = 0.7, hours: int = 24 * 30) -> tuple[float, list[float]]:
    """The price after a month and each hour's spending, of a source that wants 1,000 fetches a day at price 1."""
    price, spent, rates = 1.0, 1000.0, []
    for _ in range(hours):
        rate = 1000 * price**-answer
        spent += (rate - spent) / 24
        price = next_price(price, spent, budget, HOUR)
        rates.append(rate)
    return price, rates


@pytest.mark.parametrize("answer", [0.5, 0.7, 1.0])
def test_spending_meets_the_budget_and_does_not_swing(answer: float) -> None:
    _, rates = settled(500, answer)
    assert all(450 <= rate <= 550 for rate in rates[-24 * 10 :])
    assert min(rates) >= 375


def test_a_budget_that_suffices_costs_nothing() -> None:
    assert settled(2000)[0] == 1.0


def test_a_dear_price_falls_once_the_budget_is_raised() -> None:
    price = 8.0
    for _ in range(24 * 20):
        price = next_price(price, spent=100, budget=1000, elapsed=HOUR)
    assert price == 1.0


def test_it_is_bounded_whatever_comes() -> None:
    assert next_price(60, spent=1e9, budget=0, elapsed=timedelta(days=400)) == 64.0
    assert next_price(1, spent=0, budget=10, elapsed=-HOUR) == 1.0
