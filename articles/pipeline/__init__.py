"""The write side, and the only joiner of the rooms.

- `working`: what workers do: claim what is due, work on what was claimed
- `polling`: one poll of one feed; `checking`: one check of one article
- `visiting`: one visit to a host; `reading`: bytes to values; `deciding`: what one more sight of a page means;
  `recording`: values to rows, `stating`: a state of a story among them; `merging`: two rows of one story
- `rereading`: snapshots read again with other rules or another extractor; `retelling`: what follows from the versions
- `telling_again`: articles whose source's furniture changed; `reholding`: held texts read again
- `resolving`: what the desk says of a text that is held; `indexing`: what search reads
- `subscribing`: adding what is polled, `finding`: the feed of a site; `passes`: one pass over everything due
"""

from .checking import check_article
from .indexing import index, not_indexed
from .passes import run_pass
from .polling import poll_feed
from .report import Report
from .rereading import reextract
from .resolving import NotResolved, accept, discard, write_rule
from .retelling import rediff
from .subscribing import NotAdded, add_article, add_feed, add_source
from .telling_again import tell_again
from .working import claim_due, work_on

__all__ = [
    "NotAdded",
    "NotResolved",
    "Report",
    "accept",
    "add_article",
    "add_feed",
    "add_source",
    "check_article",
    "claim_due",
    "discard",
    "index",
    "not_indexed",
    "poll_feed",
    "rediff",
    "reextract",
    "run_pass",
    "tell_again",
    "work_on",
    "write_rule",
]
