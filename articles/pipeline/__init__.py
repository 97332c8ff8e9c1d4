"""The write side, and the only joiner of the rooms.

- `working`: what workers do: claim what is due, work on what was claimed
- `counting`: what visits came to, for monitors
- `polling`: one poll of one feed; `checking`: one check of one article
- `visiting`: one visit to a host; `reading`: bytes to values; `deciding`: what one more sight of a page means;
  `recording`: values to rows, `stating`: a state of a story among them; `merging`: two rows of one story
- `rereading`: snapshots read again with other rules or another extractor; `retelling`: what follows from the versions
- `telling_again`: articles whose source's furniture or rules changed; `reholding`: held texts read again
- `importing`: subscriptions from a list
- `trying`: rules that are not written yet, on pages that are kept
- `resolving`: what the desk says of a text that is held; `indexing`: what search reads
- `alerting`: which changes alerts are told of
- `verifying`: whether what is kept is what was written, by `faults` of each article; `anchoring`: what it was, kept in
  `anchor_files` outside of the database; `sealing`: files that tell by themselves whether they are whole
- `expiring`: snapshots that are to be kept no longer
- `subscribing`: adding what is polled, `finding`: the feed of a site, `previewing`: a look before that,
  `remembering` what it fetched; `passes`: one pass over everything due
"""

from .alerting import raise_alerts, read_words
from .anchoring import anchor_daily, check_anchors, newest_anchor, write_anchor
from .checking import check_article
from .counting import hand_over
from .expiring import Keeping, expire
from .faults import Fault
from .importing import Imported, import_opml
from .indexing import index, not_indexed
from .passes import run_pass
from .polling import poll_feed
from .previewing import look_at
from .reading import NotRead
from .remembering import LastPoll, filtered_last_poll
from .report import Report
from .rereading import reextract
from .resolving import NotResolved, accept, discard, write_rule
from .retelling import rediff
from .sealing import NotWhole, seal, unseal, whole_file
from .subscribing import NotAdded, add_article, add_feed, add_previewed, add_source
from .telling_again import tell_again
from .trying import DryRun, Trial, change_rules, dry_run, recent_pages, try_rules
from .verifying import orphans, verify, verify_newest
from .working import claim_due, work_on

__all__ = [
    "DryRun",
    "Fault",
    "Imported",
    "Keeping",
    "LastPoll",
    "NotAdded",
    "NotRead",
    "NotResolved",
    "NotWhole",
    "Report",
    "Trial",
    "accept",
    "add_article",
    "add_feed",
    "add_previewed",
    "add_source",
    "anchor_daily",
    "change_rules",
    "check_anchors",
    "check_article",
    "claim_due",
    "discard",
    "dry_run",
    "expire",
    "filtered_last_poll",
    "hand_over",
    "import_opml",
    "index",
    "look_at",
    "newest_anchor",
    "not_indexed",
    "orphans",
    "poll_feed",
    "raise_alerts",
    "read_words",
    "recent_pages",
    "rediff",
    "reextract",
    "run_pass",
    "seal",
    "tell_again",
    "try_rules",
    "unseal",
    "verify",
    "verify_newest",
    "whole_file",
    "work_on",
    "write_anchor",
    "write_rule",
]
