"""That a feed lists an article at present, and what it says of it: where that changes, the article may have."""

from django.db import models

from .article import Article
from .feed import Feed


class Listing(models.Model):
    """Made, changed and deleted by the feed's polls. `digest` is that of the entry."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="listings", db_index=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="listings")
    digest = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "article"], name="listing_of_feed")]

    def __str__(self) -> str:
        return f"article {self.article_id} in feed {self.feed_id}"
