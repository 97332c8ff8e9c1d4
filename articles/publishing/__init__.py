"""The read side: what views, feeds and templates show, as values that need no further query.

- `finding`: an article, version or source by its address, where it may be shown
- `listing`: changes newest first, by days, paged by keyset; `places`: where a page of a list begins
- `comparing`: two versions side by side, in `passages` whose marks end where words do (`edges`)
- `history`: one article's changes and events in time order; `timeline`: its changes as bars
- `health`: whether Stet does its work; `answering`: what every page and feed does alike, `compressing` for one
"""

from .comparing import Comparison, compare_versions, diffs_of, robots_may_index, text_of
from .finding import Withheld, find_article, find_source, find_version, find_versions
from .health import Health, examine
from .history import History, Moment, history_of
from .legible import legible
from .listing import Day, Line, Page, latest_changes, lines_of
from .passages import Passage, Stretch
from .places import BadCursor, Cursor, parse_moment
from .timeline import Step, Timeline

__all__ = [
    "BadCursor",
    "Comparison",
    "Cursor",
    "Day",
    "Health",
    "History",
    "Line",
    "Moment",
    "Page",
    "Passage",
    "Step",
    "Stretch",
    "Timeline",
    "Withheld",
    "compare_versions",
    "diffs_of",
    "examine",
    "find_article",
    "find_source",
    "find_version",
    "find_versions",
    "history_of",
    "latest_changes",
    "legible",
    "lines_of",
    "parse_moment",
    "robots_may_index",
    "text_of",
]
