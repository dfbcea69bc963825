"""A finished document as a tree, so that tests can ask for what stands in it."""

from xml.etree.ElementTree import Element

import tinyhtml5

NBSP = "\u00a0"


def tree(html: str) -> Element:
    return tinyhtml5.parse(html, namespace_html_elements=False)


def text(found: Element | None) -> str:
    """All text of an element in one line, with plain spaces."""
    assert found is not None
    return " ".join("".join(found.itertext()).replace(NBSP, " ").replace("\u00ad", "").split())


def body(html: str) -> str:
    return text(tree(html).find("body"))


def table(root: Element, caption: str) -> list[list[str]]:
    """Rows of the only table whose caption begins so; the first row is the head."""
    found = [t for t in root.iter("table") if text(t.find("caption")).startswith(caption)]
    assert len(found) == 1, [text(t.find("caption")) for t in root.iter("table")]
    return [[text(cell) for cell in row] for row in found[0].iter("tr")]


def section(root: Element, anchor: str) -> str:
    """Text of the smallest element that holds the heading with this anchor."""
    parents = {child: parent for parent in root.iter() for child in parent}
    heading = next(e for e in root.iter() if e.get("id") == anchor)
    return text(parents[heading])
