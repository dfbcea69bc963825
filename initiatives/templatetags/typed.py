"""Texts of people on pages, read as `initiatives.typed` says; the HTML is cleaned once more, as anybody's would be."""

from functools import lru_cache

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe

from initiatives import typed as texts

register = template.Library()

TAGS = {"a", "br", "li", "ol", "p", "strong", "ul"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener"
KEPT = 1024  # texts that were made into HTML, in each process


def _cleaned(html: str) -> SafeString:
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL))


@register.filter
@lru_cache(maxsize=KEPT)
def typed(text: str | None) -> SafeString:
    """Paragraphs and lists, to stand in a block of the class ikz-text."""
    return _cleaned(texts.html(str(text or "")))


@register.filter
@lru_cache(maxsize=KEPT)
def typed_line(text: str | None) -> SafeString:
    """Within a paragraph, a cell or a sentence: bold and links, with the line ends that were typed."""
    return _cleaned(texts.inline(str(text or "")))


@register.filter
def plain(text: str | None) -> str:
    """Without marks, for excerpts and titles; not yet escaped."""
    return texts.plain(str(text or ""))
