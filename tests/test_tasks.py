"""What beat asks for is there to be done."""

from celery import current_app
from django.conf import settings

from articles import tasks


def test_every_scheduled_task_is_known_to_the_workers() -> None:
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked <= set(current_app.tasks)
    assert {tasks.write_anchors.name, tasks.expire_snapshots.name} <= asked
