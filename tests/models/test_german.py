"""German order and folding are the same in Python and in the database, and lists stand in that order."""

import re

import pytest
from django.db import connection
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from initiatives import german
from initiatives.models import Document, Initiative, Organisation
from initiatives.models.german import Folded, InGerman, ListText, has, make_functions
from initiatives.models.searched import COLUMNS, folded, index_after_migrating, is_indexed

DECOMPOSED, KEPT = "Mu\u0308nster Ab\u00adrech\u200bnung\u2060", "Münster Abrechnung"
NAMES = [
    "Zell",
    "Ahaus",
    "Öding",
    "Oelde",
    "Ägidien",
    "Münster",
    "Munster",
    "Straßburg",
    "Strasen",
    "Straub",
    "ahlen",
]
SORTED = [
    "Ägidien",
    "Ahaus",
    "ahlen",
    "Munster",
    "Münster",
    "Öding",
    "Oelde",
    "Strasen",
    "Straßburg",
    "Straub",
    "Zell",
]
USUAL = [sign for sign in map(chr, range(1, 0x2200)) if re.fullmatch(f"[{german.USUAL}]", sign)]
TEXTS = [
    "".join(USUAL),
    "„Größe“ – ÄÖÜ § 5 Straße",
    "Straße, MÜNSTER und Mu\u0308nster",
    "Ab\u00adrechnung\u200b\ufeff",
    "e\u0301 x\u0302 Ĳ ŉ ſ ẞ ß Æ œ Þ ı İ",
    "Ωμέγα Привет 日本語 👩\u200d💻 %_\\'\"",
    "".join(map(chr, range(0x20, 0x250))),
    "",
]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (DECOMPOSED, KEPT),
        ("👩\u200d💻 und می\u200cخواهم", "👩\u200d💻 und می\u200cخواهم"),
        ("x\u0302", "x\u0302"),
        ("10 m² ﬁ", "10 m² ﬁ"),
    ],
)
def test_letters_are_kept_in_one_piece_and_no_text_is_changed_else(typed, kept):
    assert german.composed(typed) == kept == german.composed(kept)


@pytest.mark.parametrize("key", [german.folded, lambda text: german.by(text).partition(german.BETWEEN)[0]])
def test_what_german_texts_are_made_of_is_the_same_the_short_way_and_the_long(key):
    assert {"a", "Ü", "ß", "–", "€"} < set(USUAL)
    for sign in USUAL:
        assert key(f"{sign} ä") == key(f"{sign} ä\u200b"), sign  # by which it goes the long way


def in_database(expression):
    return Initiative.objects.order_by("pk").values_list(expression, flat=True)[0]


@pytest.mark.parametrize("text", TEXTS)
def test_python_and_the_database_fold_alike(circle, text):
    value = Cast(Value(text), TextField())
    assert in_database(Folded(value)) == german.folded(text)
    assert in_database(InGerman(value)) == german.by(text)


def test_names_stand_in_the_order_of_din_5007(circle):
    assert sorted(NAMES, key=german.by) == SORTED
    Organisation.objects.bulk_create(
        Organisation(kind="dritte", name=name, designation=f"Träger {name}") for name in NAMES
    )
    rows = Organisation.objects.filter(kind="dritte")
    assert [row.name for row in rows] == SORTED
    assert [row.name for row in rows.reverse()] == SORTED[::-1]
    assert [row.name for row in rows.distinct()] == SORTED
    assert [row.name for row in rows.filter(pk__in=rows.values("pk"))[:3]] == SORTED[:3]


def test_titles_of_documents_stand_in_it(circle):
    for title in ("Zahlen", "Übersicht", "Umfrage", "Ablauf", "Änderung"):
        Document.objects.create(field=circle.payroll, title=title)
    assert [row.title for row in circle.payroll.documents.all()] == [
        "Ablauf",
        "Änderung",
        "Übersicht",
        "Umfrage",
        "Zahlen",
    ]


def test_a_filter_finds_as_the_search_does(circle):
    assert Organisation.objects.filter(has("designation", "DUELMEN")).get() == circle.duelmen
    assert not Organisation.objects.filter(has("designation", "d%lmen")).exists()


def test_a_list_of_texts_is_read_with_its_letters(circle):
    type(circle.payroll).objects.filter(pk=circle.payroll.pk).update(focal_points=["Löhne", "Bezüge „neu“"])
    [text] = (
        type(circle.payroll)
        .objects.filter(pk=circle.payroll.pk)
        .values_list(ListText(F("focal_points")), flat=True)
    )
    assert text == '["Löhne", "Bezüge „neu“"]'


@pytest.mark.postgres
def test_postgresql_looks_the_search_up_in_an_index(circle):
    assert is_indexed(connection)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for model, columns in COLUMNS.items():
        plan = model.objects.order_by().alias(whole=folded(columns)).filter(whole__contains="zebra").explain()
        assert "ikz_search_" in plan and "Bitmap Index Scan" in plan, (model, plan)


@pytest.mark.postgres
def test_a_role_that_owns_nothing_prepares_where_nothing_is_missing(circle):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE ikz_reads_only; SET LOCAL ROLE ikz_reads_only")
        make_functions(using="default")
        index_after_migrating(using="default")
        cursor.execute("RESET ROLE")
    assert is_indexed(connection)


@pytest.mark.postgres
def test_without_the_extension_the_search_goes_on_and_says_so(circle, caplog):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE; CREATE ROLE ikz_may_not; SET LOCAL ROLE ikz_may_not")
        index_after_migrating(using="default")
        cursor.execute("RESET ROLE")
    assert not is_indexed(connection) and "pg_trgm" in caplog.text
