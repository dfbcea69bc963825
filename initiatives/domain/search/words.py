"""The words of a query, and the forms in which each of them is looked for."""

import re

from initiatives.german import composed, folded

WITHOUT_MEANING = """aber als am an auch auf aus bei bis das dass dem den der des die ein eine einem einen einer eines
für im in ist mit nach nicht oder sich sind und vom von vor wie wird zu zum zur über"""
STOP = frozenset(WITHOUT_MEANING.split())
SIGNS = "\"'„“‚‘»«.,;:!?()"
ENDING = re.compile(r"(?:en|em|er|es|e|n|s)$")
SHORTEST = 5  # letters that an ending leaves of a word; fewer would be found everywhere
PLURAL = re.compile(r"(.*)([äöü])(u?[^aeiouyäöü\W]+(?=e$)|u?[^aeiouyäöü\W]{1,2}(?=er$))er?")
SINGULAR = re.compile(r"(.*?)(a|o|u)(u?[^aeiouyäöü\W]+)")
TURNED = {"ä": "a", "ö": "o", "ü": "u", "a": "ä", "o": "ö", "u": "ü"}


def words_of(text: str) -> list[str]:
    """The words to look for, each once; those without meaning only where there are no others."""
    words = [word.strip(SIGNS) for word in composed(text).split()]
    unique = list({folded(word): word for word in words if folded(word)}.values())
    return [word for word in unique if word.casefold() not in STOP] or unique


def forms(word: str) -> list[str]:
    """The pieces of which a text with the word has one in it, folded: "Vergaben" is found by "vergab", "Verträge" by
    "vertraeg" and "vertrag", "Vertrag" by "vertrag" and "vertraege"."""
    plain = folded(word)
    stem = ENDING.sub("", plain)
    return [stem if len(stem) >= SHORTEST else plain, *_other_number(composed(word).lower())]


def _other_number(word: str) -> list[str]:
    """The singular of a plural with an umlaut, the plural with one of what may be a singular."""
    many = PLURAL.fullmatch(word)
    if many:
        one = folded(f"{many[1]}{TURNED[many[2]]}{many[3]}")
        return [one] if len(one) >= SHORTEST - 1 else []
    single = SINGULAR.fullmatch(word)
    return [folded(f"{single[1]}{TURNED[single[2]]}{single[3]}e")] if single else []
