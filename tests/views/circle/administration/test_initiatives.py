"""Initiatives by the administrator's pages: founded, changed in place, with their circle, conditions and fields."""

import html
import re
from datetime import date

import pytest

from initiatives.domain.state.loading import facts
from initiatives.models import Event, Field, FrameworkCondition, Initiative, Organisation
from tests.views.parts import without_tokens

LIST = "/verwaltung/initiativen/"
NEW = f"{LIST}neu/"
HTMX = {"HX-Request": "true", "HX-Target": "initiative-verwalten"}


def typed(circle, **changed):
    return {
        "title": "Zweite Initiative",
        "short_title": "Zweite",
        "county": circle.county.pk,
        "convening": circle.duelmen.pk,
        "documented_from": "01.10.2026",
        "background": "Der Anlass.",
        "conditions_note": "",
        "participants": [circle.nottuln.pk, circle.duelmen.pk],
    } | changed


def followed(client, response):
    """The page that a redirect leads to."""
    assert response.status_code == 303
    return client.get(response["Location"])


def page(response) -> str:
    return html.unescape(response.content.decode())


def of(circle, section: str = "") -> str:
    return f"{LIST}{circle.initiative.pk}/" + (f"?bearbeiten={section}" if section else "")


def opened(client, address) -> dict:
    """What the browser would send if nothing were changed."""
    form = client.get(address).context["form"]
    return {
        name: [getattr(one, "pk", one) for one in value]
        if isinstance(value := form[name].value(), list)
        else value or ""
        for name in form.fields
    }


def test_an_initiative_is_founded(circle, sign_in):
    client = sign_in("administrator")
    shown = page(followed(client, client.post(NEW, typed(circle))))
    assert "Die Initiative ist angelegt." in shown
    made = facts(Initiative.objects.get(short_title="Zweite").pk)
    assert made.convening.name == "Dülmen"
    assert {one.name for one in made.participants} == {"Nottuln", "Dülmen"}
    assert made.documented_from == date(2026, 10, 1)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "formular"}])
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": ""}, "title", "Bitte füllen Sie dieses Feld aus."),
        ({"short_title": "x" * 41}, "short_title", "40"),
        ({"documented_from": "31.02.2026"}, "documented_from", "Den 31.02.2026 gibt es nicht."),
        ({"documented_from": "01.01.2199"}, "documented_from", "liegt in der Zukunft"),
        ({"participants": []}, "participants_0", "Bitte wählen Sie"),
        ({"participants": ["999999"]}, "participants_0", ""),
        ({"convening": "rosendahl"}, "convening", "gehört zu den teilnehmenden"),
    ],
)
def test_wrong_input_is_refused_and_kept(circle, sign_in, changed, field, words, headers):
    changed = {
        name: circle.rosendahl.pk if value == "rosendahl" else value for name, value in changed.items()
    }
    before = Initiative.objects.count(), Event.objects.count()
    response = sign_in("administrator").post(NEW, typed(circle, **changed), headers=headers)
    shown = page(response)
    assert response.status_code == 422
    assert f'<a href="#id_{field}">' in shown
    assert f'id="id_{field}"' in shown, "the link of the summary leads somewhere"
    assert words in shown
    assert "Der Anlass." in shown
    assert before == (Initiative.objects.count(), Event.objects.count())
    if "participants" not in changed:
        assert len(re.findall(r'name="participants" [^>]* checked', shown)) == 2


@pytest.mark.parametrize("section", ["", "angaben", "teilnehmende", "rahmenbedingungen", "felder"])
def test_a_section_in_place_is_the_page_of_a_reload(circle, sign_in, section, django_assert_max_num_queries):
    client = sign_in("administrator")
    with django_assert_max_num_queries(20):
        part = page(client.get(of(circle, section), headers=HTMX))
    whole = page(client.get(of(circle, section)))
    title, _, content = without_tokens(part).partition("</title>")
    assert title in whole and content.strip() in without_tokens(whole)
    assert client.get(of(circle, "unsinn")).status_code == 404


def test_the_data_are_changed(circle, sign_in):
    client = sign_in("administrator")
    sent = opened(client, of(circle, "angaben")) | {"title": "Anderer Titel", "convening": ""}
    assert "Die Angaben sind gespeichert." in page(followed(client, client.post(of(circle, "angaben"), sent)))
    circle.initiative.refresh_from_db()
    assert (circle.initiative.title, circle.initiative.convening) == ("Anderer Titel", None)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_administrators_change_the_same_and_the_second_sees_both(circle, sign_in, headers):
    client, address = sign_in("administrator"), of(circle, "angaben")
    sent = opened(client, address)
    sign_in("county_administrator").post(address, sent | {"title": "Theirs", "convening": circle.duelmen.pk})
    response = client.post(address, sent | {"title": "Meine"}, headers=headers)
    shown = page(response)
    assert response.status_code == 409
    assert all(
        words in shown for words in ("Theirs", 'value="Meine"', "Fachadministration des Kreises Coesfeld")
    )
    circle.initiative.refresh_from_db()
    assert (circle.initiative.title, circle.initiative.version) == ("Theirs", sent["version"] + 1)
    again = response.context["form"]
    assert client.post(address, {name: again[name].value() or "" for name in again.fields}).status_code == 303
    circle.initiative.refresh_from_db()
    assert (circle.initiative.title, circle.initiative.convening) == ("Meine", circle.duelmen)


def test_two_administrators_change_different_values_and_both_are_saved(circle, sign_in):
    client, address = sign_in("administrator"), of(circle, "angaben")
    sent = opened(client, address)
    client.post(address, sent | {"title": "Theirs"})
    shown = page(followed(client, client.post(address, sent | {"short_title": "Meins"})))
    assert "Beides ist gespeichert." in shown
    circle.initiative.refresh_from_db()
    assert (circle.initiative.title, circle.initiative.short_title) == ("Theirs", "Meins")


def test_participants_come_and_go_also_by_two_at_once(circle, sign_in):
    senden = Organisation.objects.create(
        kind="gemeinde", name="Senden", designation="Gemeinde Senden", ags="05558044", county=circle.county
    )
    client, address = sign_in("administrator"), of(circle, "teilnehmende")
    sent = opened(client, address)
    everybody = sent["participants"]
    client.post(address, sent | {"participants": [*everybody, senden.pk]})
    client.post(address, sent | {"participants": [pk for pk in everybody if pk != circle.rosendahl.pk]})
    assert {one.name for one in facts(circle.initiative.pk).participants} == {"Nottuln", "Dülmen", "Senden"}
    refused = client.post(address, sent | {"participants": [circle.duelmen.pk]})
    assert refused.status_code == 422
    assert "einladende Kommune kann nicht ausscheiden" in page(refused)
    assert client.post(address, {"participants": []}).status_code == 422
    assert len(facts(circle.initiative.pk).participants) == 3


def test_conditions_are_added_reworded_and_ended(circle, sign_in):
    client, one = sign_in("administrator"), FrameworkCondition.objects.get()
    button = f"{LIST}{circle.initiative.pk}/neun-rahmenbedingungen/"
    assert "Die neun Rahmenbedingungen übernehmen" in page(client.get(of(circle)))
    assert "8 Rahmenbedingungen übernommen." in page(followed(client, client.post(button)))
    assert "Die neun Rahmenbedingungen übernehmen" not in page(client.get(of(circle)))
    twice = client.post(
        of(circle, "rahmenbedingungen"), {"text": one.text.upper(), "rule_key": "", "origin": ""}
    )
    assert twice.status_code == 422
    assert "gibt es in der Initiative schon" in page(twice)
    client.post(
        of(circle, "rahmenbedingungen"), {"text": "Keine Kündigungen", "rule_key": "", "origin": "Rat"}
    )
    assert facts(circle.initiative.pk).conditions[-1].rule_key is None
    client.post(of(circle, f"rahmenbedingung-{one.pk}"), {"text": "Es rechnet sich"})
    assert facts(circle.initiative.pk).conditions[0].text == "Es rechnet sich"
    assert client.get(of(circle, f"rahmenbedingung-{one.pk}")).status_code == 404, "it no longer stands"
    last = FrameworkCondition.objects.get(text="Keine Kündigungen")
    ending = of(circle, f"ende-{last.pk}")
    assert "„Keine Kündigungen“ gilt nicht mehr." in page(followed(client, client.post(ending)))
    assert client.post(ending).status_code == 404, "it no longer stands"
    assert len(facts(circle.initiative.pk).conditions) == 9


def test_fields_are_added_named_and_ordered_but_not_described(circle, sign_in):
    client = sign_in("administrator")
    button = f"{LIST}{circle.initiative.pk}/sieben-felder/"
    assert "5 Betätigungsfelder vorgeschlagen." in page(followed(client, client.post(button)))
    sent = {
        "title": "Archiv",
        "short_title": "",
        "nature": "back_office",
        "focal_points": "Papier\nDaten",
        "aim": "x",
    }
    assert client.post(of(circle, "felder"), sent).status_code == 303
    made = Field.objects.get(title="Archiv")
    assert (made.focal_points, made.aim, made.phase) == (["Papier", "Daten"], "", 0)
    assert client.post(of(circle, "felder"), sent).status_code == 422
    move = f"/verwaltung/felder/{made.pk}/reihenfolge/"
    for _ in range(7):
        assert client.post(move, {"nach": "oben"}).status_code == 303
    assert facts(circle.initiative.pk).fields[0].title == "Archiv"
    assert client.post(move, {"nach": "oben"}).status_code == 422
    address = of(circle, f"feld-{made.pk}")
    head = opened(client, address)
    assert set(head) == {"title", "short_title", "nature", "version", "effective_on"}
    assert client.post(address, head | {"title": "Kreisarchiv"}).status_code == 303
    stale = client.post(address, head | {"title": "Gemeindearchiv"})
    assert stale.status_code == 409
    assert "Kreisarchiv" in page(stale)
    assert Field.objects.get(pk=made.pk).title == "Kreisarchiv"


def test_an_administrator_edits_no_texts_and_gives_no_positions(circle, sign_in):
    client = sign_in("administrator")
    assert "bearbeiten=" not in page(client.get(f"/felder/{circle.payroll.pk}/"))
    assert (
        client.post(f"/felder/{circle.payroll.pk}/?bearbeiten=beschreibung", {"aim": "x"}).status_code == 403
    )
    ask = circle.ask(circle.nottuln)
    assert client.post(f"/voten/{ask.pk}/", {"stance": "consent"}).status_code in (403, 404)
    assert not ask.positions.exists()


def test_a_countys_administrator_keeps_to_the_initiatives_of_the_county(circle, sign_in):
    client = sign_in("county_administrator")
    other = Initiative.objects.create(
        title="Münsterland", short_title="Münsterland", documented_from=date(2026, 1, 1)
    )
    field = Field.objects.create(
        initiative=other, order=1, title="IT", short_title="IT", proposed_on=date(2026, 1, 1)
    )
    condition = FrameworkCondition.objects.create(
        initiative=other, order=1, text="x", effective_on=date(2026, 1, 1), recorded_at="2026-01-01T00:00Z"
    )
    assert "Münsterland" not in page(client.get(LIST))
    before = Event.objects.count()
    for address in (
        f"{LIST}{other.pk}/?bearbeiten=angaben",
        f"{LIST}{other.pk}/neun-rahmenbedingungen/",
        f"{LIST}{other.pk}/sieben-felder/",
        f"/verwaltung/felder/{field.pk}/reihenfolge/",
        of(circle, f"feld-{field.pk}"),
        of(circle, f"rahmenbedingung-{condition.pk}"),
        of(circle, f"ende-{condition.pk}"),
    ):
        assert client.post(address, {"title": "x", "text": "x"}).status_code == 404, address
    assert client.get(f"{LIST}{other.pk}/").status_code == 404
    ahaus = Organisation.objects.get(name="Ahaus")
    assert "Ahaus" not in page(client.get(NEW)) + page(client.get(of(circle, "teilnehmende")))
    assert client.post(NEW, typed(circle, participants=[ahaus.pk], convening="")).status_code == 422
    assert client.post(NEW, typed(circle, county="")).status_code == 422
    assert Event.objects.count() == before
    assert client.post(NEW, typed(circle)).status_code == 303
