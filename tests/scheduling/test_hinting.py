from articles.scheduling import hint_record_after, hints_are_trusted


def test_hints_are_trusted_until_they_prove_false() -> None:
    assert hints_are_trusted(0, 0, nth=1)
    assert hints_are_trusted(16, 0, nth=1)
    assert not hints_are_trusted(17, 0, nth=1)
    assert hints_are_trusted(60, 6, nth=1)


def test_one_false_hint_in_twenty_is_followed_all_the_same() -> None:
    assert sum(hints_are_trusted(60, 0, nth) for nth in range(200)) == 10


def test_trust_comes_back_to_a_source_that_mends_its_feed() -> None:
    record, false_hints, true_hints = (0, 0), 0, 0
    while hints_are_trusted(*record, nth=1):
        record, false_hints = hint_record_after(*record, came_true=False), false_hints + 1
    while not hints_are_trusted(*record, nth=1):
        record, true_hints = hint_record_after(*record, came_true=True), true_hints + 1
    assert (false_hints, true_hints) == (17, 1)


def test_a_long_record_forgets() -> None:
    assert hint_record_after(64, 40, came_true=True) == (32, 20)
