"""How official designations are declined: "der Gemeinde Nottuln", "des Kreises Coesfeld", "den Märkischen Kreis"."""

from initiatives.enums.fields import OrganisationKind

ARTICLES = {
    "nominative": ("der", "die"),
    "genitive": ("des", "der"),
    "accusative": ("den", "die"),
    "dative": ("dem", "der"),
}
# Of the adjective in "Märkischer Kreis".
ENDINGS = {"nominative": "e", "genitive": "en", "dative": "en", "accusative": "en"}
MASCULINE = {"markt": "es", "flecken": "s", "kreis": "es"}  # with the ending of the genitive


def declined(designation: str, kind: str, case: str) -> str:
    """A designation with its article in a `case` of ARTICLES; a third party's has none, in the genitive "von"."""
    if kind == OrganisationKind.DRITTE:
        return f"von {designation}" if case == "genitive" else designation
    words = designation.split(" ")
    at, ending = next(((n, end) for n, word in enumerate(words) if (end := _ending(word))), (None, ""))
    if at is None:
        first = words[0] + "n" if case in ("genitive", "dative") and words[0] == "Kreisfreie" else words[0]
        return " ".join([ARTICLES[case][1], first, *words[1:]])
    before = [word.removesuffix("er") + ENDINGS[case] if word.endswith("er") else word for word in words[:at]]
    noun = words[at] + ending if case == "genitive" else words[at]
    return " ".join([ARTICLES[case][0], *before, noun, *words[at + 1 :]])


def body_label(body: str, name: str, designation: str, kind: str) -> str:
    """A body with whose it is: "Rat Nottuln", "Kreistag des Kreises Coesfeld"."""
    whose = declined(designation, kind, "genitive") if kind == OrganisationKind.KREIS else name
    return f"{body} {whose}"


def _ending(word: str) -> str:
    """What a masculine noun takes in the genitive; "" for any other word."""
    return next((end for noun, end in MASCULINE.items() if word.lower().endswith(noun)), "")
