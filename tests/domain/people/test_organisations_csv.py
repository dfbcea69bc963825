"""The CSV import: all of it or nothing, twice the same, and every fault with its line and column."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from initiatives.domain.kernel import tables
from initiatives.domain.kernel.tables import Faulty
from initiatives.domain.people import organisation_lists, organisations_csv
from initiatives.domain.people.organisations_csv import COLUMNS, EXAMPLE
from initiatives.models import Event, Organisation, PopulationFigure
from initiatives.models.labels import labels

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
        (b"ags;Ort im Kreis;Mail\n1;2;3", "Gefunden: „ags“, „Ort im Kreis“, „Mail“"),
        (b"Gemeinde,Einwohner\nOlfen,1", "Spalte fehlt"),
        (HEADER.encode(), "keine Zeile"),
        (f"{HEADER}\nD\u00fclmen".encode("latin-1"), "UTF-8"),
        (b"PK\x03\x04rest", "Excel-Datei"),
        (HEADER.encode() + b"\n\x00", "keine Textdatei"),
        (f"{HEADER}\n1,2".encode(), "Die Zeile hat 2 Spalten, die Kopfzeile 9"),
        (f'{HEADER}\n"offen,1'.encode(), "nicht lesbar"),
        (f"{HEADER},ags\n".encode(), "zweimal"),
        (b"x" * (tables.MAX_BYTES + 1), "1 MB"),
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


LANDSHUT = "09274,Landshut,Landkreis Landshut,kreis,,,,,"
NÜRNBERG = "09574,Nürnberger Land,Landkreis Nürnberger Land,kreis,,,,,"


def official(
    circle, *lines, header="AGS;Gemeindename;Landkreis;Bevölkerung insgesamt (31.12.2022);Fläche in km²"
):
    return load(circle, *lines, header=header)


def test_an_official_list_is_read_as_it_is(circle):
    """Other headers, the kind in the name, the day in the header, inhabitants with points; a lone name is no town's."""
    outcome = official(
        circle,
        "05558024;Lüdinghausen, Stadt;Coesfeld;25.259;140,5",
        "05558036;Havixbeck;Kreis Coesfeld;12.141;53,1",
        "05515000;Münster, Stadt;;320.946;303,3",
    )
    made = {row.ags: row for row in outcome.added}
    assert {ags: (row.name, row.designation, row.kind) for ags, row in made.items()} == {
        "05558024": ("Lüdinghausen", "Stadt Lüdinghausen", "stadt"),
        "05558036": ("Havixbeck", "Gemeinde Havixbeck", "gemeinde"),
        "05515000": ("Münster", "Kreisfreie Stadt Münster", "kreisfreie_stadt"),
    }
    assert (made["05558024"].county, made["05515000"].county) == (circle.county, None)
    figure = made["05558024"].populations.get()
    assert (figure.value, figure.date) == (25_259, date(2022, 12, 31))
    assert outcome.ignored == ["Fläche in km²"]


@pytest.mark.parametrize(
    "header",
    [
        "AGS;Gemeindename",
        " ags ; GEMEINDE NAME ",
        "Amtlicher Gemeindeschlüssel (AGS);Gemeinde",
        "Gemeindeschlüssel;Ort",
        "ARS;Name",
    ],
)
def test_headers_count_without_case_spaces_and_signs(circle, header):
    key = "055580012024" if header.startswith("ARS") else "05558024"
    [made] = official(circle, f"{key};Lüdinghausen, Stadt", header=header).added
    assert (made.ags, made.designation) == ("05558024", "Stadt Lüdinghausen")


def test_a_known_one_needs_no_kind_and_keeps_what_the_list_does_not_say(circle):
    outcome = official(circle, "05558032;Nottuln;;19.902;")
    assert [what for _, what in outcome.changed] == ["Einwohnerzahl"]
    circle.nottuln.refresh_from_db()
    assert (circle.nottuln.designation, circle.nottuln.county) == ("Gemeinde Nottuln", circle.county)


def test_a_list_that_does_not_say_what_is_a_town_is_asked_for_it(circle):
    [kind, designation] = faults_of(circle, "05558024;Lüdinghausen", header="AGS;Name")
    assert kind[:2] == (2, "kind") and "Gemeinde oder eine Stadt" in kind[2]
    assert designation[:2] == (2, "designation")
    [made] = official(circle, "05558024;Lüdinghausen;Stadt", header="AGS;Name;Art").added
    assert made.designation == "Stadt Lüdinghausen"


def test_municipalities_of_one_name_are_told_apart_by_their_county(circle):
    load(circle, LANDSHUT, NÜRNBERG)
    outcome = official(
        circle,
        "09274113;Altdorf, Markt;Landkreis Landshut;11.500;",
        "09574112;Altdorf, Markt;Nürnberger Land;15.300;",
        "09574115;Feucht, Stadt;Nürnberger Land;1;",
    )
    rows = {row.ags: row for row in outcome.added}
    assert [rows[ags].designation for ags in ("09274113", "09574112")] == [
        "Markt Altdorf",
        "Markt Altdorf (Landkreis Nürnberger Land)",
    ]
    called = labels(Organisation.objects.filter(ags__startswith="09").select_related("county"))
    assert [called[rows[ags].pk] for ags in ("09274113", "09574112", "09574115")] == [
        "Altdorf (Landkreis Landshut)",
        "Altdorf (Landkreis Nürnberger Land)",
        "Feucht",
    ]
    again = official(circle, "09574112;Altdorf, Markt;LK Nürnberger Land;15.300;")
    assert (again.unchanged, again.added) == (1, [])


def test_a_county_in_words_that_is_another_than_the_ags_says_is_a_fault(circle):
    [(line, column, message)] = faults_of(
        circle, "05558024;Lüdinghausen, Stadt;Borken;;", header="AGS;Gemeindename;Landkreis;Einwohner;Fläche"
    )
    assert (line, column) == (2, "Landkreis")
    assert message == "Nach dem AGS gehört diese Kommune zu: Kreis Coesfeld (AGS 05558)."


def test_a_fault_names_the_column_as_the_file_does(circle):
    header = "Gemeindeschlüssel;Gemeindename;Einwohner;Stichtag"
    found = faults_of(
        circle, "0555802;Olfen, Stadt;1;31.12.2022", "05558024;Lüdinghausen, Stadt;viele;", header=header
    )
    assert [column for _, column, _ in found] == ["Gemeindeschlüssel", "Einwohner"]


@pytest.mark.parametrize(
    ("key", "ags"),
    [
        ("055580032032", "05558032"),
        ("05 5 58 0032 032", "05558032"),
        ("055580000000", "05558"),
        ("05558", "05558"),
        ("05558032", "05558032"),
        ("05558003203", "05558003203"),
    ],
)
def test_a_regional_key_holds_the_ags(key, ags):
    assert organisation_lists.ags_of(key) == ags


@pytest.mark.parametrize(
    ("name", "ags", "kind", "marks", "expected"),
    [
        ("Coesfeld, Stadt", "05558012", "", False, ("Coesfeld", "Stadt Coesfeld", "stadt")),
        ("Altdorf, M", "09274113", "", False, ("Altdorf", "Markt Altdorf", "gemeinde")),
        ("Nottuln", "05558032", "", True, ("Nottuln", "Gemeinde Nottuln", "gemeinde")),
        ("Nottuln", "05558032", "", False, ("Nottuln", "", "")),
        ("Gemeinde Nottuln", "05558032", "", False, ("Nottuln", "Gemeinde Nottuln", "gemeinde")),
        ("Kreis Coesfeld", "05558", "", False, ("Coesfeld", "Kreis Coesfeld", "kreis")),
        ("Coesfeld, Kreis", "05558", "", False, ("Coesfeld", "Kreis Coesfeld", "kreis")),
        ("LK Stormarn", "01062", "", False, ("Stormarn", "Landkreis Stormarn", "kreis")),
        ("Märkischer Kreis", "05962", "", False, ("Märkischer Kreis", "Märkischer Kreis", "kreis")),
        ("Rhein-Kreis Neuss", "05162", "", False, ("Rhein-Kreis Neuss", "Rhein-Kreis Neuss", "kreis")),
        ("Nürnberger Land", "09574", "", False, ("Nürnberger Land", "", "kreis")),
        ("Halle (Westf.), Stadt", "05754008", "", False, ("Halle (Westf.)", "Stadt Halle (Westf.)", "stadt")),
        ("Neukirchen, b.Hl.Blut", "09372151", "", True, ("Neukirchen, b.Hl.Blut", "", "")),
    ],
)
def test_what_a_name_in_a_list_says(name, ags, kind, marks, expected):
    assert organisation_lists.read(name, ags, kind, marks_towns=marks) == organisation_lists.Named(*expected)
