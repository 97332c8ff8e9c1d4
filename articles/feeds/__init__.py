"""Feeds of changes in RSS 2.0, Atom and JSON Feed 1.1: of everything, of one source, of one article, of a filter, of a
search.

- `addresses`: what is asked for, as views
- `answering`: the one door: changes and the facts of their channel become an answer, or a 304 that renders nothing
- `finding`: the changes that a search finds
- `state`: all that items are made of; `keeping`: the diffs that were written already
- `channel`: what a feed and its items say; `describing`: a change told as HTML for readers without styles
- `writing`: the same channel and items in each format

Feeds carry each diff whole, newest first, as far as there is room; the rest are told by the stored excerpt, as in
lists, and a search's feed has the passages that were found. A diff that was written is kept for all feeds that have
it, and an answer for who asks for the same.
"""

from .addresses import latest, of_article, of_search, of_source
from .answering import Shown, answer, newest
from .channel import Channel

__all__ = ["Channel", "Shown", "answer", "latest", "newest", "of_article", "of_search", "of_source"]
