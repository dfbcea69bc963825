"""The CSV import: all of it or nothing, twice the same, and every fault with its line and column."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from initiatives.domain.people import organisations_csv
from initiatives.domain.people.organisations_csv import COLUMNS, EXAMPLE, Faulty
from initiatives.models import Event, Organisation, PopulationFigure

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HEADER = ",".join(COLUMNS)
SENDEN = "05558044,Senden,Gemeinde Senden,gemeinde,05558,20895,2022-12-31,51.857701,7.485434"
STEINFURT = "05566,Steinfurt,Kreis Steinfurt,kreis,,456464,2022-12-31,52.125169,7.395195"
GREVEN = "05566012,Greven,Stadt Greven,Stadt,05566,,,,"


def load(circle, *lines, who="administrator", header=HEADER, encoding="utf-8"):
    data = "\n".join([header, *lines]).encode(encoding)
    return organisations_csv.load(data=data, source="Destatis", by=circle.people[who], at=AT)


def faults_of(circle, *lines, **options):
    before = Organisation.objects.count(), PopulationFigure.objects.count(), Event.objects.count()
    with pytest.raises(Faulty) as faulty:
        load(circle, *lines, **options)
    assert before == (Organisation.objects.count(), PopulationFigure.objects.count(), Event.objects.count())
    return [(fault.line, fault.column, fault.message) for fault in faulty.value.faults]


def test_new_and_known_organisations_are_told_apart(circle):
    outcome = load(
        circle, GREVEN, SENDEN, STEINFURT, "05558032,Nottuln neu,Gemeinde Nottuln,gemeinde,05558,,,,"
    )
    assert {row.name for row in outcome.added} == {"Greven", "Senden", "Steinfurt"}
    assert [(row.name, what) for row, what in outcome.changed] == [("Nottuln neu", "Name")]
    assert Organisation.objects.get(name="Greven").county.name == "Steinfurt"
    senden = Organisation.objects.get(ags="05558044")
    assert (senden.latitude, senden.longitude) == (Decimal("51.857701"), Decimal("7.485434"))
    figure = senden.populations.get()
    assert (figure.value, figure.date, figure.source) == (20_895, date(2022, 12, 31), "Destatis")


def test_an_empty_cell_leaves_what_is_known(circle):
    load(circle, "05558032,Nottuln,Gemeinde Nottuln,gemeinde,,,,,")
    circle.nottuln.refresh_from_db()
    assert circle.nottuln.county == circle.county
    assert circle.nottuln.latitude == Decimal("51.9")


def test_the_same_file_twice_changes_nothing(circle):
    load(circle, STEINFURT, GREVEN, SENDEN)
    events = Event.objects.count()
    outcome = load(circle, STEINFURT, GREVEN, SENDEN)
    assert (outcome.added, outcome.changed, outcome.unchanged) == ([], [], 3)
    assert Event.objects.count() == events


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_german_spelling_and_semicolons(circle, encoding):
    line = '05558024;Lüdinghausen;"Stadt Lüdinghausen";Stadt;05558;25.259;31.12.2022;51,770372;7,443711'
    load(circle, line, header=HEADER.replace(",", ";").upper(), encoding=encoding)
    made = Organisation.objects.get(ags="05558024")
    assert (made.kind, made.latitude, made.populations.get().value) == ("stadt", Decimal("51.770372"), 25_259)


def test_columns_come_in_any_order_and_unknown_ones_are_named(circle):
    outcome = load(
        circle, "kreis,Kreis Borken,Borken,1420.96,05554", header="kind,designation,name,area_km2,ags"
    )
    assert outcome.ignored == ["area_km2"]
    assert outcome.unchanged == 1


def test_a_third_party_is_known_by_its_designation(circle):
    for _ in range(2):
        outcome = load(circle, ",citeq,citeq Münsterland,dritte,05558,,,,")
    assert (outcome.unchanged, Organisation.objects.filter(kind="dritte").count()) == (1, 1)


def test_every_fault_is_told_with_line_and_column(circle):
    found = faults_of(
        circle,
        SENDEN,
        "0555804,Olfen,Stadt Olfen,stadt,05558,,,,",
        "05558036,,Stadt Olfen II,dorf,05558,viele,31.11.2022,x,",
        "",
        "05558040,Rosendahl,Gemeinde Rosendahl,gemeinde,05558,10840,,,",
    )
    assert [(line, column) for line, column, _ in found] == [
        (3, "ags"),
        (4, "kind"),
        (4, "latitude"),
        (4, "population"),
        (4, "population_date"),
        (4, "name"),
        (6, "population_date"),
    ]


def test_a_fault_in_a_county_is_not_told_again_for_its_municipalities(circle):
    found = faults_of(circle, STEINFURT.replace("kreis", "krais"), GREVEN)
    assert [(line, column) for line, column, _ in found] == [(2, "kind")]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("0555804,Olfen,Stadt Olfen,stadt,05558,,,,", "ags", "dieser hat 7"),
        ("05566,Steinfurt,Kreis Steinfurt,kreis,05558,,,,", "county_ags", "gehört zu keinem Kreis"),
        ("05566012,Greven,Stadt Greven,stadt,05566,,,,", "county_ags", "weder in der Datei"),
        ("05566012,Greven,Stadt Greven,stadt,05558,,,,", "ags", "beginnt mit 05566"),
        ("05558036,Olfen,Stadt Dülmen,stadt,05558,,,,", "designation", "schon eine andere Organisation"),
        ("05558036,Olfen,Stadt Olfen,stadt,05558,,,91.0,7", "latitude", "90"),
        (f"05558036,{'O' * 101},Stadt Olfen,stadt,05558,,,,", "name", "100"),
        ("05558036,citeq,citeq,dritte,05558,,,,", "ags", "Dritte haben keinen AGS"),
    ],
)
def test_a_fault_names_its_column(circle, line, column, words):
    [(number, where, message)] = faults_of(circle, SENDEN, line)
    assert (number, where) == (3, column)
    assert words in message


def test_a_line_twice_is_told_with_the_first(circle):
    found = faults_of(circle, SENDEN, SENDEN)
    assert [(line, column, message) for line, column, message in found] == [
        (3, "ags", "Steht schon in Zeile 2."),
        (3, "designation", "Steht schon in Zeile 2."),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Spalte fehlt"),
        (b"ags,name\n1,2", "Spalte fehlt"),
        (HEADER.encode(), "keine Zeile"),
        (f"{HEADER}\nD\u00fclmen".encode("latin-1"), "UTF-8"),
        (b"PK\x03\x04rest", "Excel-Datei"),
        (HEADER.encode() + b"\n\x00", "keine Textdatei"),
        (f"{HEADER}\n1,2".encode(), "Die Zeile hat 2 Spalten, die Kopfzeile 9"),
        (f'{HEADER}\n"offen,1'.encode(), "nicht lesbar"),
        (f"{HEADER},ags\n".encode(), "zweimal"),
        (b"x" * (organisations_csv.MAX_BYTES + 1), "1 MB"),
        (
            f"{HEADER}\n{SENDEN}\n".encode() + (SENDEN + "\n").encode() * organisations_csv.MAX_LINES,
            "3000 Zeilen",
        ),
    ],
)
def test_an_unreadable_file_is_refused(circle, data, words):
    with pytest.raises(Faulty) as faulty:
        organisations_csv.load(data=data, source="", by=circle.people["administrator"], at=AT)
    assert words in " ".join(fault.message for fault in faulty.value.faults)


def test_the_example_can_be_read(circle):
    outcome = organisations_csv.load(
        data=EXAMPLE.encode(), source="Destatis", by=circle.people["administrator"], at=AT
    )
    assert [row.name for row, _ in outcome.changed] == ["Nottuln"]


def test_a_countys_administrator_reads_in_only_the_own_county(circle):
    outcome = load(circle, SENDEN, who="county_administrator")
    assert len(outcome.added) == 1
    third = Organisation.objects.create(
        kind="dritte", name="T", designation="Träger", county=Organisation.objects.get(ags="05554")
    )
    for line in (STEINFURT, f",T,{third.designation},dritte,05558,,,,"):
        assert faults_of(circle, line, who="county_administrator")
    third.refresh_from_db()
    assert third.county.ags == "05554"


def test_the_number_of_lines_does_not_multiply_queries(circle, django_assert_max_num_queries):
    lines = [f"05558{n:03},Ort {n},Gemeinde Ort {n},gemeinde,05558,,,," for n in range(100, 160)]
    load(circle, *lines)
    with django_assert_max_num_queries(4):
        load(circle, *lines)
