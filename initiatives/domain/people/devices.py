"""What a browser says of itself, in plain words."""

import re

BROWSERS = (  # what names itself like another stands before it
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|Chromium/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone|iPod", "einem iPhone"),
    (r"iPad", "einem iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "einem Mac"),
    (r"CrOS", "einem Chromebook"),
    (r"Linux|X11", "Linux"),
)


def name_of(user_agent: str) -> str:
    """A device in words ("Firefox auf Windows"), of the header `User-Agent`; anybody may send there what they like."""
    browser = _first(BROWSERS, user_agent) or "Unbekanntes Programm"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} auf {system}" if system else browser


def _first(words: tuple[tuple[str, str], ...], text: str) -> str:
    return next((word for pattern, word in words if re.search(pattern, text)), "")
