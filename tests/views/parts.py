"""How tests of views ask for a swapped part, and find it in a whole page."""

import re

from django.test import Client


def part(client: Client, url: str, target: str, data: dict | None = None):
    """The answer to htmx for the part `target`: a GET, with `data` a POST."""
    headers = {"HX-Request": "true", "HX-Target": target}
    return client.get(url, headers=headers) if data is None else client.post(url, data, headers=headers)


def cut(page: str, target: str) -> str:
    """The element with the id out of a whole page, as far as its part in the template goes."""
    tag, start = next((m[1], m.start()) for m in re.finditer(rf'<(\w+)[^>]* ?id="{target}"', page))
    depth = 0
    for found in re.finditer(rf"<(/?){tag}[\s>]", page[start:]):
        depth += -1 if found[1] else 1
        if depth == 0:
            return page[start : page.index(">", start + found.start()) + 1]
    raise AssertionError(f"#{target} is not closed")


def same(one: str, other: str) -> bool:
    """Equal but for the token against forged requests and white space between elements."""
    return _bare(one) == _bare(other)


def _bare(html: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    return re.sub(r"\s+", " ", html).replace("> <", "><").strip()
