"""The address of a place that an event or a notice names by its route, its number and a part of the page."""

from django.urls import NoReverseMatch, reverse


def address(page: str, page_id: int | None, anchor: str = "") -> str:
    """The path of the place; the start page for one that is not there (any more)."""
    try:
        path = reverse(page, args=[] if page_id is None else [page_id])
    except NoReverseMatch:
        return reverse("start")
    return f"{path}#{anchor}" if anchor else path
