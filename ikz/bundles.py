"""One style sheet and one script for all pages, put together of the files in `static` where static files are looked for.

`bundle.css` is `static/ikz.css` with what it imports, of KERN only the rules whose classes the templates, the Python and the
scripts name; `bundle.js` is htmx and all scripts of ours but those of single pages. `collectstatic` makes both; elsewhere they
are made anew when a part of them is newer (docs/decisions/0037).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import tinycss2
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

FOLDER = settings.DATA_DIR / "bundles"
STATIC = settings.BASE_DIR / "static"
OF_ONE_PAGE = ("security.js",)
HTMX = "django_htmx/htmx-2.min.js"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?;\n?')
URL = re.compile(r'url\("\./(?P<path>[^"]+)"\)')
COMMENT = re.compile(r"/\*.*?\*/\s*", re.S)
CLASS = re.compile(r"kern-[\w-]+")


class Finder(finders.BaseFinder):
    """Gives the two files to `collectstatic` and, in development and tests, to the server."""

    def check(self, **kwargs: Any) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in BUNDLES:
            return []
        made = str(_fresh(path))
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in BUNDLES:
            _make(name)
            yield name, FileSystemStorage(FOLDER)


def style() -> str:
    """`static/ikz.css`, each import replaced by what it names, in its layer and with addresses that hold from here."""
    text = COMMENT.sub("", (STATIC / "ikz.css").read_text(encoding="utf-8"))
    return IMPORT.sub(lambda found: _imported(found["path"], found["layer"]), text)


def script() -> str:
    """htmx, then our scripts; all of it in strict mode, as each of them says of itself."""
    own = [one.read_text(encoding="utf-8") for one in scripts()]
    return "\n;\n".join(['"use strict"', _path(HTMX).read_text(encoding="utf-8"), *own])


BUNDLES = {"bundle.css": style, "bundle.js": script}


def without_unused(css: str, used: frozenset[str]) -> str:
    """KERN without the rules that are for classes of its own which nothing names.

    A name that ends in "-" stands for all that it begins: the rest of it is put in by a template.
    """
    return "".join(_kept(tinycss2.parse_stylesheet(css, True, True), used))


def _kept(rules: Iterable[Any], used: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports", "container"):
            inner = "".join(_kept(tinycss2.parse_rule_list(rule.content, True, True), used))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        elif rule.type == "qualified-rule":
            wanted = [one for one in _selectors(rule.prelude) if _is_used(one, used)]
            if wanted:
                yield f"{','.join(map(tinycss2.serialize, wanted))}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type != "at-rule" or rule.lower_at_keyword != "charset":
            yield rule.serialize()


def _selectors(prelude: list[Any]) -> list[list[Any]]:
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _is_used(selector: list[Any], used: frozenset[str]) -> bool:
    """Whether all its classes of KERN are; what stands within brackets, as in `:not(…)`, takes no rule away."""
    names = [after.value for dot, after in pairwise(selector) if dot == "."]
    return all(one in used or _begins(one, used) for one in names if one.startswith("kern-"))


def _begins(name: str, used: frozenset[str]) -> bool:
    return any(one.endswith("-") and name.startswith(one) for one in used)


@cache
def named() -> tuple[Path, ...]:
    """The files in which a class of KERN may be named."""
    pages = (settings.BASE_DIR / "templates").rglob("*.html")
    return (*pages, *(settings.BASE_DIR / "initiatives").rglob("*.py"), *STATIC.glob("*.js"))


def _used() -> frozenset[str]:
    return frozenset(word for one in named() for word in CLASS.findall(one.read_text(encoding="utf-8")))


def scripts() -> list[Path]:
    return sorted(one for one in STATIC.glob("*.js") if one.name not in OF_ONE_PAGE)


def _imported(path: str, layer: str | None) -> str:
    file = _path(path)
    text = COMMENT.sub("", file.read_text(encoding="utf-8"))
    if layer == "kern":
        text = without_unused(text, _used())
    folder = path.rpartition("/")[0]
    text = URL.sub(lambda found: f'url("{folder}/{found["path"]}")', text)
    return f"@layer {layer} {{\n{text}\n}}\n" if layer else f"{text}\n"


def _path(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


def _fresh(name: str) -> Path:
    """Where the bundle lies, made anew if any file of ours that it may be made of is newer."""
    made = FOLDER / name
    parts = [*named(), *STATIC.rglob("*.css"), *STATIC.glob("*.js"), Path(__file__)]
    if not made.exists() or made.stat().st_mtime < max(one.stat().st_mtime for one in parts):
        _make(name)
    return made


def _make(name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=FOLDER, delete=False) as begun:
        begun.write(BUNDLES[name]())
    Path(begun.name).replace(FOLDER / name)
