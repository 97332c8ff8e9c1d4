"""Local news sites with real HTTP, of the standard library alone.

- `open_newsroom`: a bare one, whose pages a test edits by hand
- `open_town`: the news of the coastal town of Saltmere: three outlets that publish stories and silently edit them, as
  a seeded script says, on a virtual clock; `./run demo` shows the product at work on it

`room` and `town` are the two; `server` is their HTTP. Of the town: `manuscripts` reads its texts in `stories/`, `edits`
changes them, `script` says what happens when, `outlets` lays out pages, `feeds` writes feeds, `noise` is what differs
from request to request.
"""

from .room import Asked, Newsroom, open_newsroom
from .server import Page
from .town import Town, open_town

__all__ = ["Asked", "Newsroom", "Page", "Town", "open_newsroom", "open_town"]
