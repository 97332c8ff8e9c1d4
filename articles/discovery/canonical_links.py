"""Whether to believe a page about its own address."""

import re
from urllib.parse import urlsplit

from articles.discovery.addresses import canonical_url
from articles.discovery.errors import BadUrl
from articles.discovery.forms import address_forms, plain_path, same_site

# A slug or a number: what names a story, where "/news/sport/" names a section.
_NAMING = re.compile(r"[0-9_%-]|[^/]{25}")


def page_canonical(claimed: str, url: str) -> str:
    """What the page at `url` claims to be its address by rel=canonical (RFC 6596), canonical; "" where it cannot be.

    `claimed` is absolute, as extraction reads it (`ArticleText.canonical_url`). It is not believed where it is no
    address, is another site's, or is plainly that of more pages than this one, as a template says it by mistake: the
    home page, a folder that the page is in, a section, the page without the parameters that name the story. og:url
    is no second choice: sites leave it at an old address to keep its count of likes.
    """
    try:
        canonical, own = canonical_url(claimed), canonical_url(url)
    except BadUrl:
        return ""
    if not same_site(canonical, own):
        return ""
    return canonical if canonical in address_forms(own) or _is_one_story(canonical, own) else ""


def _is_one_story(canonical: str, own: str) -> bool:
    path, own_path = plain_path(canonical), plain_path(own)
    query = urlsplit(canonical).query
    if f"{own_path}/".startswith(f"{path}/") and path != own_path:
        return bool(query) and not path
    if path == own_path:
        return bool(query) or _names_a_story(path)
    return _names_a_story(path) or path.count("/") >= own_path.count("/")


def _names_a_story(path: str) -> bool:
    return _NAMING.search(path) is not None
