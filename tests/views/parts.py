"""How tests of views ask for a swapped part, and find it in a whole page."""

import re

from django.test import Client


def part(client: Client, url: str, target: str, data: dict | None = None):
    """The answer to htmx for the part `target`: a GET, with `data` a POST."""
    headers = {"HX-Request": "true", "HX-Target": target}
    return client.get(url, headers=headers) if data is None else client.post(url, data, headers=headers)


def is_part(answer: str, target: str) -> bool:
    """Whether an answer is the part alone, with the title of the page before it."""
    return re.match(rf'<title>[^<]+ – IKZ</title>\s*<\w+ id="{target}"', answer) is not None


def cut(page: str, target: str) -> str:
    """The title and the element with the id out of a whole page, as far as its part in the template goes."""
    title = re.search(r"<title>.*?</title>", page, re.DOTALL)[0]
    tag, start = next((m[1], m.start()) for m in re.finditer(rf'<(\w+)[^>]* ?id="{target}"', page))
    depth = 0
    for found in re.finditer(rf"<(/?){tag}[\s>]", page[start:]):
        depth += -1 if found[1] else 1
        if depth == 0:
            return title + page[start : page.index(">", start + found.start()) + 1]
    raise AssertionError(f"#{target} is not closed")


def same(one: str, other: str) -> bool:
    """Equal but for the tokens of the forms, white space between elements, and the counts of the head that come along."""
    return _bare(one) == _bare(other)


def _bare(html: str) -> str:
    html = html.partition('<span id="kopf-')[0]
    return re.sub(r"\s+", " ", without_tokens(html)).replace("> <", "><").strip()


def without_tokens(html: str) -> str:
    """Without what is made anew each time that a form is shown."""
    return re.sub(r'name="(csrfmiddlewaretoken|einmal)" value="[^"]+"', "", html)
