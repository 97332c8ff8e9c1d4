"""What is told of a state of a story as it is written down."""

from datetime import timedelta

import pytest

from articles.pipeline.deciding import State
from articles.pipeline.stating import comparisons_of, record_states
from articles.versioning import Furniture, Outcome
from tests.factories import make_story, make_text

A = make_text("Tide", "The tide is in, and the boats are out.")
B = make_text("Tide", "The tide is out.")


@pytest.mark.django_db
def test_a_return_whose_page_was_kept_before_is_one_all_the_same() -> None:
    article = make_story([A, B, A])
    capture = article.versions.get(number=1).capture
    at = article.captures.get(number=2).fetched_at + timedelta(hours=1)
    states = [State(B, at, at, capture)]
    outcome = record_states(article, states, comparisons_of(article, states, Furniture()), Furniture())
    change = article.changes.get(number=3)
    assert outcome == Outcome.RETURN
    assert change.capture == capture
    assert change.is_return
    assert change.get_absolute_url().endswith("/diff/0/1/?change=3")
