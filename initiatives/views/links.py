"""Addresses of places that are named by route, number and a part of the page, as in events, notices and comments."""

from django.urls import NoReverseMatch, reverse


def address(page: str, number: int | None, anchor: str = "") -> str:
    """The address of a place, "" for a page that is not there. That of a comment also asks the page to show it."""
    try:
        path = reverse(page, args=[number])
    except NoReverseMatch:
        return ""
    kind, _, comment = anchor.partition("-")
    shown = f"?kommentare={comment}" if kind == "kommentar" and comment.isdecimal() else ""
    return f"{path}{shown}#{anchor}" if anchor else path
