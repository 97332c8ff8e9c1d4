"""The town's three outlets, and how each lays out its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from .edits import Text
from .feeds import Item, WriteFeed, write_atom, write_json, write_rss
from .noise import Noise


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into one answer with a story's page; `address` is the page's own."""

    outlet: "Outlet"
    address: str
    text: Text
    published: datetime
    noise: Noise


@dataclass(frozen=True, slots=True)
class Outlet:
    """`key` names its file in `stories/`."""

    key: str
    name: str
    language: str
    direction: str
    feed_path: str
    feed_type: str
    write_feed: WriteFeed
    lay_out: Callable[[Sheet], str]


def front_page(outlet: Outlet, url: str, items: list[Item]) -> str:
    """The home page: it names the feed and links the stories."""
    links = "".join(f'<li><a href="{escape(item.url)}">{escape(item.title)}</a></li>' for item in items)
    feed = f'<link rel="alternate" type="{outlet.feed_type}" href="{url}{outlet.feed_path}">'
    head = f'<meta charset="utf-8"><title>{escape(outlet.name)}</title>{feed}'
    return f"{_open(outlet)}<head>{head}</head><body><ul>{links}</ul></body></html>"


def _open(outlet: Outlet) -> str:
    return f'<!DOCTYPE html><html lang="{outlet.language}" dir="{outlet.direction}">'


def _head(sheet: Sheet) -> str:
    title, name = escape(sheet.text.headline), escape(sheet.outlet.name)
    nonce = sheet.noise.nonce
    script = f'<script nonce="{nonce}">window.visit = "{nonce}";</script>' if nonce else ""
    return (
        f'<head><meta charset="utf-8"><title>{title} | {name}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{name}">'
        f'<meta property="article:published_time" content="{sheet.published.isoformat()}">'
        f'<meta name="author" content="{escape(sheet.text.byline)}">'
        f'<link rel="canonical" href="{escape(sheet.address)}">{script}</head>'
    )


def _paragraphs(sheet: Sheet, before: str, after: str) -> list[str]:
    return [f"{before}{escape(paragraph)}{after}" for paragraph in sheet.text.paragraphs]


def _with_promo(blocks: list[str], promo: str) -> str:
    """The story's blocks, the promotion in the midst of them."""
    middle = len(blocks) // 2
    return "".join([*blocks[:middle], promo, *blocks[middle:]])


def _most_read(sheet: Sheet) -> str:
    return "".join(
        f'<li><a href="{escape(path)}">{escape(headline)}</a></li>'
        for headline, path in sheet.noise.most_read
    )


def _semantic(sheet: Sheet) -> str:
    """As HTML is meant: main, article, header, time."""
    noise, name = sheet.noise, escape(sheet.outlet.name)
    clock = f"<p><time>{noise.clock}</time></p>" if noise.clock else ""
    views = f'<span class="views">{noise.views} views</span>' if noise.views else ""
    promo = f'<p class="promo">{escape(noise.promo)}</p>' if noise.promo else ""
    most_read = (
        f"<section><h2>Most read</h2><ol>{_most_read(sheet)}</ol></section>" if noise.most_read else ""
    )
    story = _with_promo(_paragraphs(sheet, "<p>", "</p>"), promo)
    return (
        f"{_open(sheet.outlet)}{_head(sheet)}<body>"
        f'<header><nav><a href="/">{name}</a> <a href="/">Town</a> <a href="/">Sea</a></nav>{clock}</header>'
        f"<main><article><header><h1>{escape(sheet.text.headline)}</h1>"
        f'<address rel="author">{escape(sheet.text.byline)}</address>'
        f'<time datetime="{sheet.published.isoformat()}">{sheet.published:%d %B %Y}</time>{views}</header>'
        f"{story}{most_read}</article></main>"
        f"<footer><p>{name}, Rope Walk 3, Saltmere</p></footer></body></html>"
    )


def _div_soup(sheet: Sheet) -> str:
    """As content management systems write it: every paragraph is a component in components."""
    noise, name = sheet.noise, escape(sheet.outlet.name)
    views = f'<div class="cmp-meta__views">Viewed {noise.views} times</div>' if noise.views else ""
    promo = f'<div class="cmp-text cmp-promo"><p>{escape(noise.promo)}</p></div>' if noise.promo else ""
    most_read = f'<div class="cmp-list"><h3>Most read</h3><ul>{_most_read(sheet)}</ul></div>'
    story = _paragraphs(sheet, '<div class="cmp-text"><div class="cmp-text__inner"><p>', "</p></div></div>")
    return (
        f'{_open(sheet.outlet)}{_head(sheet)}<body class="page page--article"><div class="root responsivegrid">'
        f'<div class="cmp-header"><div class="cmp-header__logo"><a href="/">{name}</a></div>'
        f'<div class="cmp-header__clock">{noise.clock}</div></div>'
        f'<div class="cmp-container"><div class="cmp-title"><h1 class="cmp-title__text">'
        f"{escape(sheet.text.headline)}</h1></div>"
        f'<div class="cmp-meta"><div class="cmp-meta__byline">By {escape(sheet.text.byline)}</div>{views}</div>'
        f'<div class="cmp-body">{_with_promo(story, promo)}{most_read if noise.most_read else ""}</div></div>'
        f'<div class="cmp-footer"><div>{name} is printed on recycled sails.</div></div></div></body></html>'
    )


def _right_to_left(sheet: Sheet) -> str:
    """A plain theme of a blog system, written from right to left."""
    noise, name = sheet.noise, escape(sheet.outlet.name)
    views = f'<span class="post-views">{noise.views} مشاهدة</span>' if noise.views else ""
    promo = f'<p class="post-promo">{escape(noise.promo)}</p>' if noise.promo else ""
    most_read = f"<h4>الأكثر قراءة</h4><ul>{_most_read(sheet)}</ul>" if noise.most_read else ""
    story = _with_promo(_paragraphs(sheet, "<p>", "</p>"), promo)
    return (
        f'{_open(sheet.outlet)}{_head(sheet)}<body class="rtl single-post">'
        f'<div id="masthead"><a href="/">{name}</a> <span>{noise.clock}</span></div>'
        f'<div id="content"><div class="post hentry"><h1 class="entry-title">{escape(sheet.text.headline)}</h1>'
        f'<div class="entry-meta"><span class="author">{escape(sheet.text.byline)}</span> {views}</div>'
        f'<div class="entry-content">{story}{most_read}</div></div></div>'
        f'<div id="colophon">{name}</div></body></html>'
    )


OUTLETS = (
    Outlet(
        "post", "The Saltmere Post", "en", "ltr", "/feed.rss", "application/rss+xml", write_rss, _semantic
    ),
    Outlet(
        "courier", "Coast Courier", "en", "ltr", "/feed.atom", "application/atom+xml", write_atom, _div_soup
    ),
    Outlet(
        "mina", "صوت الميناء", "ar", "rtl", "/feed.json", "application/feed+json", write_json, _right_to_left
    ),
)
