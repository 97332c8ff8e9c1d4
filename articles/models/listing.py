"""That a feed lists an article at present, and what it says of it: where that changes, the article may have."""

from collections.abc import Mapping

from django.db import IntegrityError, models

from .article import Article
from .feed import Feed


class ListingQuerySet(models.QuerySet["Listing"]):
    def follow(self, feed: Feed, digests: Mapping[int, str]) -> dict[int, str]:
        """Have the listings of this feed be those of its last poll: articles by key, with their entries' digests.

        Those articles of them that it listed before and of which it now says something else: the feed hints at a
        change.
        """
        listed = self.filter(feed=feed)
        before = dict(listed.values_list("article_id", "digest"))
        if gone := before.keys() - digests.keys():
            listed.filter(article__in=gone).delete()
        fresh = {pk: digest for pk, digest in digests.items() if before.get(pk) != digest}
        Listing.objects.bulk_create(
            [Listing(feed=feed, article_id=pk, digest=digest) for pk, digest in fresh.items()],
            update_conflicts=True,
            unique_fields=["feed", "article"],
            update_fields=["digest"],
        )
        return {pk: digest for pk, digest in fresh.items() if pk in before}

    def hand_over(self, article: Article, other: Article) -> None:
        """Have the feeds that list the one article list the other; where a feed lists both, what it said of the other
        stands.
        """
        listed = self.filter(article=article)
        listed.exclude(feed__in=self.filter(article=other).values("feed")).update(article=other)
        listed.delete()


def lists_what_is_gone(error: IntegrityError) -> bool:
    """Whether a listing was refused because its article was deleted while it was made: on PostgreSQL, where others
    write meanwhile. Which constraint was broken, SQLite does not tell.
    """
    broken = getattr(error.__cause__, "diag", None)
    return (
        broken is not None
        and broken.table_name == Listing._meta.db_table
        and broken.constraint_name.startswith(f"{Listing._meta.db_table}_article_id_")
    )


class Listing(models.Model):
    """Made, changed and deleted by the feed's polls. `digest` is that of the entry."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="listings", db_index=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="listings")
    digest = models.CharField(max_length=16)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "article"], name="listing_of_feed")]

    def __str__(self) -> str:
        return f"article {self.article_id} in feed {self.feed_id}"
