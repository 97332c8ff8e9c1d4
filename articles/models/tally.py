"""Counts of what all workers did, for monitors: added to now and then, by every process, and never taken back."""

from collections.abc import Mapping

from django.db import connection, models

ADD = """
INSERT INTO articles_tally (name, label, value) VALUES (%s, %s, %s)
ON CONFLICT (name, label) DO UPDATE SET value = articles_tally.value + excluded.value
"""


class TallyQuerySet(models.QuerySet["Tally"]):
    def add(self, counts: Mapping[tuple[str, str], float]) -> None:
        """Add these, by name and label; in one order, so that no two processes wait for each other."""
        with connection.cursor() as cursor:
            cursor.executemany(ADD, [(*key, value) for key, value in sorted(counts.items())])


class Tally(models.Model):
    """`name` is the metric's, `label` the one value by which it is split, "" where it is not."""

    name = models.CharField(max_length=40)
    label = models.CharField(max_length=40, blank=True)
    value = models.FloatField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "label"], name="tally_key")]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.name} {self.label}: {self.value:g}"
