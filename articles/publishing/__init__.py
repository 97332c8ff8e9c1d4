"""The read side: what views, feeds and templates show, as values that need no further query.

- `finding`: an article, version or source by its address, where it may be shown
- `listing`: changes newest first, by days, paged by keyset; `places`: where a page of a list begins
- `comparing`: two versions side by side, in `passages` whose marks end where words do (`edges`)
- `history`: one article's changes and events in time order; `timeline`: its changes as bars
- `figures`: what a source cost and brought, `telling` it in sentences, its days as a `plot`; `spans` of time in words
- `health`: whether Stet does its work; `answering`: what every page and feed does alike, `compressing` for one
"""

from .comparing import Comparison, compare_versions, diffs_of, robots_may_index, text_of
from .figures import Figures, Sample, Tally, figures_of, month_of_each, troubled_hosts
from .finding import Withheld, find_article, find_source, find_version, find_versions
from .health import Health, examine
from .history import History, Moment, history_of
from .legible import legible
from .listing import Day, Line, Page, latest_changes, lines_of
from .passages import Passage, Stretch
from .places import BadCursor, Cursor, parse_moment
from .plot import Plot, plot_of
from .spans import about
from .telling import Told, number, tell, tell_feed, tell_health, tell_hosts, tell_troubles
from .timeline import Step, Timeline

__all__ = [
    "BadCursor",
    "Comparison",
    "Cursor",
    "Day",
    "Figures",
    "Health",
    "History",
    "Line",
    "Moment",
    "Page",
    "Passage",
    "Plot",
    "Sample",
    "Step",
    "Stretch",
    "Tally",
    "Timeline",
    "Told",
    "Withheld",
    "about",
    "compare_versions",
    "diffs_of",
    "examine",
    "figures_of",
    "find_article",
    "find_source",
    "find_version",
    "find_versions",
    "history_of",
    "latest_changes",
    "legible",
    "lines_of",
    "month_of_each",
    "number",
    "parse_moment",
    "plot_of",
    "robots_may_index",
    "tell",
    "tell_feed",
    "tell_health",
    "tell_hosts",
    "tell_troubles",
    "text_of",
    "troubled_hosts",
]
