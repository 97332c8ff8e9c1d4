"""The write side, and the only joiner of the rooms.

- `working`: what workers do: claim what is due, work on what was claimed
- `polling`: one poll of one feed; `checking`: one check of one article
- `visiting`: one visit to a host; `reading`: bytes to values; `recording`: values to rows
- `subscribing`: adding what is polled; `passes`: one pass over everything due
"""

from .checking import check_article
from .passes import run_pass
from .polling import poll_feed
from .report import Report
from .subscribing import NotAdded, add_article, add_feed, add_source
from .working import claim_due, work_on

__all__ = [
    "NotAdded",
    "Report",
    "add_article",
    "add_feed",
    "add_source",
    "check_article",
    "claim_due",
    "poll_feed",
    "run_pass",
    "work_on",
]
