"""What a feed answered last, so that the desk can show what its filters would do without asking for it again."""

from django.db import models

from articles.versioning import unpack

from .feed import Feed


class FeedCopyQuerySet(models.QuerySet["FeedCopy"]):
    def keep(self, copy: "FeedCopy") -> None:
        """This one in place of the one before, by one statement."""
        fields = ["fetched_at", "url", "content_type", "packed"]
        FeedCopy.objects.bulk_create(
            [copy], update_conflicts=True, unique_fields=["feed"], update_fields=fields
        )


class FeedCopy(models.Model):
    """The last whole answer of a feed, compressed; a row of its own, so that the rows that are polled stay light."""

    feed = models.OneToOneField(Feed, models.CASCADE, primary_key=True, related_name="copy")
    fetched_at = models.DateTimeField()
    url = models.TextField(help_text="the address that answered")
    content_type = models.CharField(max_length=200, blank=True)
    packed = models.BinaryField()

    objects = FeedCopyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"copy of {self.feed}"

    @property
    def body(self) -> bytes:
        return unpack(bytes(self.packed))
