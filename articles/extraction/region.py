"""Where on the page the story stands: the first voice, which knows nothing but the page's own blocks."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from articles.extraction.blocks import Found, size

# A paragraph speaks for the elements around it, ever more weakly; what most text speaks for is the story's.
_FADING = (1.0, 0.6, 0.36, 0.22)
_PROSE_CHARACTERS = 40
_PROSE_LINKED = 0.4
_ASIDES = ("aside", "nav", "footer", "form", "figure")


def region_blocks(found: list[Found], confirmed: Collection[Found] = ()) -> list[Found]:
    """The blocks in the element that the page's prose stands in, without asides and link lists; or none.

    Prose that another voice has `confirmed` counts twice.
    """
    region = _region(found, set(confirmed))
    if region is None:
        return []
    asides = {element for aside in region.iterdescendants(*_ASIDES) for element in aside.iter()}
    inside = set(region.iter()) - asides
    blocks = [block for block in found if block.element in inside and block.linked < 0.5]
    named = [block for block in blocks if block.is_named]
    return named if size(named) > size(blocks) / 2 else blocks


def _region(found: list[Found], confirmed: set[Found]) -> Any:
    scores: defaultdict[Any, float] = defaultdict(float)
    for block in found:
        if _is_prose(block):
            length = len(block.text) * (2 if block in confirmed else 1)
            first = block.element.getparent() if block.element.tag == "p" else block.element
            for element, weight in zip((first, *first.iterancestors()), _FADING, strict=False):
                scores[element] += weight * length
    return max(scores, key=lambda element: scores[element], default=None)


def _is_prose(block: Found) -> bool:
    return (
        block.kind in ("paragraph", "quote")
        and len(block.text) >= _PROSE_CHARACTERS
        and block.linked < _PROSE_LINKED
        and not block.is_within(*_ASIDES)
    )
