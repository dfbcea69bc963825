"""The page of a baseline: begun, asked, answered in one form, rows added and taken out without a script, conflicts, the past."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.models import Answer, Document
from tests.domain.money.baselines import DAY, WHOLE, asked, give, led
from tests.support.files import upload
from tests.views.money.forms import name, opened, page, shown
from tests.views.parts import cut, part, same


@pytest.fixture
def url(circle):
    return led(circle)


@pytest.fixture
def made(circle, url):
    return asked(circle)


@pytest.mark.parametrize(
    ("persona", "section", "status"),
    [
        ("duelmen", "fragebogen", 200),
        ("nottuln", "fragebogen", 200),  # convenes
        ("rosendahl", "fragebogen", 403),
        ("rosendahl", "frage", 403),
        ("reader", "frage", 403),
        ("county", "antworten-{duelmen}", 403),
        ("rosendahl", "antworten-{rosendahl}", 200),
        ("rosendahl", "antworten-{duelmen}", 403),
        ("duelmen", "antworten-{rosendahl}", 200),  # records the past
        ("administrator", "antworten-{rosendahl}", 200),
        ("administrator", "frage", 403),
        ("duelmen", "antworten-{nottuln}", 404),  # does not take part
        ("duelmen", "anlegen", 200),  # too late: the page as it is
    ],
)
def test_who_may_do_what(circle, sign_in, url, made, persona, section, status):
    places = {one: getattr(circle, one).pk for one in ("nottuln", "duelmen", "rosendahl")}
    answer = sign_in(persona).get(opened(url, section.format(**places)))
    assert answer.status_code == status
    if section == "anlegen":
        assert answer.context["editing"] == ""


def test_everything_is_answered_in_one_form_as_it_is_typed_here(
    circle, sign_in, url, made, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    section = opened(url, f"antworten-{circle.duelmen.pk}")
    client = sign_in("duelmen")
    listed = name(made, "Verfahren im Einsatz")
    data = shown(client, section) | {
        name(made, "Abrechnungen"): "1.234,5",
        name(made, "Kosten heute"): "43.900 EUR",
        name(made, "Besonderes"): "Mit Beihilfe",
        name(made, "Wer rechnet ab?"): "wir",
        name(made, "Vertretung gesichert?"): "nein",
        name(made, "Stand vom"): "31.12.2025",
        name(made, "Konzept"): upload("Konzept.pdf"),
        f"{listed}-rows": "2",
        f"{listed}-0-verfahren": "Lohn A",
        f"{listed}-0-kosten": "1.234,- €",
        f"{listed}-0-vertragsende": "31.12.2027",
        f"{listed}-1-verfahren": "",
        "note": "Erhebung",
    }
    answer = client.post(section, data)
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#angaben-{circle.duelmen.pk}")
    stands = {one.question.text: one.value for one in Answer.objects.select_related("question")}
    assert stands == {
        "Abrechnungen": "1234.5",
        "Kosten heute": 4_390_000,
        "Besonderes": "Mit Beihilfe",
        "Wer rechnet ab?": "wir",
        "Vertretung gesichert?": False,
        "Stand vom": "2025-12-31",
        "Konzept": "Konzept",
        "Verfahren im Einsatz": [{"verfahren": "Lohn A", "kosten": 123_400, "vertragsende": "2027-12-31"}],
    }
    text = page(client, url)
    assert "8 Angaben sind gespeichert." in text
    assert "<b>1 von 2 Beteiligten</b> hat alles beantwortet, 1 offen: Rosendahl." in text
    for told in (
        "1.234,5 im Monat",
        "43.900,00\u00a0€ im Jahr",
        "1.234,00\u00a0€",
        "Konzept.pdf",
        "Erhebung",
    ):
        assert told in text
    again = shown(client, section)
    assert again[name(made, "Abrechnungen")] == "1.234,5" and again[f"{listed}-0-kosten"] == "1.234"
    assert client.post(section, again).status_code == 303 and Answer.objects.count() == 8
    assert "Sie haben nichts geändert." in page(client, url)
    back = again | {f"{name(made, 'Konzept')}_zurueck": "on", name(made, "Abrechnungen"): ""}
    client.post(section, back)
    assert {one.question.text for one in Answer.objects.all() if one.value is None} == {
        "Konzept",
        "Abrechnungen",
    }
    assert Document.objects.count() == 1


def test_what_is_missing_is_named_and_not_refused(circle, sign_in, url, made):
    client = sign_in("duelmen")
    section = opened(url, f"antworten-{circle.duelmen.pk}")
    client.post(section, shown(client, section) | {name(made, "Abrechnungen"): "5"})
    text = page(client, url)
    assert (
        "Noch offen:</b> Kosten heute · Wer rechnet ab? · Vertretung gesichert? · Verfahren im Einsatz"
        in text
    )
    assert "<b>0 von 2 Beteiligten</b> haben alles beantwortet, 2 offen: Dülmen und Rosendahl." in text


@pytest.mark.parametrize(
    ("text", "typed", "says"),
    [
        ("Abrechnungen", "1,2,3", "Bitte geben Sie eine Zahl an"),
        ("Abrechnungen", "-5", "unter null"),
        ("Kosten heute", "1,2,3", "Betrag in Euro"),
        ("Kosten heute", "-5", "nicht kleiner als null"),
        ("Stand vom", "31.02.2026", "Den 31.02.2026 gibt es nicht"),
        ("Wer rechnet ab?", "sie", "Diese Auswahl gibt es hier nicht"),
    ],
)
def test_what_cannot_be_read_is_named_and_all_that_was_typed_stays(
    circle, sign_in, url, made, text, typed, says
):
    client = sign_in("duelmen")
    section = opened(url, f"antworten-{circle.duelmen.pk}")
    listed = name(made, "Verfahren im Einsatz")
    cells = {f"{listed}-rows": "1", f"{listed}-0-verfahren": "Lohn A", "note": "Erhebung"}
    answer = client.post(section, shown(client, section) | cells | {name(made, text): typed})
    content = answer.content.decode()
    assert answer.status_code == 422 and says in content
    assert 'value="Lohn A"' in content and 'value="Erhebung"' in content
    if text != "Wer rechnet ab?":
        assert f'value="{typed}"' in content
    assert not Answer.objects.exists()


def test_a_cell_that_cannot_be_read_is_named_with_its_row(circle, sign_in, url, made):
    client = sign_in("duelmen")
    section = opened(url, f"antworten-{circle.duelmen.pk}")
    listed = name(made, "Verfahren im Einsatz")
    cells = {
        f"{listed}-rows": "2",
        f"{listed}-0-verfahren": "Lohn A",
        f"{listed}-0-kosten": "5",
        f"{listed}-1-verfahren": "Zeit B",
        f"{listed}-1-kosten": "1,2,3",
    }
    answer = client.post(section, shown(client, section) | cells)
    assert answer.status_code == 422
    assert "Zeile 2, Kosten (Euro im Jahr): Bitte geben Sie einen Betrag" in answer.content.decode()
    rows = answer.context["form"][listed].rows
    assert [bool(row.cells[1].errors) for row in rows] == [False, True]
    assert rows[1].cells[1].value() == "1,2,3"


def test_rows_are_added_and_taken_out_without_a_script_and_nothing_is_saved(circle, sign_in, url, made):
    client = sign_in("duelmen")
    section = opened(url, f"antworten-{circle.duelmen.pk}")
    listed = name(made, "Verfahren im Einsatz")
    data = shown(client, section) | {f"{listed}-0-verfahren": "A", name(made, "Kosten heute"): "1,2,3"}
    longer = client.post(section, data | {"tun": f"zeile:{listed}"})
    form = longer.context["form"]
    assert longer.status_code == 200 and not form.errors
    assert [row.cells[0].value() for row in form[listed].rows] == ["A", ""]
    assert [row.takes_focus for row in form[listed].rows] == [False, True]
    assert form[name(made, "Kosten heute")].value() == "1,2,3"
    data |= {f"{listed}-rows": "3", f"{listed}-1-verfahren": "B", f"{listed}-2-verfahren": "C"}
    shorter = client.post(section, data | {"tun": f"weg:{listed}:0"})
    form = shorter.context["form"]
    assert [row.cells[0].value() for row in form[listed].rows] == ["B", "C"] and form[listed].adds_focus
    assert not Answer.objects.exists()
    assert sign_in("rosendahl").post(section, data | {"tun": f"zeile:{listed}"}).status_code == 403
    assert client.post(opened(url, "antworten-0"), data | {"tun": f"zeile:{listed}"}).status_code == 404
    assert client.post(section, data | {"tun": "anderes"}).status_code == 422  # no such wish: it is a save


def test_a_list_that_nobody_can_read_is_taken_for_empty(circle, sign_in, url, made):
    client = sign_in("duelmen")
    section = opened(url, f"antworten-{circle.duelmen.pk}")
    listed = name(made, "Verfahren im Einsatz")
    for typed in ("{", "5", '[5, {"verfahren": ["x"]}]', "null"):
        data = {
            name: value for name, value in shown(client, section).items() if not name.startswith(f"{listed}-")
        }
        assert client.post(section, data | {listed: typed}).status_code in (303, 422)
    for count in ("-1", "abc", "99999", ""):
        data = shown(client, section) | {f"{listed}-rows": count}
        assert client.post(section, data).status_code == 303


def test_two_of_one_municipality_see_what_the_other_saved(circle, sign_in, url, made):
    client = sign_in("duelmen")
    section = opened(url, f"antworten-{circle.duelmen.pk}")
    give(circle, made, "duelmen", {"Kosten heute": 100, "Verfahren im Einsatz": [{"verfahren": "Alt"}]})
    data = shown(client, section)
    give(
        circle,
        made,
        "duelmen",
        {"Kosten heute": 200_000, "Verfahren im Einsatz": [{"verfahren": "Neu"}], "Abrechnungen": "1.234"},
    )
    listed = name(made, "Verfahren im Einsatz")
    mine = data | {name(made, "Kosten heute"): "3.000", f"{listed}-0-verfahren": "Meins"}
    answer = client.post(section, mine)
    content = answer.content.decode()
    assert answer.status_code == 409 and "2.000,00" in content and "Neu" in content
    form = answer.context["form"]
    assert form[name(made, "Kosten heute")].value() == "3.000"
    assert form[name(made, "Abrechnungen")].value() == "1,234"  # what only the other changed
    assert [row.cells[0].value() for row in form[listed].rows] == ["Meins"]
    again = {
        field.html_name: field.value() or ""
        for field in form
        if field.html_name not in (listed, "effective_on")
    }
    again |= {f"{listed}-rows": "1", f"{listed}-0-verfahren": "Meins"}
    for radio in ("Wer rechnet ab?", "Vertretung gesichert?"):
        again[name(made, radio)] = ""
    assert client.post(section, again).status_code == 303
    last = Answer.objects.filter(question__text="Verfahren im Einsatz").last()
    assert last.value == [{"verfahren": "Meins"}]
    assert Answer.objects.filter(question__text="Abrechnungen").get().value == "1.234"


def test_who_records_the_past_says_from_where(circle, sign_in, url, made):
    client = sign_in("duelmen")
    section = opened(url, f"antworten-{circle.rosendahl.pk}")
    data = shown(client, section) | {name(made, "Abrechnungen"): "5", "effective_on": "03.02.2026"}
    assert client.post(section, data).status_code == 422
    assert client.post(section, data | {"note": "Akten des Hauptamts"}).status_code == 303
    entry = Answer.objects.get()
    assert (entry.organisation, entry.effective_on, entry.note) == (
        circle.rosendahl,
        DAY + timedelta(days=1),
        "Akten des Hauptamts",
    )
    text = page(sign_in("rosendahl"), url)
    assert "Akten des Hauptamts" in text and "nachgetragen am" in text


def test_the_swapped_part_is_the_page(circle, sign_in, url, made):
    give(circle, made, "duelmen", WHOLE)
    client = sign_in("duelmen")
    whole = cut(client.get(url).content.decode(), "bestandsaufnahme")
    assert same(part(client, url, "bestandsaufnahme").content.decode(), whole)


def test_an_answer_is_put_right_among_the_entries_of_the_field(circle, sign_in, url, made):
    (entry,) = give(circle, made, "duelmen", {"Verfahren im Einsatz": [{"verfahren": "Lohn A"}]})
    entries = reverse("field_entries", args=[circle.payroll.pk])
    section = opened(entries, f"angabe-{entry.pk}")
    client = sign_in("duelmen")
    assert "Bestandsaufnahme der Stadt Dülmen: Verfahren im Einsatz" in page(client, entries)
    data = shown(client, section) | {"correction_reason": "Falscher Name"}
    assert client.post(section, data | {"value-0-verfahren": "Lohn B"}).status_code == 303
    assert Answer.objects.last().value == [{"verfahren": "Lohn B"}]
    assert sign_in("rosendahl").get(opened(entries, f"angabe-{Answer.objects.last().pk}")).status_code == 403
