"""The read side: what views, feeds and templates show, as values that need no further query.

- `finding`: an article, version or source by its address, where it may be shown
- `listing`: changes newest first, by days, paged by keyset; `places`: where a page of a list begins; `filtering`: what
  it is narrowed to; `asking`: what is searched for; `formats`: the feeds beside it
- `comparing`: two versions side by side, in `passages` whose marks end where words do (`edges`), `outline` the list of
  them; `since`: which two show what a reader missed; `proofing`: two readings of one page
- `history`: one article's changes and events in time order; `timeline`: its changes as bars; `life`: its latest text
  with all that it lost
- `subscriptions`: what is polled, as a list
- `table`: changes as CSV; `notices`: the public log of what was hidden
- `figures`: what a source cost and brought, `telling` it in sentences, its days as a `plot`; `spans` of time in words
- `health`: whether Stet does its work, and its `broker`; `metrics` of it
- `answering`: what every page and feed does alike, `compressing` for one
"""

from .asking import Search, read_search
from .broker import broker_fault, broker_is_in_memory
from .comparing import (
    Comparison,
    compare_versions,
    robots_may_index,
    text_of,
    texts_of_changes,
    whole_change,
)
from .figures import Candour, Figures, Sample, Tally, figures_of, month_of_each, troubled_hosts
from .filtering import PERIODS, BadFilter, Filter, narrowed, offered_sources, read_filter
from .finding import Withheld, find_article, find_source, find_version, find_versions
from .formats import FORMATS, JSON, RSS, FeedLink, Format, feed_address, feeds_at
from .health import Health, examine
from .history import Choice, History, Moment, choices_of, history_of
from .legible import legible, linkable
from .life import Life, Lived, LivedBlock, life_of
from .listing import Day, Line, Page, in_full, latest_changes, lines_of
from .metrics import exposition
from .notices import Notices, latest_notices
from .outline import Entry
from .passages import Passage, Stretch
from .places import BadCursor, Cursor, parse_moment
from .plot import Plot, plot_of
from .proofing import Proof, compare_texts
from .since import BadPoint, Since, is_number, versions_since
from .spans import about
from .subscriptions import subscriptions
from .table import table_of
from .telling import Told, clause, number, tell, tell_feed, tell_feeds, tell_health, tell_hosts, tell_troubles
from .timeline import Step, Timeline

__all__ = [
    "FORMATS",
    "JSON",
    "PERIODS",
    "RSS",
    "BadCursor",
    "BadFilter",
    "BadPoint",
    "Candour",
    "Choice",
    "Comparison",
    "Cursor",
    "Day",
    "Entry",
    "FeedLink",
    "Figures",
    "Filter",
    "Format",
    "Health",
    "History",
    "Life",
    "Line",
    "Lived",
    "LivedBlock",
    "Moment",
    "Notices",
    "Page",
    "Passage",
    "Plot",
    "Proof",
    "Sample",
    "Search",
    "Since",
    "Step",
    "Stretch",
    "Tally",
    "Timeline",
    "Told",
    "Withheld",
    "about",
    "broker_fault",
    "broker_is_in_memory",
    "choices_of",
    "clause",
    "compare_texts",
    "compare_versions",
    "examine",
    "exposition",
    "feed_address",
    "feeds_at",
    "figures_of",
    "find_article",
    "find_source",
    "find_version",
    "find_versions",
    "history_of",
    "in_full",
    "is_number",
    "latest_changes",
    "latest_notices",
    "legible",
    "life_of",
    "lines_of",
    "linkable",
    "month_of_each",
    "narrowed",
    "number",
    "offered_sources",
    "parse_moment",
    "plot_of",
    "read_filter",
    "read_search",
    "robots_may_index",
    "subscriptions",
    "table_of",
    "tell",
    "tell_feed",
    "tell_feeds",
    "tell_health",
    "tell_hosts",
    "tell_troubles",
    "text_of",
    "texts_of_changes",
    "troubled_hosts",
    "versions_since",
    "whole_change",
]
