"""What `manage.py doctor` looks at: small checks, each yielding findings. Nothing is fetched from the network; a
few hosts are connected to, and told nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from django import db

from .configuration import check_configuration
from .finding import Finding, Level
from .reach import check_reach
from .record import check_anchors, check_integrity
from .stores import check_broker, check_clock, check_database, check_disk
from .work import check_admins, check_hosts, check_queue, check_search

__all__ = ["Finding", "Level", "examine_rows", "examine_stores"]


def examine_stores() -> Iterator[Finding]:
    """What Stet stands on."""
    yield from check_configuration()
    yield from check_database()
    yield from check_broker()
    yield from check_disk()


def examine_rows(now: datetime, offline: bool = False) -> Iterator[Finding]:
    """What the database tells of the work, once it can be read; without trying hosts if `offline`."""
    reach = [] if offline else [check_reach]
    kept = (check_search, check_anchors, check_integrity)
    for check in (check_clock, check_admins, check_queue, *reach, check_hosts, *kept):
        try:
            yield from check(now)
        except db.Error as error:
            yield Finding(Level.FAIL, "database", f"it cannot be read: {error}")
