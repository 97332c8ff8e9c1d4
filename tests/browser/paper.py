"""An invented paper whose articles changed in every way that a page has to show."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Change, Event, FurnitureSign, Source
from articles.publishing.places import Cursor
from articles.text import ArticleText, Block
from articles.versioning import Sign
from tests.browser.tongues import STORIES
from tests.factories import (
    START,
    make_article,
    make_day,
    make_event,
    make_feed,
    make_long_story,
    make_source,
    make_story,
    make_text,
    show,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

SOLD = ArticleText(
    headline="Minister denies talks on port sale",
    byline="By Ada Quill, transport correspondent",
    language="en-GB",
    blocks=(
        Block(
            "paragraph",
            "The government is not in talks to sell the port of Harbour, the minister said on Monday.",
        ),
        Block("paragraph", "The port, which employs 4,100 people, has been in public hands since 1921."),
        Block("heading", "“No buyer, no price”"),
        Block("quote", "There is no buyer, there is no price, and there are no talks."),
        Block(
            "paragraph",
            "Unions had warned of a sale last week. They fear for 600 jobs at the container terminal.",
        ),
        Block("paragraph", "A spokesman for the dockers said that they wanted a guarantee in writing."),
        Block(
            "paragraph",
            "The opposition asked for a debate in parliament. A date has not been set for it yet.",
        ),
        Block(
            "paragraph", "Ships bring 12 million tonnes of goods a year, most of them grain, timber and cars."
        ),
        Block(
            "paragraph",
            "The harbour was dredged in 2019, at a cost of £4.1m, so that larger ships could enter.",
        ),
        Block("paragraph", "It is the second largest port of the coast after Northmouth."),
        Block("paragraph", "The council, which owns a tenth of the shares, was not asked for its opinion."),
        Block("list_item", "1921: the port is taken into public hands"),
        Block("list_item", "2019: the harbour is dredged"),
        Block("caption", "The container terminal on a quiet morning. Photograph: Harbour Post"),
    ),
)
CONFIRMED = ArticleText(
    headline="Minister confirms talks on port sale",
    byline="By Ada Quill and Ben Ledger",
    language="en-GB",
    blocks=(
        Block(
            "paragraph",
            "The government is in early talks to sell the port of Harbour, the minister said on Monday.",
        ),
        Block("paragraph", "The council, which owns a tenth of the shares, was not asked for its opinion."),
        Block("paragraph", "The port, which employs 4,100 people, has been in public hands since 1921."),
        Block("heading", "“No buyer, no price”"),
        Block("quote", "There is no price, and the talks are at an early stage."),
        Block("paragraph", "Unions had warned of a sale last week."),
        Block("paragraph", "They fear for 900 jobs at the container terminal."),
        Block(
            "paragraph",
            "A spokesman for the dockers said that they wanted a guarantee in writing. The opposition asked for a "
            "debate in parliament. A date has not been set for it yet.",
        ),
        Block(
            "paragraph", "Ships bring 12 million tonnes of goods a year, most of them grain, timber and cars."
        ),
        Block(
            "paragraph",
            "The harbour was dredged in 2019, at a cost of £41m, so that larger ships could enter.",
        ),
        Block("list_item", "1921: the port is taken into public hands"),
        Block("list_item", "2019: the harbour is dredged"),
        Block("caption", "The container terminal on a quiet morning. Photograph: Harbour Post"),
        Block(
            "paragraph",
            "A buyer from overseas, whose name was not given, is said to have visited the terminal twice.",
        ),
    ),
)
CORRECTED = ArticleText(
    headline=CONFIRMED.headline,
    byline=CONFIRMED.byline,
    language="en-GB",
    blocks=(
        *CONFIRMED.blocks,
        Block("paragraph", "This article was amended on 24 November 2026 to correct the cost of dredging."),
    ),
)


def make_paper() -> dict[str, str]:
    """Kinds of page, and a path of each."""
    post = make_source("The Harbour Post", slug="harbour-post", home_url="https://harbour-post.example/")
    echo = make_source("Northern Echo of Record", slug="northern-echo", home_url="https://echo.example/")
    make_feed(post, title="The Harbour Post: news", last_checked_at=START, next_check_at=START)
    make_feed(
        echo,
        title="Echo",
        last_checked_at=START,
        next_check_at=START,
        last_outcome="failed",
        last_error="the server answered 503.",
    )
    _count_days(post)
    port = _port(post)
    _others(post, echo)
    stories = {name: make_story(texts, echo) for name, texts in STORIES.items()}
    quiet = make_story([make_text("Market moves to the square", "It opens at nine.")], post)
    taken_down = make_story([make_text("Withheld", "Something."), make_text("Withheld", "Some thing.")], post)
    taken_down.hide("A court ordered it, case 12/2026.", START)
    long = make_long_story(changes=30, source=post)
    left_out = {"version-left-out": reverse("version", args=[_with_furniture(post).pk, 0])}
    return _paths(port, quiet, taken_down, long) | _paths_in_tongues(stories) | left_out


def _paths_in_tongues(stories: dict[str, Article]) -> dict[str, str]:
    paths = {}
    for name, story in stories.items():
        paths[name] = story.get_absolute_url()
        paths[f"life-{name}"] = story.get_absolute_url() + "?view=life"
        paths[f"diff-{name}"] = story.changes.get().get_absolute_url()
        paths[f"diff-{name}-inline"] = story.changes.get().get_absolute_url() + "?view=inline"
        paths[f"version-{name}"] = reverse("version", args=[story.pk, 1])
    return paths


def _count_days(source: Source) -> None:
    """Eight weeks, Sundays quieter, one day of failures."""
    today = timezone.now().date()
    for ago in range(55):
        busy = 9 - 5 * (ago % 7 == 6)
        make_day(
            source,
            today - ago * DAY,
            feed_polls=96,
            sitemap_polls=24,
            checks=busy * 30 - ago * 2,
            hinted_checks=busy * 4,
            confirmations=busy,
            failures=60 if ago == 12 else 0,
            articles=busy,
            changes=(ago * 7 + busy) % 8,
        )
    Source.objects.filter(pk=source.pk).update(
        fetches_per_day=350, price=1.3, hints_count=48, hints_right_count=31
    )


def _port(source: Source) -> Article:
    """Denied, confirmed, denied again, confirmed again, corrected; then removed."""
    port = make_article(source)
    for hours, text in enumerate((SOLD, CONFIRMED, SOLD, CONFIRMED, CORRECTED)):
        show(port, text, START + hours * 4 * HOUR)
    port.changes.filter(number=3).update(flapping=True)
    make_event(port, Event.Kind.REMOVED, START + 20 * HOUR, "the server answered 410 Gone.")
    Article.objects.filter(pk=port.pk).update(
        language="en-GB", published_at=START - HOUR, removed_at=START + 20 * HOUR, next_check_at=None
    )
    return Article.objects.get(pk=port.pk)


def _others(post: Source, echo: Source) -> None:
    make_story(
        [
            make_text("Flood defences: who pays?", "The scheme will cost £4.1m, the council said."),
            make_text("Flood defences: who pays?", "The scheme will cost £41m, the council said."),
        ],
        echo,
    )
    for street in ("Mill Lane", "Quay Street"):
        text = f"Work on {street} begins on Monday and ends in March."
        make_story(
            [make_text(f"{street} closed", text), make_text(f"{street} closed", text[:-1] + "!")], post
        )
    story = "The bridge was built in 1902 and carries nine thousand cars a day."
    make_story([make_text(f"Bridge {news}", story) for news in ("closes in May", "may close")], post)
    long_word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung" * 2
    make_story(
        [make_text(long_word, "Alt."), make_text(long_word + "en", f"Neu: {long_word}")], echo, 30 * HOUR
    )


def _with_furniture(source: Source) -> Article:
    lines = ("Sign up: the morning’s news in five minutes", "Most read: ferry, fair, fog")
    promos = tuple(Block("paragraph", line, place="aside > p.promo") for line in lines)
    story = replace(SOLD, headline="Ferry waits for the fog to lift", byline="", blocks=SOLD.blocks[5:8])
    article = make_story([replace(story, blocks=story.blocks + promos)], source)
    FurnitureSign.objects.note(article, [Sign("place", "aside > p.promo", lines)], START)
    return article


def _paths(port: Article, quiet: Article, taken_down: Article, long: Article) -> dict[str, str]:
    change = Change.objects.get(article=port, number=1)
    return {
        "front": reverse("front"),
        "front-narrowed": reverse("front") + "?kind=headline&kind=number&score=10",
        "front-bad": reverse("front") + "?kind=gossip&score=loud",
        "front-earlier": reverse("front") + f"?before={quote(str(Cursor(change.not_after, change.pk)))}",
        "front-none": reverse("front") + "?kind=negation&score=99",
        "search": reverse("search") + "?q=port",
        "search-removed": reverse("search") + "?q=%22no+talks%22&in=removed",
        "search-arabic": reverse("search") + "?q=%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1",
        "search-hebrew": reverse("search") + f"?q={quote('הנמל')}",
        "search-japanese": reverse("search") + f"?q={quote('売却')}",
        "search-none": reverse("search") + "?q=zeppelin&in=removed&since=2026-11-01",
        "search-bad": reverse("search") + "?q=-port",
        "search-form": reverse("search"),
        "search-added": reverse("search") + "?q=early&in=added&headlines=on",
        "sources": reverse("sources"),
        "source-narrowed": port.source.get_absolute_url() + "?kind=number",
        "source": port.source.get_absolute_url(),
        "article": port.get_absolute_url(),
        "quiet": quiet.get_absolute_url(),
        "version": reverse("version", args=[port.pk, 1]),
        "diff": change.get_absolute_url(),
        "life": port.get_absolute_url() + "?view=life",
        "life-standing": port.get_absolute_url() + "?view=life&ghosts=off",
        "since": reverse("since", args=[port.pk, "0"]),
        "since-unknown": reverse("since", args=[port.pk, "yesterday"]),
        "diff-inline": change.get_absolute_url() + "?view=inline",
        "diff-side": change.get_absolute_url() + "?view=side&text=all",
        "diff-of-many": Change.objects.get(article=long, number=1).get_absolute_url() + "?change=15",
        "diff-return": Change.objects.get(article=port, number=3).get_absolute_url(),
        "diff-same": reverse("diff", args=[port.pk, 1, 1]),
        "diff-far": reverse("diff", args=[port.pk, 2, 0]),
        "lookup-form": reverse("lookup"),
        "lookup": reverse("lookup") + "?url=https://echo.example/unknown",
        "lookup-found": reverse("lookup") + f"?url={quote(port.url)}",
        "lookup-bad": reverse("lookup") + "?url=gopher://nowhere",
        "about": reverse("about"),
        "withheld": taken_down.get_absolute_url(),
        "notices": reverse("notices"),
        "missing": "/nothing/",
    }
