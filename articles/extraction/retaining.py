"""A text whose page was not kept, under rules that were written since."""

from dataclasses import replace

from articles.extraction.errors import EmptyText
from articles.extraction.notes import correction
from articles.extraction.ruled import without_boilerplate
from articles.extraction.rules import SiteRules
from articles.text import ArticleText


def leave_out_boilerplate(text: ArticleText, rules: SiteRules) -> ArticleText:
    """`text` without the blocks that the boilerplate patterns match in full. Raises EmptyText where none is left."""
    blocks = tuple(without_boilerplate(text.blocks, rules))
    if not blocks:
        raise EmptyText("The boilerplate rules leave no text.")
    return (
        text
        if len(blocks) == len(text.blocks)
        else replace(text, blocks=blocks, correction=correction(blocks))
    )
