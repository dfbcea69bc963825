"""Addresses of places that events, notices and comments name by a route, its number and a part of the page."""

from django.urls import NoReverseMatch, reverse


def address(page: str, number: int | None, anchor: str = "") -> str:
    """The path of a place, "" for a page that is not there. That of a comment also asks the page to show it."""
    try:
        path = reverse(page, args=[] if number is None else [number])
    except NoReverseMatch:
        return ""
    kind, _, comment = anchor.partition("-")
    shown = f"?kommentare={comment}" if kind == "kommentar" and comment.isdecimal() else ""
    return f"{path}{shown}#{anchor}" if anchor else path
