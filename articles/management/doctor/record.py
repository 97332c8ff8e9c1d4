"""The record itself: whether it can be proved from outside, and whether its newest part is as it was written."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from articles.models import Capture
from articles.pipeline import newest_anchor, verify_newest
from articles.publishing import about, number

from .finding import Finding, Level

PATIENCE = timedelta(seconds=1)
OLD = timedelta(days=2)
LISTED = 5
KEEP_ELSEWHERE = (
    "copy them to another machine each day: only there are they out of reach of who changes this one"
)


def check_anchors(now: datetime) -> Iterator[Finding]:
    folder, newest = settings.ANCHORS_DIR, newest_anchor(settings.ANCHORS_DIR)
    if newest is not None:
        text = f"the newest is {about(now - newest)} old, in {folder}; {KEEP_ELSEWHERE}"
        if now - newest > OLD:
            text = f"the newest is {about(now - newest)} old: is a worker running? ./run manage anchors writes one"
        yield Finding(Level.WARN if now - newest > OLD else Level.OK, "anchors", text)
        return
    first = Capture.objects.order_by("pk").values_list("fetched_at", flat=True).first()
    if first is None or now - first <= OLD:
        yield Finding(Level.OK, "anchors", f"the first is written into {folder} soon; {KEEP_ELSEWHERE}")
    else:
        text = f"there is none that can be read in {folder}: is a worker running? ./run manage anchors writes one"
        yield Finding(Level.WARN, "anchors", text)


def check_integrity(_now: datetime) -> Iterator[Finding]:
    """Of the newest captures as many as a second is enough for."""
    count, faults = verify_newest(PATIENCE)
    for fault in faults[:LISTED]:
        yield Finding(Level.FAIL, "integrity", f"{fault}; ./run manage verify looks at all")
    if not faults:
        clean = (
            f"the newest {number(count, 'capture')} looked at, as written; ./run manage verify looks at all"
        )
        yield Finding(Level.OK, "integrity", clean if count else "nothing was captured yet")
