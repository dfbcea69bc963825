"""The operator's pages (Impressum …) from Markdown as safe HTML: no markup of their own, no scripts, no pictures from elsewhere.

What everybody else types is no Markdown: see `typed`.
"""

from functools import lru_cache

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
TAGS |= {"h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}}
REL = "nofollow noopener"
SCHEMES = {"http", "https", "mailto", "tel"}

KEPT = 512  # texts that were made into HTML, in each process

_parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@register.filter
@lru_cache(maxsize=KEPT)
def markdown(text: str) -> SafeString:
    """The text as HTML; its highest heading becomes h2, since the page has the h1."""
    tokens = _parser.parse(text)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL))
