"""What there is after a case of bad input: rows, pages, and what each visit came to."""

from dataclasses import dataclass
from datetime import datetime

from django.test import Client

from articles.models import Article, Candidate, Event, Feed, Source, Version
from articles.text import ArticleText
from tests.security.cases import Served, Visit
from tests.security.outputs import pages_of


def whole(text: ArticleText) -> str:
    return "\n".join([text.headline, text.byline, *(block.text for block in text.blocks)])


@dataclass(frozen=True)
class Result:
    """A case after its last step."""

    served: Served
    visits: list[Visit]
    logged: str
    now: datetime
    known: Article

    @property
    def is_feed(self) -> bool:
        return bool(self.served.case["kind"] == "feed")

    @property
    def articles(self) -> list[Article]:
        return list(Article.objects.exclude(pk=self.known.pk).order_by("pk"))

    @property
    def texts(self) -> list[ArticleText]:
        return [version.text for version in Version.objects.exclude(article=self.known).order_by("pk")]

    @property
    def titles(self) -> list[str]:
        headlines = [text.headline for text in self.texts]
        return [*(article.headline for article in self.articles), *headlines]

    @property
    def stored(self) -> str:
        """All that is in the database of what came."""
        feeds = [f"{feed.title} {feed.last_error} {feed.url}" for feed in Feed.objects.all()]
        articles = [f"{article.headline} {article.url} {article.last_error}" for article in self.articles]
        events = [event.detail for event in Event.objects.all()]
        held = [whole(candidate.text) for candidate in Candidate.objects.all()]
        return "\n".join(
            [*map(str, Source.objects.all()), *feeds, *articles, *events, *held, *map(whole, self.texts)]
        )

    @property
    def error(self) -> str:
        return self.visits[-1].detail

    def pages(self) -> list[str]:
        client = Client()
        answers = {path: client.get(path) for article in self.articles for path in pages_of(article)}
        assert {path: page.status_code for path, page in answers.items() if page.status_code != 200} == {}
        return [answer.content.decode() for answer in answers.values()]
