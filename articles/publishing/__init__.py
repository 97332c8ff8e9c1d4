"""The read side: what views, feeds and templates show, as values that need no further query.

- `finding`: an article, version or source by its address, where it may be shown
- `listing`: changes newest first, by days, paged by keyset
- `comparing`: two versions side by side; `history`: one article's changes and events in time order
- `health`: whether Stet does its work; `answering`: what every page and feed does alike
"""

from .comparing import Comparison, Passage, Stretch, compare_versions, diff_of, robots_may_index
from .finding import Withheld, find_article, find_source, find_version, find_versions
from .health import Health, examine
from .history import History, Moment, Step, history_of, steps_of
from .legible import legible
from .listing import BadCursor, Cursor, Day, Line, Page, latest_changes, lines_of

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
    "Withheld",
    "compare_versions",
    "diff_of",
    "examine",
    "find_article",
    "find_source",
    "find_version",
    "find_versions",
    "history_of",
    "latest_changes",
    "legible",
    "lines_of",
    "robots_may_index",
    "steps_of",
]
