"""The scheme in which a body writes the numbers of its reports: "{nr}/{jahr}" is 2/2026."""

import re

NUMBER = re.compile(r"\{nr(?::0([1-6]))?\}")
YEAR = "{jahr}"
HOW = "Zum Beispiel {nr}/{jahr} für 2/2026 oder SV-{nr:03} für SV-002."


def fault(scheme: str) -> str:
    """What is wrong with a scheme, in a German sentence; empty if nothing is."""
    if len(NUMBER.findall(scheme)) != 1:
        return f"Das Muster braucht genau einmal {{nr}}, die laufende Nummer. {HOW}"
    rest = NUMBER.sub("", scheme)
    if rest.count(YEAR) > 1:
        return f"{{jahr}} darf nur einmal vorkommen. {HOW}"
    if set(rest.replace(YEAR, "")) & set("{}"):
        return f"In geschweiften Klammern sind nur {{nr}}, {{nr:03}} und {{jahr}} möglich. {HOW}"
    return ""


def written(scheme: str, number: int, year: int) -> str:
    """A number in a scheme without fault: "2/2026"."""
    return NUMBER.sub(lambda found: f"{number:0{found[1] or 1}}", scheme).replace(YEAR, str(year))
