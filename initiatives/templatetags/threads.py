"""Links of comments, of which a page shows a hundred; a template for each would cost ten times as much."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def bare_thread(thread, what: str) -> SafeString:
    """A thread without comments within a section: the way to the first; `what` for those who do not see where it stands."""
    link = write_comment(thread, what)
    return mark_safe(f'<div class="ikz-thread ikz-thread--small" id="{thread.id}"><p>{link}</p></div>')


@register.simple_tag
def write_comment(thread, what: str) -> SafeString:
    """To the form of a new comment."""
    about = f'<span class="kern-sr-only">: {escape(what)}</span>' if what else ""
    return _swapping(thread, thread.url, thread.url, f"Kommentieren{about}")


@register.simple_tag
def comment_tool(thread, said, does: str, text: str, hint: str = "") -> SafeString:
    """To the form that `does` something with a comment; only screen readers are told the `hint`."""
    address = f"{thread.url}?{does}={said.key}"
    about = f'<span class="kern-sr-only">: Kommentar von {escape(said.author)}{hint}</span>'
    return _swapping(thread, f"{address}#kommentar-{said.key}", address, f"{text}{about}")


def _swapping(thread, href: str, address: str, html: str) -> SafeString:
    return mark_safe(
        f'<a href="{href}" data-hx-get="{address}" data-hx-target="#{thread.id}" data-hx-swap="outerHTML">{html}</a>'
    )
