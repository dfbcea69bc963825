"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class SentForm:
    """A form that is sent by POST: where to, and what it holds as it was given out, with its first button."""

    action: str
    data: dict[str, Any] = field(default_factory=dict)
    pressed: bool = False

    def add(self, name: str | None, value: str | None) -> None:
        if name:
            self.data.setdefault(name, []).append(value or "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.inside: SentForm | None = None
        self.text = self.select = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = SentForm(found.get("action") or "") if found.get("method") == "post" else None
            if self.inside:
                self.forms.append(self.inside)
        if self.inside is None or "disabled" in found:
            return
        if tag == "input" and found.get("type") not in ("checkbox", "radio", "file"):
            self.inside.add(found.get("name"), found.get("value"))
        elif tag == "input" and "checked" in found:
            self.inside.add(found.get("name"), found.get("value") or "on")
        elif tag == "button" and found.get("type") != "button" and not self.inside.pressed:
            self.inside.pressed = True
            self.inside.add(found.get("name"), found.get("value"))
        elif tag in ("select", "textarea"):
            self.select, self.text, self.options = found.get("name") or "", "", []
        elif tag == "option":
            self.options.append((found.get("value") or "", "selected" in found))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif self.inside and tag == "textarea":
            self.inside.add(self.select, self.text.removeprefix("\n"))
        elif self.inside and tag == "select":
            chosen = [value for value, selected in self.options if selected]
            self.inside.add(self.select, (chosen or [self.options[0][0]])[0])


def sent_forms(html: str) -> list[SentForm]:
    """All that are sent by POST, in their order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
