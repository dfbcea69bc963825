"""Which passwords are refused, and that nobody is kept from a good one."""

import secrets

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from initiatives.domain.people import passwords
from initiatives.models import User
from tests.support.personas import PASSWORD

A_SEQUENCE, KNOWN_WORDS, NAMES = "password_is_a_sequence", "password_is_known_words", "password_is_own_names"
NAMED = User(email="hauptamt.sekretariat@stadt-olfen.example", name="Sachgebiet Grünflächen")


def faults(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {fault.code for fault in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        *(
            "Passwort1234",
            "passwort-2026",
            "P4ssw0rt2026!",
            "!!Passw0rt!!2026",
            "PasswortPasswort",
            "MeinPasswort2026",
        ),
        *(
            "Willkommen123",
            "Willkommen-2026",
            "Sommer2026Sommer",
            "WinterSommer26",
            "Frühling2026!",
            "März-April-26",
        ),
        *("kreistag-Passwort1", "Sommer-im-Kreis", "Schalke04-2026", "Qwertz2026!Qwertz"),
    ],
)
def test_a_word_that_everybody_tries_is_refused_whatever_hangs_on_it(password):
    assert len(password) >= 12
    assert KNOWN_WORDS in faults(password)


@pytest.mark.parametrize(
    "password", ["kreistag-2026", "IKZ-Rathaus-1", "Bürgermeisterin1", "votum-votum-votum"]
)
def test_the_words_of_the_application_are_refused(password):
    assert NAMES in faults(password)


@pytest.mark.parametrize(
    "password",
    [
        *("aaaaaaaaaaaa", "abababababab", "abcdabcdabcd", "abc-abc-abc-abc", "mond-mond-mond"),
        *("abcdefghijkl", "lkjihgfedcba", "qayqayqayqay", "asdfghjklöäß", "1qay2wsx3edc", "abc123abc123"),
    ],
)
def test_what_repeats_itself_or_follows_a_row_is_refused(password):
    assert A_SEQUENCE in faults(password)


def test_twelve_characters_are_needed():
    assert faults("xk7-mqr2vwz") == {"password_too_short"}
    assert faults("xk7-mqr2vwzb") == set()


def test_figures_alone_are_refused():
    assert "password_entirely_numeric" in faults("839201746523")


@pytest.mark.parametrize(
    "password",
    [
        *("hauptamt-2026", "Sekretariat-1", "olfen-stadt-olfen", "HAUPTAMT.SEKRETARIAT"),
        *("Gruenflächen-Grünflaechen", "H4upt4mt-0lf3n"),
    ],
)
def test_the_own_name_and_address_are_refused_for_oneself_alone(password):
    assert NAMES in faults(password, NAMED)
    assert NAMES not in faults(password)


@pytest.mark.parametrize(
    ("persona", "password"),
    [
        ("nottuln", "nottuln-nottuln"),
        ("nottuln", "Coesfeld-Nottuln"),  # the county of the place
        ("rat", "nottuln-rat-2026"),
        ("county", "coesfeld-2026-coesfeld"),
    ],
)
def test_the_places_of_the_own_mandates_are_refused(circle, persona, password):
    assert NAMES in faults(password, circle.people[persona].user)


def test_a_place_of_others_is_a_word_like_any_other(circle):
    assert NAMES not in faults("Coesfeld-Nottuln", circle.people["administrator"].user)


@pytest.mark.parametrize(
    "password",
    [
        *(PASSWORD, "der-mond-ist-aufgegangen", "nur-zum-Ausprobieren", "ein Satz fuer den Versuch"),
        *("Regen fällt auf Blechdächer", "Rathaus Giraffe Kirschkern", "Sommer ohne Gummistiefel"),
        "Im Sommer 2026 fahren wir nach Usedom",
    ],
)
def test_sentences_are_taken_also_with_a_common_word_in_them(circle, password):
    assert faults(password, circle.people["nottuln"].user) == set()


def test_what_a_machine_makes_is_taken():
    assert not any(faults(secrets.token_urlsafe(12)) for _ in range(500))


def test_what_is_left_without_known_words_decides():
    """Seven characters beside a known word are too few, eight are enough."""
    assert KNOWN_WORDS in faults("passwort-brezeln")
    assert KNOWN_WORDS not in faults("passwort-brezelnd")


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("mfxqmfqxmqxf", False),  # four characters
        ("kxkxzkqzvxkq", True),  # five
        ("mmffzzkkxxrr", False),  # from one to the next five times
        ("mmffzzkkxxrrpp", True),  # six times
    ],
)
def test_how_many_characters_differ_and_how_often_they_change_decides(password, is_taken):
    assert (A_SEQUENCE not in faults(password)) is is_taken


def test_the_words_of_a_person_come_from_address_name_mandates_and_home(circle):
    user = circle.people["nottuln"].user
    user.name = "Stelle Ö für Grün"
    assert passwords.words_of(user) == {
        *(
            "beauftragte",
            "nottuln",
            "ikz",
            "example",
            "stelle",
            "fuer",
            "gruen",
            "gemeinde",
            "kreis",
            "coesfeld",
        )
    }
