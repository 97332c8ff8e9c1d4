"""What is hidden stays so, whatever its page shows meanwhile."""

from django.db import connection
from django.utils import timezone

from articles.models import Article, Change, Event
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll


def test_what_is_hidden_during_a_check_stays_hidden(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    def hide(_path: str) -> None:
        if not Event.objects.exists():
            Article.objects.get().hide("A court order", START)
        connection.close()  # the thread's, which ends with the answer

    newsroom.publish("/news/1", *B)
    newsroom.before = hide
    poll(30)
    assert [change.hidden for change in Change.objects.all()] == [True]
    newsroom.before = lambda path: None
    Article.objects.get().unhide(timezone.now())
    assert [change.hidden for change in Change.objects.all()] == [False]
    assert list(Event.objects.values_list("kind", "hidden")) == [("hidden", False)]


def test_a_hidden_version_lends_no_headline(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *C)
    poll(30)
    story.versions.get(number=1).hide("Libel", START)
    story.refresh_from_db()
    assert story.headline == A[0]
    for minute, text in [(90, A), (150, C)]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    story.refresh_from_db()
    assert story.headline == A[0]
    assert [change.hidden for change in story.changes.all()] == [True, True, True]
    story.versions.get(number=1).unhide(timezone.now())
    story.refresh_from_db()
    assert story.headline == C[0]
