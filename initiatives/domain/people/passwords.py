"""Which passwords are too easy to guess, beside those that Django refuses (docs/decisions/0028).

Compared in lower case, without accents, with figures and signs read as the letters for which they stand. What counts is what is
left of a password without the words that everybody tries first, and without those that belong to the person.
"""

import re
import unicodedata
from itertools import pairwise

from django.core.exceptions import ValidationError

from initiatives.models import User

# What people begin with when they have to make one up.
TRIED_FIRST = """
    passwort kennwort password passwd willkommen welcome hallo hello anmeldung anmelden login geheim secret sicher start test
    user admin administrator master internet computer windows office microsoft server email outlook fruehling sommer herbst
    winter januar februar maerz april juni juli august september oktober november dezember montag dienstag mittwoch donnerstag
    freitag samstag sonntag urlaub ferien weihnachten ostern deutschland westfalen nordrhein muensterland schatz liebe fussball
    schalke dortmund borussia bayern qwertz qwerty asdf yxcv iloveyou
"""
OF_THE_APPLICATION = """
    ikz interkommunal interkommunale zusammenarbeit kommune kommunal gemeinde stadt stadtverwaltung rathaus kreis kreistag
    kreisverwaltung landkreis landrat buergermeister buergermeisterin verwaltung votum voten initiative beauftragte
    fachadministration gremium ratsmitglied rat
"""
NAMES, WORDS = frozenset(OF_THE_APPLICATION.split()), frozenset(TRIED_FIRST.split())
READ_AS = str.maketrans("013457@$!", "oieastasi")
DECORATION = re.compile(r"^[\W\d_]+|[\W\d_]+$")
ROWS = """
    abcdefghijklmnopqrstuvwxyz 12345678901 qwertzuiopu qwertyuiop asdfghjkloa yxcvbnm zxcvbnm
    1qay 1qaz 2wsx 3edc 4rfv 5tgb 6zhn 7ujm
"""
NEIGHBOURS = frozenset(pair for row in ROWS.split() for one in (row, row[::-1]) for pair in pairwise(one))
ENOUGH = 8  # characters that are left without known words, or that are said again
DIFFERENT = 5  # characters
JUMPS = 6  # from a character to one that is no neighbour

OWN = (
    "Das Passwort besteht fast nur aus Namen aus Ihrem Umfeld (Person, Adresse, Ort, Kreis, Anwendung). Die werden zuerst"
    " geraten. Bitte nehmen Sie mehrere Wörter, die nichts damit zu tun haben."
)
ROW = (
    "Das Passwort wiederholt sich oder folgt einer Reihe. Bitte nehmen Sie mehrere Wörter, die nichts miteinander zu tun"
    " haben."
)
EASY = (
    "Das Passwort besteht fast nur aus Wörtern, die zuerst geraten werden; angehängte Ziffern und Zeichen helfen nicht."
    " Bitte nehmen Sie mehrere Wörter, die nichts miteinander zu tun haben."
)


class Guessable:
    """A validator of passwords, for `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError where a password is a sequence, a repetition, or little more than known words."""
        text = folded(password)
        names = NAMES | words_of(user) if user else NAMES
        if _is_little_more_than(text, names):
            raise ValidationError(OWN, code="password_is_own_names")
        if _is_little_more_than(text, names | WORDS):
            raise ValidationError(EASY, code="password_is_known_words")
        if len(set(text)) < DIFFERENT or _repeats(text) or _jumps(text) < JUMPS:
            raise ValidationError(ROW, code="password_is_a_sequence")

    def get_help_text(self) -> str:
        """What to keep to, in a sentence."""
        return "Kein gebräuchliches Wort, kein Name und kein Ort aus Ihrem Umfeld, auch nicht mit Jahreszahl."


def folded(text: str) -> str:
    """In lower case, ä as ae and ß as ss, without other accents."""
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.casefold().replace(umlaut, letters)
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def words_of(user: User) -> frozenset[str]:
    """What belongs to a person: the parts of address and name, organisations and bodies with their places and county."""
    texts: list[object] = [user.email, user.name, user.home, user.home and user.home.county]
    if user.pk:
        related = ("organisation__county", "body__organisation__county")
        for mandate in user.mandates.select_related(*related):
            body = mandate.body
            places = [mandate.organisation, body and body.organisation]
            texts += [*places, *(place.county for place in places if place), body and body.name]
    parts = re.findall(r"[a-z]{3,}", " ".join(folded(str(text)) for text in texts if text))
    return frozenset(parts)


def _is_little_more_than(text: str, words: frozenset[str]) -> bool:
    """Whether a known word stands in it, and little else; figures and signs at the ends are nothing."""
    known = sorted(words, key=len, reverse=True)
    found = re.compile("|".join(map(re.escape, known)))
    for read in {DECORATION.sub("", text).translate(READ_AS), DECORATION.sub("", text.translate(READ_AS))}:
        rest, number = found.subn(" ", read)
        if number and len(re.sub(r"[\W_]", "", rest)) < ENOUGH:
            return True
    return False


def _repeats(text: str) -> bool:
    """Whether it is one short thing again and again."""
    letters = re.sub(r"[\W_]", "", text)
    again = re.fullmatch(r"(.+?)\1+", letters)
    return again is not None and len(again[1]) < ENOUGH


def _jumps(text: str) -> int:
    """How often a character is followed by one that is neither the same nor its neighbour in a row."""
    return sum(1 for pair in pairwise(text) if pair[0] != pair[1] and pair not in NEIGHBOURS)
