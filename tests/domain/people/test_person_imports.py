"""People from a list: looked at row by row without writing, taken over as a whole or not at all."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from initiatives.domain.kernel import tables
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.tables import Faulty
from initiatives.domain.people import person_imports, person_lists
from initiatives.domain.people.person_imports import FAULTY, FURTHER, KNOWN, NEW, OFFERED
from initiatives.enums import Role
from initiatives.models import AccountRecord, Body, Event, Initiative, Mandate, Organisation, User
from initiatives.views.kernel.files import as_xlsx
from tests.support.personas import organisation

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HEADER = "E-Mail;Name;Telefon;Rolle;Organisation;Gremium;Initiative;gültig ab;gültig bis"


def csv(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\n".join([header, *lines]).encode(encoding)


def xlsx(*lines) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def counts():
    return tuple(model.objects.count() for model in (User, Mandate, Event, AccountRecord))


def look(circle, *lines, who="administrator", header=HEADER):
    """The lines that were looked at, which wrote nothing."""
    before = counts()
    rows, _ = person_lists.read(csv(*lines, header=header))
    found = person_imports.look(rows, by=circle.people[who], at=AT)
    assert counts() == before
    return found


def fault(circle, line: str, **options) -> tuple[str, str]:
    [found] = look(circle, line, **options)
    [one] = found.faults
    assert found.outcome == FAULTY and one.line == 2
    return one.column, one.message


def take(circle, *lines, who="administrator", leaves_out=False, header=HEADER, seen=None):
    rows, _ = person_lists.read(csv(*lines, header=header))
    by = circle.people[who]
    found = [line.outcome for line in person_imports.look(rows, by=by, at=AT)]
    return person_imports.take_over(rows=rows, seen=seen or found, leaves_out=leaves_out, by=by, at=AT)


# Looked at


def test_each_row_says_what_would_come_of_it(circle):
    found = look(
        circle,
        "neu@ikz.example;Fachbereich 1;02502 942-0;Beauftragte/r;Gemeinde Nottuln;;;01.12.2026;31.12.2027",
        "Neu@IKZ.example;;;Mitglied;;Kreistag;;;",
        "lesende-nottuln@ikz.example;;;Stellvertretung;Rosendahl;;Kreis Coesfeld;;",
        "beauftragte-duelmen@ikz.example;;;Beauftragte;05558016;;;;",
        "niemand;;;Beauftragte;Nottuln;;;;",
    )
    assert [line.outcome for line in found] == [NEW, NEW, FURTHER, KNOWN, FAULTY]
    first, second, third = (line.mandate for line in found[:3])
    assert (first.role, first.organisation, first.valid_from, first.valid_until) == (
        Role.DELEGATE,
        circle.nottuln,
        date(2026, 12, 1),
        date(2027, 12, 31),
    )
    assert (second.body, second.organisation, second.valid_from) == (
        circle.kreistag,
        circle.county,
        AT.date(),
    )
    assert (third.organisation, third.initiative) == (circle.rosendahl, circle.initiative)


def test_who_has_another_home_is_offered_the_mandate(circle):
    line = "beauftragte-ahaus@ikz.example;;;Beauftragte;Nottuln;;;;"
    assert [one.outcome for one in look(circle, line, who="county_administrator")] == [OFFERED]
    assert [one.outcome for one in look(circle, line)] == [FURTHER], "but not by who administers all"


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (";;;Beauftragte;Nottuln;;;;", "E-Mail", "Diese Angabe fehlt"),
        ("neu@;;;Beauftragte;Nottuln;;;;", "E-Mail", "keine gültige E-Mail-Adresse"),
        ("x@anonym.invalid;;;Beauftragte;Nottuln;;;;", "E-Mail", "anonymisierte"),
        ("neu@ikz.example;;;;Nottuln;;;;", "Rolle", "Diese Angabe fehlt"),
        ("neu@ikz.example;;;Häuptling;Nottuln;;;;", "Rolle", "Möglich sind: Beauftragte/r, Stellvertretung"),
        ("neu@ikz.example;;;Beauftragte;Notuln;;;;", "Organisation", "Meinten Sie: Gemeinde Nottuln?"),
        ("neu@ikz.example;;;Beauftragte;Xanten;;;;", "Organisation", "Diese Organisation gibt es nicht."),
        ("neu@ikz.example;;;Beauftragte;05558099;;;;", "Organisation", "gibt es nicht"),
        ("neu@ikz.example;;;Beauftragte;;;;;", "Organisation", "Bitte wählen Sie die Organisation"),
        ("neu@ikz.example;;;Kreisvertretung;Nottuln;;;;", "Organisation", "nur für einen Kreis"),
        ("neu@ikz.example;;;Mitglied;Nottuln;Kreistag;;;", "Gremium", "gehört nicht zu Gemeinde Nottuln"),
        ("neu@ikz.example;;;Mitglied;Nottuln;Bauausschuss;;;", "Gremium", "Es gibt dort: Rat."),
        ("neu@ikz.example;;;Mitglied;Nottuln;;;;", "Gremium", "Bitte wählen Sie das Gremium"),
        ("neu@ikz.example;;;Beauftragte;Nottuln;Rat;;;", "Gremium", "nur zur Rolle „Mitglied“"),
        ("neu@ikz.example;;;Beauftragte;Nottuln;;Mond;;", "Initiative", "Diese Initiative gibt es nicht."),
        ("neu@ikz.example;;;Mitglied;;Kreistag;Kreis Coesfeld;;", "Initiative", "lässt sich nicht auf eine"),
        ("neu@ikz.example;;;Beauftragte;Nottuln;;;31.11.2026;", "gültig ab", "Dieses Datum gibt es nicht"),
        ("neu@ikz.example;;;Beauftragte;Nottuln;;;morgen;", "gültig ab", "Dieses Datum gibt es nicht"),
        ("neu@ikz.example;;;Beauftragte;Nottuln;;;01.12.2026;30.11.2026", "gültig bis", "nicht vor seinem"),
        (f"neu@ikz.example;{'N' * 201};;Beauftragte;Nottuln;;;;", "Name", "länger als 200 Zeichen"),
        ("neu@ikz.example;;=1+1;Beauftragte;=A1;;;;", "Organisation", "eine Formel"),
        (
            "beauftragte-duelmen@ikz.example;;;Beauftragte;Dülmen;;;01.01.2026;",
            "gültig ab",
            "hat die Person schon",
        ),
    ],
)
def test_a_fault_is_told_by_its_cell(circle, line, column, words):
    found = fault(circle, line)
    assert found[0] == column and words in found[1]


def test_what_lies_outside_of_the_reach_is_refused_to_a_county(circle):
    options = {"who": "county_administrator"}
    column, words = fault(circle, "neu@ikz.example;;;Beauftragte;Stadt Ahaus;;;;", **options)
    assert column == "Organisation" and "nur Organisationen des Kreises Coesfeld" in words
    assert "Meinten" not in fault(circle, "neu@ikz.example;;;Beauftragte;Ahauss;;;;", **options)[1]
    assert (
        "Ihr Mandat umfasst nur" in fault(circle, "neu@ikz.example;;;Fachadministration;;;;;", **options)[1]
    )
    Body.objects.create(
        organisation=circle.people["stranger"].organisation, name="Rat", kind="rat", slug="rat-ahaus"
    )
    assert look(circle, "neu@ikz.example;;;Mitglied;;Rat;;;", **options)[0].mandate.body == circle.rat_nottuln
    Initiative.objects.update(county=circle.people["stranger"].organisation.county)
    line = "neu@ikz.example;;;Beauftragte;Nottuln;;Kreis Coesfeld;;"
    assert fault(circle, line, **options)[1] == "Diese Initiative gibt es nicht."


def test_a_locked_account_gets_nothing(circle):
    User.objects.filter(pk=circle.people["duelmen"].user_id).update(is_active=False)
    line = "beauftragte-duelmen@ikz.example;;;Lesende;Nottuln;;;;"
    assert fault(circle, line) == ("E-Mail", "Das Konto zu dieser Adresse ist gesperrt.")


def test_of_a_foreign_account_nobody_learns_that_it_is_locked(circle):
    User.objects.filter(pk=circle.people["stranger"].user_id).update(is_active=False)
    line = "beauftragte-ahaus@ikz.example;;;Lesende;Nottuln;;;;"
    assert [one.outcome for one in look(circle, line, who="county_administrator")] == [OFFERED]
    take(circle, line, who="county_administrator")
    assert Mandate.objects.get(state="offered").offered_to == "beauftragte-ahaus@ikz.example"
    assert [one.outcome for one in look(circle, line, who="county_administrator")] == [KNOWN]


def test_namesakes_are_told_apart_by_their_designation(circle):
    organisation("stadt", "Coesfeld", "05558012", circle.county)
    organisation("gemeinde", "Nottuln am See", "05558013", circle.county)
    for cell, ags in (
        ("Coesfeld", "05558012"),
        ("Kreis Coesfeld", "05558"),
        ("5558", "05558"),
        ("5558012", "05558012"),
    ):
        [line] = look(circle, f"neu@ikz.example;;;Lesende;{cell};;;;")
        assert line.mandate.organisation.ags == ags, cell
    twin = Organisation.objects.create(
        kind="gemeinde", name="Nottuln", designation="Markt Nottuln", ags="05554099"
    )
    column, words = fault(circle, "neu@ikz.example;;;Lesende;Nottuln;;;;")
    assert column == "Organisation" and "Gemeinde Nottuln oder Markt Nottuln" in words
    header = "Mail;Funktion;Gemeinde;AGS"
    [line] = look(circle, "neu@ikz.example;Lesende;Nottuln;5554099", header=header)
    assert line.mandate.organisation == twin
    assert (
        "gehört zu: Stadt Dülmen"
        in fault(circle, "neu@ikz.example;Lesende;Nottuln;05558016", header=header)[1]
    )


def test_duplicates_in_a_list_are_told_with_the_row_before(circle):
    found = look(
        circle,
        "neu@ikz.example;Fachbereich 1;;Lesende;Nottuln;;;01.12.2026;31.12.2026",
        "NEU@ikz.example;;;Lesende;Gemeinde Nottuln;;;31.12.2026;",
        "neu@ikz.example;Fachbereich 2;;Stellvertretung;Nottuln;;;;",
        "neu@ikz.example;Fachbereich 1;;Lesende;Nottuln;;;01.02.2027;",
    )
    assert [line.outcome for line in found] == [NEW, FAULTY, FAULTY, NEW]
    assert found[1].faults[0].message == "Dasselbe Mandat dieser Person steht schon in Zeile 2."
    assert found[2].faults[0].message == "In Zeile 2 heißt die Person mit dieser Adresse „Fachbereich 1“."


@pytest.mark.parametrize(
    "header",
    [
        "E-Mail-Adresse,Vorname,Nachname,Telefonnummer,Funktion,Kommune,Ausschuss,INITIATIVE,Beginn,Ende",
        "mail\tVorname\tFamilienname\tTel.\trolle\tAGS\tGremium\tInitiative\tvon\tbis",
    ],
)
def test_headers_come_in_any_usual_spelling(circle, header):
    sign = "\t" if "\t" in header else ","
    line = sign.join(
        [
            "neu@ikz.example",
            "Fach",
            "Bereich",
            "02502 942-0",
            "stellvertreter/in",
            "05558032",
            "",
            "",
            "2026-12-01",
            "",
        ]
    )
    [found] = look(circle, line, header=header)
    assert (found.outcome, found.name, found.mandate.role) == (NEW, "Fach Bereich", Role.DEPUTY)
    assert found.mandate.valid_from == date(2026, 12, 1)


def test_the_number_of_queries_does_not_depend_on_the_rows(circle):
    User.objects.bulk_create(User(email=f"p{n}@ikz.example") for n in range(40))
    Mandate.objects.bulk_create(
        Mandate(user=user, role="reader", organisation=circle.nottuln, valid_from=AT.date())
        for user in User.objects.filter(email__startswith="p")
    )
    spent = []
    for many in (2, 80):
        lines = [f"p{n}@ikz.example;;;Lesende;Rosendahll;;;;" for n in range(many // 2)]
        lines += [f"p{n}@ikz.example;;;Lesende;Rosendahl;;;;" for n in range(many // 2)]
        with CaptureQueriesContext(connection) as captured:
            look(circle, *lines)
        spent.append(len(captured))
    assert spent[0] == spent[1] < 20


# Files


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Diese Spalte fehlt in der Kopfzeile. Gefunden: keine."),
        (HEADER.encode(), "keine Zeile unter der Kopfzeile"),
        (csv(";;;;;;;;"), "keine Zeile unter der Kopfzeile"),
        (csv("x", header="Name"), "Gefunden: „Name“."),
        (csv("a;b;c", header="E-Mail;Rolle;Mail"), "steht zweimal"),
        (
            csv("neu@ikz.example;Beauftragte", header="E-Mail;Rolle;Gemeinde"),
            "hat 2 Spalten, die Kopfzeile 3",
        ),
        (csv("ä;Lesende", header="E-Mail;Rolle", encoding="cp1252"), "nicht in UTF-8"),
        (csv('"ab"c;Lesende', header="E-Mail;Rolle"), "Anführungszeichen"),
        (csv("a\x00;Lesende", header="E-Mail;Rolle"), "keine Textdatei"),
        (csv(*["p@ikz.example;Lesende"] * 10_000, header="E-Mail;Rolle"), "mehr als 1000 Zeilen"),
        (b"x" * (tables.MAX_BYTES + 1), "größer als 1 MB"),
        (b"PK\x03\x04rest", "beschädigtes oder verschlüsseltes Archiv"),
    ],
)
def test_what_is_no_list_is_refused(data, words):
    with pytest.raises(Faulty) as faulty:
        person_lists.read(data)
    assert words in faulty.value.faults[0].message


def test_a_spreadsheet_is_read_with_days_and_numbers_as_they_show(circle):
    data = xlsx(
        ["E-Mail", "Rolle", "AGS", "gültig ab", "Bemerkung"],
        ["neu@ikz.example", "Lesende", 5558032, datetime(2026, 12, 1), "=1+1"],
        [None, None, None, None, None],
        ["auch@ikz.example", "Beauftragte", "05558016", date(2026, 12, 2), None],
    )
    rows, ignored = person_lists.read(data)
    assert [number for number, _ in rows] == [2, 4] and ignored == ["Bemerkung"]
    found = person_imports.look(rows, by=circle.people["administrator"], at=AT)
    assert [line.outcome for line in found] == [NEW, NEW]
    assert [line.mandate.organisation for line in found] == [circle.nottuln, circle.duelmen]
    assert [line.mandate.valid_from.day for line in found] == [1, 2]


def test_a_formula_is_never_evaluated(circle):
    rows, _ = person_lists.read(xlsx(["E-Mail", "Rolle"], ['=CONCATENATE("neu","@ikz.example")', "Lesende"]))
    [line] = person_imports.look(rows, by=circle.people["administrator"], at=AT)
    assert "eine Formel" in line.faults[0].message


def test_a_spreadsheet_that_is_too_long_swells_or_is_none_is_refused(tmp_path):
    with pytest.raises(Faulty) as faulty:
        person_lists.read(xlsx(["E-Mail", "Rolle"], *[["p@ikz.example", "Lesende"]] * 1_001))
    assert "mehr als 1000 Zeilen" in faulty.value.faults[0].message
    good = xlsx(["E-Mail", "Rolle"], ["p@ikz.example", "Lesende"])
    for name, content, words in (
        ("xl/bomb.xml", b"0" * (tables.UNPACKED + 1), "enthält zu viel"),
        ("xl/vbaProject.bin", b"", "Makros"),
        ("xl/workbook.xml", b"<broken", "beschädigt"),
    ):
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(good)) as source,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
        ):
            for part in source.namelist():
                if part != name:
                    made.writestr(part, source.read(part))
            made.writestr(name, content)
        with pytest.raises(Faulty) as faulty:
            person_lists.read(out.getvalue())
        assert words in faulty.value.faults[0].message


def test_the_templates_are_lists_that_are_read():
    lines = (person_lists.TEMPLATE, ("a@ikz.example", "", "", "Lesende", "05558032", "", "", "", ""))
    for data in (tables.as_csv(lines), as_xlsx(lines, "Personen")):
        rows, ignored = person_lists.read(data)
        assert rows == [(2, {"email": "a@ikz.example", "role": "Lesende", "organisation": "05558032"})]
        assert ignored == []


# Taken over


def test_new_people_get_an_account_and_all_their_mandates(circle):
    taken = take(
        circle,
        "neu@ikz.example;;;Lesende;Nottuln;;;;",
        "neu@ikz.example;Fachbereich 1;02502 942-0;Mitglied;;Kreistag;;;",
        "lesende-nottuln@ikz.example;Anderer Name;;Stellvertretung;Rosendahl;;;;",
        "beauftragte-duelmen@ikz.example;;;Beauftragte;Dülmen;;;;",
    )
    [new] = taken.new
    assert (new.email, new.name, new.telephone) == ("neu@ikz.example", "Fachbereich 1", "02502 942-0")
    assert {one.title for one in new.mandates.all()} == {
        "Lesende/r der Gemeinde Nottuln",
        "Mitglied: Kreistag, Kreis Coesfeld",
    }
    reader = circle.people["reader"].user
    reader.refresh_from_db()
    assert reader.mandates.count() == 2 and reader.name == ""
    assert circle.people["duelmen"].user.mandates.count() == 1
    assert Event.objects.filter(kind="mandate").count() == 3


def test_the_same_list_twice_does_nothing(circle):
    lines = ["neu@ikz.example;;;Lesende;Nottuln;;;01.12.2026;", "neu@ikz.example;;;Mitglied;;Kreistag;;;"]
    take(circle, *lines)
    assert [line.outcome for line in look(circle, *lines)] == [KNOWN, KNOWN]
    before = counts()
    with pytest.raises(Refused, match="nichts zu übernehmen"):
        take(circle, *lines)
    assert counts() == before


def test_faulty_rows_are_left_out_only_where_that_is_said(circle):
    lines = ["neu@ikz.example;;;Lesende;Nottuln;;;;", "falsch;;;Lesende;Nottuln;;;;"]
    before = counts()
    with pytest.raises(Refused) as refused:
        take(circle, *lines)
    assert refused.value.field == "leaves_out" and counts() == before
    assert [user.email for user in take(circle, *lines, leaves_out=True).new] == ["neu@ikz.example"]


def test_what_has_become_something_else_meanwhile_is_not_taken_over(circle):
    line = "neu@ikz.example;;;Lesende;Nottuln;;;;"
    User.objects.create_user("neu@ikz.example")
    before = counts()
    with pytest.raises(Refused) as refused:
        take(circle, line, seen=[NEW])
    assert refused.value.message == person_imports.CHANGED and counts() == before


def test_what_one_row_is_refused_leaves_nothing_of_the_others(circle, monkeypatch):
    grant = person_imports.mandates.grant

    def refused(**values):
        if values["organisation"] == circle.rosendahl:
            raise Refused("Nein.")
        return grant(**values)

    monkeypatch.setattr(person_imports.mandates, "grant", refused)
    before = counts()
    with pytest.raises(Refused):
        take(
            circle,
            "neu@ikz.example;;;Lesende;Nottuln;;;;",
            "lesende-nottuln@ikz.example;;;Stellvertretung;Rosendahl;;;;",
        )
    assert counts() == before


@pytest.mark.parametrize("who", ["administrator", "county_administrator"])
def test_nobody_of_another_county_is_to_administer_one(circle, who):
    column, words = fault(
        circle, "beauftragte-ahaus@ikz.example;;;Fachadministration;Kreis Coesfeld;;;;", who=who
    )
    assert column == "Rolle" and "Heimat zuerst" in words


def test_a_row_makes_the_home_of_those_after_it(circle):
    both = (
        "neu@ikz.example;;;Beauftragte;Stadt Ahaus;;;;",
        "neu@ikz.example;;;Fachadministration;Kreis Coesfeld;;;;",
    )
    first, second = look(circle, *both)
    assert first.outcome == NEW and second.outcome == FAULTY and "Heimat zuerst" in second.faults[0].message
    assert [line.outcome for line in look(circle, *reversed(both))] == [NEW, NEW]


def test_an_account_that_was_made_meanwhile_gets_no_invitation(circle, monkeypatch):
    """Made after the rows were looked at: the person would get a link into an account that others decide on."""
    lines = ["auch@ikz.example;;;Beauftragte;Nottuln;;;;", "neu@ikz.example;;;Beauftragte;Nottuln;;;;"]
    looked, ahaus = person_imports.look, circle.people["stranger"].organisation

    def and_then(rows, **options):
        found = looked(rows, **options)
        User.objects.create_user("neu@ikz.example", home=ahaus)
        return found

    rows, _ = person_lists.read(csv(*lines))
    monkeypatch.setattr(person_imports, "look", and_then)
    by = circle.people["county_administrator"]
    with pytest.raises(Refused, match="Inzwischen hat sich etwas geändert"):
        person_imports.take_over(rows=rows, seen=[NEW, NEW], leaves_out=False, by=by, at=AT)
    assert not User.objects.filter(email="auch@ikz.example").exists()
