"""What search reads: each distinct block of an article once, with the versions where it was born and died."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Self, TypeVar

from django.db import models, transaction

from articles.diffing import folded_words
from articles.text import ArticleText
from articles.versioning import Furniture

from .article import Article
from .furniture import SiteFurniture
from .postings import BIRTHS, DEATHS, MARK, Posting, key_at
from .version import Version

T = TypeVar("T")
AT_ONCE = 1_000

ADDED = f"{MARK}added"
IN_HEADLINE = f"{MARK}headline"


def of_source(pk: int) -> str:
    """The mark of the passages of this source."""
    return f"{MARK}source{pk}"


class Words(NamedTuple):
    """What makes a passage distinct within its article: a paragraph that becomes a quotation stays the same."""

    in_headline: bool
    text: str


class State(NamedTuple):
    """From when on a version stood: `number` is 0, then that of the change to it."""

    number: int
    version: int
    at: datetime


class PassageQuerySet(models.QuerySet["Passage"]):
    def standing(self) -> Self:
        return self.filter(died=None)

    def carry(
        self, article: Article, text: ArticleText, number: int, version: Version, furniture: Furniture
    ) -> None:
        """Go on to the text that stands from the state of this number on, as readers see it.

        What is not public is not indexed, and what was not indexed before is told from the beginning.
        """
        if article.hidden_at or version.hidden_at:
            return
        standing = self._standing_of(article) if number else {}
        if number and not standing:
            self.rebuild(article, furniture)
            return
        state = State(number, version.number, article.last_changed_at or version.first_seen_at)
        told = _distinct(text)
        self._end(article, [key for words, key in standing.items() if words not in told], state)
        born = [words for words in told if words not in standing]
        if number:
            self._note_return(article, born)
        self._begin([Passage.born_in(article, words, told[words], state, number > 0) for words in born])

    def rebuild(self, article: Article, furniture: Furniture | None = None) -> None:
        """Have the article's passages be those of its public versions; what is right already stays as it is."""
        furniture = furniture or SiteFurniture.objects.of(article.pk, article.source_id)
        lives = {one.life: one for one in _lives(article, furniture)}
        with transaction.atomic():
            known = {one.life: one for one in self.filter(article=article).select_related("article")}
            self._forget([one for life, one in known.items() if life not in lives])
            self._begin([one for life, one in lives.items() if life not in known])

    def forget_all(self) -> None:
        """Empty the index. Each article is told from the beginning with its next version, or by `index`."""
        with transaction.atomic():
            BIRTHS.empty()
            DEATHS.empty()
            self.all().delete()

    def _standing_of(self, article: Article) -> dict[Words, int]:
        rows = self.filter(article=article).standing().values_list("pk", "kind", "text")
        return {Words(kind == Passage.Kind.HEADLINE, text): key for key, kind, text in rows}

    def _begin(self, passages: list["Passage"]) -> None:
        made = Passage.objects.bulk_create(passages)
        BIRTHS.add([one.birth for one in made])
        DEATHS.add([one.death for one in made if one.died is not None])

    def _end(self, article: Article, keys: Sequence[int], state: State) -> None:
        told = {"died": state.number, "died_version": state.version, "died_at": state.at}
        for some in _in_parts(keys):
            ended = list(self.filter(pk__in=some))
            for one in ended:
                one.article = article
                one.end(state)
            self.filter(pk__in=some).update(**told)
            DEATHS.add([one.death for one in ended])

    def _note_return(self, article: Article, born: Collection[Words]) -> None:
        """Of several lives of the same words only the last has not come back."""
        for in_headline in {words.in_headline for words in born}:
            kind = models.Q(kind=Passage.Kind.HEADLINE)
            ended = self.filter(kind if in_headline else ~kind, article=article).exclude(died=None)
            for some in _in_parts([words.text for words in born if words.in_headline == in_headline]):
                ended.filter(text__in=some).update(came_back=True)

    def _forget(self, passages: Sequence["Passage"]) -> None:
        BIRTHS.remove([one.birth for one in passages])
        DEATHS.remove([one.death for one in passages if one.died is not None])
        for some in _in_parts([one.pk for one in passages]):
            self.filter(pk__in=some).delete()


class Passage(models.Model):
    """One life of a headline or of a block of the text: from the state that it was born in to the one that lacked it.

    Words that come back live again, as another row; `came_back` is then said of the earlier ones. What is hidden has
    no row. Times and numbers of versions stand on the row, so that a hit is shown without its versions.
    """

    class Kind(models.TextChoices):
        HEADLINE = "headline"
        HEADING = "heading"
        PARAGRAPH = "paragraph"
        QUOTE = "quote"
        LIST_ITEM = "list_item"
        CAPTION = "caption"

    article = models.ForeignKey(Article, models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.TextField()
    added = models.BooleanField(help_text="came by a change; else it stood in the first text")
    born = models.PositiveIntegerField(help_text="0, or the number of the change that brought it")
    born_version = models.PositiveIntegerField()
    born_at = models.DateTimeField()
    died = models.PositiveIntegerField(null=True, help_text="the number of the change that took it out")
    died_version = models.PositiveIntegerField(null=True, help_text="the first that lacks it")
    died_at = models.DateTimeField(null=True)
    came_back = models.BooleanField(default=False)

    objects = PassageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} of article {self.article_id}, since version {self.born_version}"

    @classmethod
    def born_in(cls, article: Article, words: Words, kind: str, state: State, added: bool) -> "Passage":
        """Not saved yet."""
        return cls(
            article=article,
            kind=kind,
            text=words.text,
            added=added,
            born=state.number,
            born_version=state.version,
            born_at=state.at,
        )

    def end(self, state: State) -> None:
        self.died, self.died_version, self.died_at = state

    @property
    def words(self) -> Words:
        return Words(self.kind == self.Kind.HEADLINE, self.text)

    @property
    def life(self) -> tuple[object, ...]:
        """All that is told of it: two of an article are never alike."""
        whence = (self.kind, self.text, self.added, self.born, self.born_version, self.born_at)
        return (*whence, self.died, self.died_version, self.died_at, self.came_back)

    @property
    def birth(self) -> Posting:
        return Posting(key_at(self.born_at, self.pk), folded_words(self.text), self._marks)

    @property
    def death(self) -> Posting:
        return Posting(key_at(self.died_at or self.born_at, self.pk), folded_words(self.text), self._marks)

    @property
    def _marks(self) -> list[str]:
        said = {ADDED: self.added, IN_HEADLINE: self.kind == self.Kind.HEADLINE}
        return [of_source(self.article.source_id), *(mark for mark, is_said in said.items() if is_said)]


def _in_parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """No engine takes a condition of any length."""
    return (whole[first : first + AT_ONCE] for first in range(0, len(whole), AT_ONCE))


def _distinct(text: ArticleText) -> dict[Words, str]:
    """Each headline and block once, in reading order, with its kind where it stands first."""
    told = {Words(True, text.headline): Passage.Kind.HEADLINE.value} if text.headline else {}
    for block in text.blocks:
        told.setdefault(Words(False, block.text), block.kind)
    return told


def _lives(article: Article, furniture: Furniture) -> list[Passage]:
    """Told from the beginning; nothing is saved."""
    told: list[Passage] = []
    last: dict[Words, Passage] = {}
    for state, text in _states(article, furniture):
        distinct = _distinct(text)
        for words, passage in last.items():
            if passage.died is None and words not in distinct:
                passage.end(state)
        added = bool(told)
        for words, kind in distinct.items():
            if words not in last or last[words].died is not None:
                if words in last:
                    last[words].came_back = True
                last[words] = Passage.born_in(article, words, kind, state, added)
                told.append(last[words])
    return told


def _states(article: Article, furniture: Furniture) -> Iterator[tuple[State, ArticleText]]:
    """The public texts that stood one after the other, without what proved spurious."""
    if article.hidden_at:
        return
    standing = article.versions.standing()
    stood = [(0, version, version.first_seen_at) for version in standing.values() if version.number == 0][:1]
    for change in article.changes.filter(spurious=False).order_by("number"):
        stood.append((change.number, standing[change.to_version_id], change.not_after))
    for number, version, at in stood:
        if not version.hidden_at:
            yield State(number, version.number, at), version.shown(furniture)
