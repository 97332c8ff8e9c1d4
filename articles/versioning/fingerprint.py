"""One hash per distinct text: what makes two snapshots the same version."""

import hashlib
import json

from articles.text import ArticleText


def fingerprint(text: ArticleText) -> str:
    """SHA-256 (64 hex digits) over headline, byline and blocks.

    Dates, language and addresses are left out: a page that only touches its own timestamp has not changed its story.
    """
    read = [text.headline, text.byline, [[block.kind, block.text] for block in text.blocks]]
    return hashlib.sha256(json.dumps(read, ensure_ascii=False).encode()).hexdigest()
