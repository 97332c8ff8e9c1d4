"""A page that names a story tracked already as its own, by rel=canonical: one article, and one more address of it."""

from django.db import IntegrityError, transaction

from articles.discovery import page_canonical, same_site
from articles.models import Article, LeaseLost, Listing, SourceDay
from articles.text import ArticleText
from articles.versioning import Outcome

from .report import Report
from .visiting import Answer

HANDED_OVER = ("feed_id", "headline", "published_at")
"""What feeds told of an article: kept where the other does not know it."""


def named_by_page(url: str, answer: Answer, text: ArticleText) -> Article | None:
    """The article of the same site that the page at `url` says that it is; None where it says nothing of the kind.

    Nor where that one was looked for in vain: it is no better address for what can be read here. Nor where it tells
    another story: a template may name one article on all its pages.
    """
    claimed = page_canonical(text.canonical_url, answer.response.url)
    known = Article.objects.known_as(claimed) if claimed and same_site(claimed, url) else None
    return known if known is not None and _is_there(known) and _tells_the_same(known, text) else None


def merge_into_known(article: Article, answer: Answer, text: ArticleText | None) -> Report | None:
    """Delete an article that was never read before and is another, by its page: its addresses lead to that one.

    None where it is a story of its own. The other stays as it is, be it hidden or paused; one that was given up is
    looked at again. Raises LeaseLost, with nothing written.
    """
    if text is None or not _was_never_read(article):
        return None
    known = named_by_page(article.url, answer, text)
    if known is None or known.pk == article.pk:
        return None
    detail = f"its page says that it is {known.url}: an alias of article {known.pk} from now on"
    try:
        with transaction.atomic():
            _hand_over(article, known, answer)
    except IntegrityError as error:
        raise LeaseLost(f"article {article.pk} was written to by another hand.") from error
    return Report(article.url, Outcome.UNCHANGED, detail)


def _is_there(article: Article) -> bool:
    """As far as is known: it may not have been visited yet."""
    if article.current_id is None:
        return article.last_checked_at is None and article.next_check_at is not None
    return article.removed_at is None and article.last_outcome != Outcome.GONE


def _tells_the_same(known: Article, text: ArticleText) -> bool:
    """Whether a headline or a paragraph is the same; an article that was not read yet may tell anything."""
    if known.current is None:
        return True
    other = known.current.text
    return other.headline == text.headline or not {*other.blocks}.isdisjoint(text.blocks)


def _was_never_read(article: Article) -> bool:
    """Captures are never deleted, nor is what the public was told: an event, or that it is hidden."""
    is_blank = article.current_id is None and article.hidden_at is None
    return is_blank and not article.captures.exists() and not article.events.exists()


def _hand_over(article: Article, known: Article, answer: Answer) -> None:
    """The articles' rows are locked first, then the source's. What lists the article comes last: who writes that holds
    its source's row.
    """
    known = _locked(article, known)
    learned = {name: getattr(article, name) for name in HANDED_OVER if not getattr(known, name)}
    if known.next_check_at is None and not known.paused:
        learned["next_check_at"] = answer.arrived_at
    if learned:
        Article.objects.filter(pk=known.pk).update(**learned)
    article.source.count(articles=-1)
    SourceDay.objects.add(article.source, answer.arrived_at, **{article.purpose: 1})
    article.aliases.update(article=known)
    Listing.objects.hand_over(article, known)
    url = article.url
    Article.objects.filter(pk=article.pk).delete()
    for address in (url, answer.response.url):
        known.goes_by(address)


def _locked(article: Article, known: Article) -> Article:
    """Both, by their keys. Raises LeaseLost where the visit may not write any more, or the other is another's now."""
    both = Article.objects.filter(pk__in=(article.pk, known.pk)).order_by("pk")
    rows = {row.pk: row for row in both.select_for_update(no_key=True)}
    mine, other = rows.get(article.pk), rows.get(known.pk)
    if mine is None or mine.lease_token != article.lease_token or not _was_never_read(mine):
        raise LeaseLost(f"article {article.pk} is no longer leased to this check.")
    if other is None:
        raise LeaseLost(f"article {known.pk} was merged into another.")
    return other
