"""Invitations and minutes: what stands in them, for any content, and in the finished PDF."""

import re
import subprocess

import pikepdf
import pytest

from initiatives.reports.meetings.document import html
from initiatives.reports.rendering import RenderingFailed, render
from tests.reports import meetings
from tests.reports.page import NBSP, body, table, tree
from tests.reports.test_any_content import HOSTILE
from tests.reports.test_pdf import bookmarks, fonts, pages

PDF = pytest.mark.needs("pango", "poppler")
SIZES = ("", "bare_", "huge_")


def said_in(snapshot) -> str:
    """All words of a document, those of different elements apart."""
    found = tree(html(snapshot)).find("body")
    return " ".join(" ".join(found.itertext()).replace(NBSP, " ").replace("\u00ad", "").split())


def test_an_invitation_says_who_invites_when_where_and_to_what():
    page = tree(html(meetings.invitation()))
    said = said_in(meetings.invitation())
    for part in (
        "Gemeinde Nottuln",
        "Einladung Nr. 1",
        "Montag, 12. Oktober 2026",
        "10.00 bis 12.00 Uhr",
        "Rathaus Nottuln, Stiftsplatz 7, Sitzungssaal 1",
        "https://video.example/treffen",
        "https://ikz.example/treffen/6/",
        "Wer nicht kommen kann, möge bitte bis zum 8. Oktober 2026 absagen.",
        "Gemeinde Rosendahl und Gemeinde Senden.",
        "Freigestellt ist die Teilnahme: Kreis Coesfeld.",
    ):
        assert part in said
    agenda = table(page, "Tagesordnung")
    assert agenda[2][:2] == ["2", "10.05"]
    assert "Personalabrechnung: neue Kündigungsfrist" in agenda[2][2]
    assert "Feld: Personalabrechnung bündeln" in agenda[2][2]
    assert agenda[2][3] == "30 Min."
    assert agenda[5] == ["5", "11.35", "Verschiedenes", "–"]


def test_the_page_of_the_meeting_is_a_link_with_a_text_and_its_address():
    for snapshot, text in (
        (meetings.invitation(), "Auf der Seite des Treffens antworten"),
        (meetings.minutes(), "Seite des Treffens"),
    ):
        links = {one.get("href"): "".join(one.itertext()) for one in tree(html(snapshot)).iter("a")}
        assert links["https://ikz.example/treffen/6/"] == text
        assert f"{text} https://ikz.example/treffen/6/" in said_in(snapshot)
    assert "href" not in html(meetings.invitation(address="javascript:alert(1)")).partition("<body")[2]


def test_who_leads_and_who_takes_the_minutes_is_named_by_role_and_signs():
    who = "Beauftragte/r der Gemeinde Nottuln"
    for snapshot in (meetings.invitation(), meetings.minutes()):
        assert f"Sitzungsleitung {who} Schriftführung {who}" in said_in(snapshot)
    lines = f"Ort, Datum, Unterschrift Sitzungsleitung {who} Ort, Datum, Unterschrift Schriftführung {who}"
    assert lines in said_in(meetings.minutes()) and "Unterschrift" not in said_in(meetings.invitation())


def test_what_was_adjourned_is_plain_to_see():
    said = said_in(meetings.minutes())
    assert (
        "Nicht behandelt: TOP 4 „Projekt Klimaschutz in Liegenschaften“ (auf das nächste Treffen vertagt)."
        in said
    )
    assert "TOP 4 Projekt Klimaschutz in Liegenschaften Auf das nächste Treffen vertagt" in said
    assert "Nicht behandelt" not in said_in(meetings.minutes(agenda=[]))
    before = "Vertagt aus: Fünftes Treffen der Beauftragten vom 10.09.2026"
    assert before in said_in(meetings.invitation()) and before in said


def test_a_second_invitation_says_that_it_was_changed():
    assert "Nr. 2 · geändert" in said_in(meetings.invitation(number=2))


def test_minutes_say_who_came_and_what_was_decided_by_whom():
    page = tree(html(meetings.minutes()))
    said = said_in(meetings.minutes())
    assert "Neun von elf eingeladenen Kommunen waren anwesend." in said
    assert "10.04 bis 11.52 Uhr" in said  # as it was held, not as it was planned
    attendance = table(page, "Teilnahme")
    assert attendance[1][:3] == ["Gemeinde Ascheberg", "anwesend", "nimmt nicht teil"]
    assert attendance[12][:2] == ["Kreis Coesfeld (freigestellt)", "nicht anwesend"]
    for part in (
        "TOP 2 Personalabrechnung: neue Kündigungsfrist",
        "Festlegung angenommen Die Kündigungsfrist in § 9 beträgt 12 Monate.",
        "Abstimmung: 7 dafür (Gemeinde Ascheberg, ",
        "1 dagegen (Gemeinde Nottuln); 1 enthalten (Stadt Olfen)",
        "Ansprechstelle: Fachbereich Personal der Stadt Dülmen",
        "Aufgabe Fassung 2.1 an alle Kommunen versenden Zuständig: Stadt Dülmen Frist: 20.10.2026",
        "Information Die Aufsicht hat keine Bedenken.",
        "Festlegung nicht angenommen Der Expertenpool ruht.",
        "Auf das nächste Treffen vertagt",
        "TOP 5 Verschiedenes Ein Ergebnis ist nicht festgehalten.",
        "versandt am 15.10.2026, noch nicht genehmigt",
    ):
        assert part in said
    assert "Berichtigungen" not in said


def test_approved_minutes_say_where_and_what_was_added_when():
    said = said_in(meetings.approved())
    assert "genehmigt am 09.11.2026 im Treffen „Siebtes Treffen der Beauftragten vom 09.11.2026“" in said
    assert "1. Berichtigung 16.10.2026, 08.15 Uhr Beauftragte/r der Gemeinde Nottuln Zu TOP 2:" in said
    assert "2. Berichtigung" in said
    assert "Weitere Ergebnisse Information Das nächste Treffen findet in Senden statt." in said
    assert "Beispieldaten" in said


@pytest.mark.parametrize(
    ("present", "words"),
    [
        (0, "Von elf eingeladenen Kommunen war keine anwesend."),
        (1, "Eine von elf eingeladenen Kommunen war anwesend."),
        (12, "Elf von elf eingeladenen Kommunen waren anwesend. Außerdem war vertreten: Kreis Coesfeld."),
    ],
)
def test_who_came_in_words(present, words):
    assert words in said_in(meetings.minutes(invited=meetings.invited(present)))


def test_what_is_not_there_is_said_and_not_invented():
    said = said_in(meetings.bare("invitation"))
    assert "Datum nicht genannt" in said
    assert "Eine Tagesordnung ist noch nicht festgelegt." in said
    said = said_in(meetings.bare("minutes"))
    assert "Entwurf, noch nicht versandt" in said
    assert "Eingeladene sind nicht verzeichnet." in said
    assert "Uhr" not in said.partition("Erstellt aus")[0]


def hostile(value, key=""):
    """Markup and unprintable characters in every text."""
    fixed = ("genre", "kind", "state", "uid", "date", "due", "recorded_until")
    if isinstance(value, dict):
        return {k: hostile(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [hostile(item, key) for item in value]
    if isinstance(value, str) and key not in fixed and not key.endswith("_at"):
        return HOSTILE
    return value


@pytest.mark.parametrize(
    "snapshot", [meetings.invitation(), meetings.approved()], ids=["invitation", "minutes"]
)
def test_markup_in_any_text_stays_text(snapshot):
    page = html(hostile(snapshot))
    assert not [one for one in tree(page).iter() if one.tag in ("script", "img")]
    assert not set(page) & set("\x00\x07\ud800\u202e")
    assert "<script>alert(1)</script>" in body(page)


@PDF
@pytest.mark.parametrize("kind", ["invitation", "minutes"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_says_what_it_is_and_which(made, size, kind):
    found = made(f"{size}{kind}")
    word = "Einladung" if kind == "invitation" else "Niederschrift"
    texts = pages(found.path)
    for number, page in enumerate(texts, start=1):
        assert f"{word} · " in page
        assert f"Seite {number} von {len(texts)}" in page
        assert f"{word} Nr. {found.snapshot['number']}" in page
    with pikepdf.open(found.path) as document:
        assert all("Fira" in name for name in fonts(document))


@PDF
@pytest.mark.parametrize("kind", ["invitation", "minutes"])
def test_a_hundred_items_stand_in_full_and_inside_the_page(made, kind):
    path = made(f"huge_{kind}").path
    text = "\n".join(pages(path))
    numbers = re.findall(r"Thema (\d+):", text)
    assert sorted(set(map(int, numbers))) == list(range(1, 101))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    ends = [float(value) for value in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert max(ends) < 595.3 - 50  # A4 less most of the margin of 20 mm


@PDF
def test_items_of_minutes_have_bookmarks(made):
    with pikepdf.open(made("minutes").path) as document, document.open_outline() as outline:
        titles = [title for _, title in bookmarks(outline.root)]
    assert titles[0] == "Sechstes Treffen der Beauftragten"
    assert "TOP 2 Personalabrechnung: neue Kündigungsfrist" in titles


@PDF
@pytest.mark.parametrize("kind", ["invitation", "minutes"])
def test_the_same_snapshot_gives_the_same_bytes(made, kind):
    found = made(kind)
    assert render(found.snapshot).pdf == found.path.read_bytes()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema": 9}, "schema"),
        ({"genre": "anders"}, "schema"),
        ({"agenda": [{}]}, "unvollständig: .*`title`"),
    ],
)
def test_a_snapshot_that_does_not_fit_is_refused_in_one_line(changes, words):
    with pytest.raises(RenderingFailed, match=words):
        render(meetings.invitation() | changes)
