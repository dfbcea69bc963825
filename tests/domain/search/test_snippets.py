"""The piece of a text around what was found, and what of it is marked."""

import pytest

from initiatives.domain.search.snippets import marked, snippet


def shown(parts):
    return "".join(f"[{part.text}]" if part.found else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Die Vergabe der Mittel", ["Vergaben"], "Die [Vergabe] der Mittel"),
        ("Gemeinsame Vergaben", ["vergabe"], "Gemeinsame [Vergaben]"),
        ("Zwei Verträge", ["Vertrag"], "Zwei [Verträge]"),
        ("Der Vertrag", ["VERTRÄGE"], "Der [Vertrag]"),
        ("Die Personalabrechnung", ["abrechnung"], "Die [Personalabrechnung]"),
        ("IT-Sicherheit im Haus", ["IT-Sicherheit"], "[IT]-[Sicherheit] im Haus"),
        ("Einführung von D 115", ["D", "115"], "Einführung von [D] [115]"),
        ("Größe und Maß", ["grösse"], "[Größe] und Maß"),
        ("Nichts davon", ["Zebra"], "Nichts davon"),
        ("", ["Zebra"], ""),
        ("<b>Vergabe</b>", ["vergabe"], "<b>[Vergabe]</b>"),
        ("a.b", [".*"], "a.b"),
    ],
)
def test_all_forms_of_a_word_are_marked_and_the_text_stays(text, words, found):
    parts = marked(text, words)
    assert shown(parts) == found
    assert "".join(part.text for part in parts) == text


def test_the_piece_is_cut_between_words_around_the_first_hit():
    text = "Anfang " * 40 + "die Vergabe der Mittel " + "Ende " * 80
    found = shown(snippet(["nichts", text], ["Vergaben"]))
    assert found.startswith("… Anfang") and found.endswith("Ende …") and "[Vergabe]" in found
    assert len(found) < 260


def test_a_short_text_is_whole_and_the_first_stands_where_nothing_was_found():
    assert shown(snippet(["", "Erster\n\nText", "Zweiter"], ["Zebra"])) == "Erster Text"
    assert snippet(["", " "], ["Zebra"]) == []


def test_a_short_word_is_found_where_it_stands_alone_in_a_long_text():
    """Its letters stand in each word of it; to look at all those words would take a minute."""
    found = snippet(["Abend\u00adessen " * 20_000 + "ab " + "Abend " * 100], ["ab"])
    assert shown(found).startswith("… Abend\u00adessen") and "Abend\u00adessen [ab] Abend" in shown(found)


def test_a_word_longer_than_the_piece_is_cut():
    found = shown(snippet(["x" * 1000], ["xxx"]))
    assert len(found) < 260 and found.endswith("…")
