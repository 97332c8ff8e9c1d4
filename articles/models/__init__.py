"""What is kept: sources, feeds and hosts; articles with their captures, versions, changes and events."""

from .alert import Alert, AlertMatch, Digest, Look
from .article import PAGE_UNREAD, Alias, Article
from .audit import AuditEntry
from .candidate import Candidate
from .capture import Capture, Snapshot
from .change import Change
from .day import Purpose, SourceDay
from .delivery import Delivery
from .durability import lazily_durable
from .event import Event
from .feed import Feed
from .feed_copy import FeedCopy
from .furniture import FurnitureSign, SiteFurniture, left_out_of_changes
from .host import Host, HostBusy
from .lifetime import ArticleLifetime
from .listing import Listing, lists_what_is_gone
from .moment import at_one_moment
from .notice import Notice
from .passage import Passage
from .preview import Preview
from .queue import Claim, LeaseLost
from .reading import Reading, Reextraction
from .source import Source
from .tally import Tally
from .version import Version

__all__ = [
    "PAGE_UNREAD",
    "Alert",
    "AlertMatch",
    "Alias",
    "Article",
    "ArticleLifetime",
    "AuditEntry",
    "Candidate",
    "Capture",
    "Change",
    "Claim",
    "Delivery",
    "Digest",
    "Event",
    "Feed",
    "FeedCopy",
    "FurnitureSign",
    "Host",
    "HostBusy",
    "LeaseLost",
    "Listing",
    "Look",
    "Notice",
    "Passage",
    "Preview",
    "Purpose",
    "Reading",
    "Reextraction",
    "SiteFurniture",
    "Snapshot",
    "Source",
    "SourceDay",
    "Tally",
    "Version",
    "at_one_moment",
    "lazily_durable",
    "left_out_of_changes",
    "lists_what_is_gone",
]
