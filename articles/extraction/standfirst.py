"""The sentence under the headline, which stands apart from the body on most sites and is edited as often."""

from typing import Any

from rapidfuzz import fuzz

from articles.extraction.blocks import MOSTLY_LINKS, Found
from articles.extraction.normalising import normalised

# The page's own description is nearly always the standfirst; an edit may reach the one before the other.
_ALIKE = 60


def with_standfirst(elected: list[Found], found: list[Found], descriptions: list[str]) -> list[Found]:
    """`elected`, led by the nearest block before it that is like one of the page's own descriptions, if any."""
    if not elected:
        return []
    before = found[: found.index(elected[0])]
    leads = [block for block in before if _may_lead(block) and is_like_any(block.text, descriptions)]
    return leads[-1:] + elected


def descriptions_of(root: Any) -> list[str]:
    """What the page says of itself in a sentence or two."""
    return [
        normalised(content)
        for meta in root.iter("meta")
        if (meta.get("property") == "og:description" or meta.get("name") == "description")
        and (content := meta.get("content")) is not None
    ]


def _may_lead(block: Found) -> bool:
    return block.element.tag != "h1" and block.linked < MOSTLY_LINKS and not block.is_within("aside", "nav")


def is_like_any(text: str, descriptions: list[str]) -> bool:
    """Whether `text` tells what one of the `descriptions` tells, give or take an edit."""
    return any(fuzz.ratio(text, description, score_cutoff=_ALIKE) for description in descriptions)
