"""Release, entries by hand and framework conditions on the page of a field; the grid on the initiative's."""

import re

import pytest
from django.urls import reverse

from initiatives.domain.circle import conditions
from initiatives.domain.fields import fields, gate_items, overrides, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.snapshots import council_paper
from initiatives.domain.state.loading import facts
from initiatives.enums import GateKind, Participation
from initiatives.models import ConditionOverride, Field, GateItem, PhaseTransition
from tests.support.personas import BEGIN
from tests.views.parts import cut, part, same

ITEM = {"kind": "fixed", "result": "done", "text": "Im Treffen festgelegt", "effective_on": "05.01.2026"}


@pytest.fixture
def url(circle):
    return reverse("field", args=[circle.payroll.pk])


@pytest.fixture
def one_hand(circle):
    """A condition that is open as long as the proposal has no lead."""
    return conditions.add(
        initiative=circle.initiative,
        text="Verantwortung in einer Hand",
        rule_key="one_hand",
        by=None,
        at=moments.now(),
    )


def edit_url(url, section):
    return f"{url}?bearbeiten={section}"


def lead(circle, name="duelmen", contact=""):
    place, at = getattr(circle, name), moments.now()
    fields.set_participation(
        field=circle.payroll, organisation=place, status=Participation.PARTICIPATING, by=None, at=at
    )
    fields.set_lead(field=circle.payroll, organisation=place, contact=contact, by=None, at=at)


def phase(circle):
    row = Field.objects.get(pk=circle.payroll.pk)
    return row.phase, row.side_state


def section(client, url, name):
    return cut(client.get(url).content.decode(), name)


def written():
    return PhaseTransition.objects.count(), GateItem.objects.count(), ConditionOverride.objects.count()


def test_what_is_missing_says_who_owes_it_and_leads_there_the_own_first(circle, sign_in, url):
    lead(circle)
    workflow.release(
        field=circle.payroll, reason="Wir beginnen", by=circle.people["nottuln"], at=moments.now()
    )
    shown = section(sign_in("rosendahl"), url, "freigabe")
    rows = re.findall(r"<tr.*?</tr>", shown, re.DOTALL)[1:]
    assert 'class="ikz-own"' in rows[0] and "Gemeinde Rosendahl" in rows[0] and 'href="#voten"' in rows[0]
    assert not any("ikz-own" in row for row in rows[1:])
    assert "Die Freigabe erteilt die einladende Kommune, Gemeinde Nottuln" in shown
    assert f'<time datetime="{circle.round.deadline:%Y-%m-%d}">' in rows[0]


def test_each_missing_point_links_to_a_section_of_the_page(circle, sign_in, url):
    page = sign_in("duelmen").get(url).content.decode()
    anchors = set(re.findall(r'href="#([a-z]+)"', cut(page, "freigabe")))
    assert {"nachweise", "beschreibung", "beteiligte"} <= anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert "Freigabe „Interne Abstimmung“" in page
    assert "4 Punkte fehlen" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_a_release_is_refused_without_a_reason_and_given_with_one(circle, sign_in, url, htmx):
    client, address = sign_in("nottuln"), edit_url(url, "freigabe")
    send = (lambda data: part(client, address, "feld", data)) if htmx else (lambda d: client.post(address, d))
    refused = send({"seen": "0", "reason": ""})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert 'href="#id_reason"' in html and "Für die Freigabe fehlen noch 4 Punkte" in html
    assert phase(circle) == (0, None) and not PhaseTransition.objects.exists()
    given = send({"seen": "0", "reason": "Der Rat drängt"})
    assert given.status_code == (200 if htmx else 303)
    assert phase(circle) == (1, None)
    assert len(PhaseTransition.objects.get().missing) == 4


def test_a_release_in_spite_of_missing_points_is_shown_to_everyone(circle, sign_in, url):
    sign_in("nottuln").post(edit_url(url, "freigabe"), {"seen": "0", "reason": "Der Rat drängt"})
    for persona in ("duelmen", "reader", "county", "administrator"):
        shown = section(sign_in(persona), url, "freigabe")
        assert "trotz offener Punkte" in shown and "Der Rat drängt" in shown
        assert circle.people["nottuln"].title in shown
        assert "Federführung benennen" in shown


def test_a_release_asked_twice_happens_once(circle, sign_in, url):
    client, data = sign_in("nottuln"), {"seen": "0", "reason": "Los"}
    assert client.post(edit_url(url, "freigabe"), data).status_code == 303
    second = client.post(edit_url(url, "freigabe"), data)
    assert second.status_code == 422 and "inzwischen in der Phase" in second.content.decode()
    assert phase(circle) == (1, None)


def test_a_field_rests_is_taken_up_and_goes_back(circle, sign_in, url):
    client = sign_in("nottuln")
    rest = {"seen": "0", "side_state": "on_hold", "reason": ""}
    answer = client.post(edit_url(url, "ruhen"), rest)
    assert answer.status_code == 422 and 'value="on_hold"' in answer.content.decode()
    assert client.post(edit_url(url, "ruhen"), rest | {"reason": "Bis März"}).status_code == 303
    assert phase(circle) == (0, "on_hold")
    shown = section(client, url, "freigabe")
    assert "bearbeiten=aufnehmen" in shown and "bearbeiten=freigabe" not in shown and "<table" not in shown
    assert client.post(edit_url(url, "freigabe"), {"seen": "0", "reason": "X"}).status_code == 422
    assert client.post(edit_url(url, "aufnehmen"), {"seen": "0 on_hold", "reason": " "}).status_code == 422
    assert client.post(edit_url(url, "aufnehmen"), {"seen": "0 on_hold", "reason": "März"}).status_code == 303
    assert phase(circle) == (0, None)
    client.post(edit_url(url, "freigabe"), {"seen": "0", "reason": "Los"})
    back = {"seen": "1", "phase": "0", "reason": "Neu zuschneiden"}
    assert client.post(edit_url(url, "oeffnen"), back | {"phase": "3"}).status_code == 422
    assert client.post(edit_url(url, "oeffnen"), back).status_code == 303
    assert phase(circle) == (0, None)
    assert "wieder geöffnet" in section(sign_in("reader"), url, "freigabe")


@pytest.mark.parametrize("name", ["freigabe", "ruhen", "aufnehmen", "oeffnen"])
@pytest.mark.parametrize("persona", ["duelmen", "rosendahl", "reader", "county", "administrator"])
def test_only_the_convening_municipality_moves_a_field(circle, sign_in, url, name, persona):
    client = sign_in(persona)
    data = {"seen": "0", "phase": "0", "side_state": "ended", "reason": "Schluss"}
    assert client.get(edit_url(url, name)).status_code == 403
    assert client.post(edit_url(url, name), data).status_code == 403
    assert "bearbeiten=" not in section(client, url, "freigabe")
    assert phase(circle) == (0, None) and not PhaseTransition.objects.exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_an_entry_by_hand_settles_its_point(circle, sign_in, url, htmx):
    client, address = sign_in("duelmen"), edit_url(url, "nachweis")
    assert "Festlegung als Feld durch" in section(client, url, "freigabe")
    assert (part(client, address, "feld", ITEM) if htmx else client.post(address, ITEM)).status_code < 400
    assert "Festlegung als Feld durch" not in section(client, url, "freigabe")
    shown = section(sign_in("reader"), url, "nachweise")
    for text in ("Festlegung als Feld im Treffen", "erledigt", "05.01.2026", "Im Treffen festgelegt"):
        assert text in shown
    assert circle.people["duelmen"].title in shown and "<form" not in shown


@pytest.mark.parametrize("kind", ["tax", "procurement", "data_protection", "personnel_council"])
def test_a_check_has_result_day_and_reason_and_is_put_before_the_council(circle, sign_in, url, kind):
    client, word = sign_in("duelmen"), GateKind(kind).label
    needless = ITEM | {"kind": kind, "result": "not_needed", "text": ""}
    refused = client.post(edit_url(url, "nachweis"), needless)
    assert refused.status_code == 422 and 'href="#id_reason"' in refused.content.decode()
    assert client.post(edit_url(url, "nachweis"), needless | {"reason": "Kein Umsatz"}).status_code == 303
    assert client.post(edit_url(url, "nachweis"), ITEM | {"kind": kind, "text": "Geprüft"}).status_code == 303
    shown = section(sign_in("reader"), url, "nachweise")
    for text in (word, "entfällt", "Kein Umsatz", "erledigt", "Geprüft", "05.01.2026"):
        assert text in shown, text
    state = facts(circle.initiative.pk)
    core = council_paper.core(state, circle.round, "", moments.today())
    grounds = [one for found in core.fields for one in found.grounds]
    assert [(one.name, one.text) for one in grounds if one.name == word] == [(word, "Geprüft")]


def test_a_later_entry_takes_the_place_of_the_one_before(circle, sign_in, url):
    client = sign_in("duelmen")
    client.post(edit_url(url, "nachweis"), ITEM)
    client.post(edit_url(url, "nachweis"), ITEM | {"text": "Neu gefasst"})
    shown = section(client, url, "nachweise")
    assert shown.index("Neu gefasst") < shown.index("Im Treffen festgelegt")
    assert shown.count("später ersetzt") == 1


INVALID = [
    (ITEM | {"result": "not_needed"}, "id_reason", "Im Treffen festgelegt"),
    (ITEM | {"kind": "standard", "text": ""}, "id_text", "05.01.2026"),
    (ITEM | {"effective_on": "05.01.2126"}, "id_effective_on", "05.01.2126"),
    (ITEM | {"effective_on": "30.02.2026"}, "id_effective_on", "30.02.2026"),
    (ITEM | {"link": "javascript:alert(1)"}, "id_link", "Im Treffen festgelegt"),
    (ITEM | {"kind": "unsinn"}, "id_kind", "Im Treffen festgelegt"),
    (ITEM | {"kind": "loss_accepted"}, "id_kind", "Im Treffen festgelegt"),  # Dülmen does not take part
]


@pytest.mark.parametrize(("data", "anchor", "kept"), INVALID)
@pytest.mark.parametrize("htmx", [False, True])
def test_an_entry_that_is_refused_is_kept_in_the_form(circle, sign_in, url, data, anchor, kept, htmx):
    client, address = sign_in("duelmen"), edit_url(url, "nachweis")
    answer = part(client, address, "feld", data) if htmx else client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{anchor}"' in html and f'id="{anchor}"' in html and kept in html
    assert written() == (0, 0, 0)


def test_entries_of_each_are_recorded_for_the_own_organisation_only(circle, sign_in, url):
    lead(circle)
    data = ITEM | {"kind": "loss_accepted", "organisation": str(circle.nottuln.pk)}
    assert sign_in("duelmen").post(edit_url(url, "nachweis"), data).status_code == 303
    assert GateItem.objects.get().organisation == circle.duelmen


def test_the_form_begins_with_what_the_release_needs(circle, sign_in, url):
    form = section(sign_in("duelmen"), edit_url(url, "nachweis"), "nachweise")
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', form, re.DOTALL)
    assert groups[0][0] == "Das fehlt noch"
    assert re.findall(r'value="(\w+)"', groups[0][1]) == ["fixed"]
    assert '<option value="fixed" selected>' in form


def test_the_conditions_are_shown_what_is_wrong_first(circle, sign_in, url, one_hand):
    lead(circle, contact="Personalamt")
    shown = section(sign_in("reader"), url, "rahmen")
    assert "1 offen, 1 erfüllt" in shown
    assert shown.index("Höhere Wirtschaftlichkeit") < shown.index("Verantwortung in einer Hand")
    assert "Es fehlen die Kosten von Dülmen" in shown and 'href="#kosten"' in shown
    assert "Federführend: Stadt Dülmen, Personalamt." in shown
    assert shown.count('href="#c-open"') == 1 and shown.count('href="#c-met"') == 1


def test_a_condition_is_overruled_and_taken_back(circle, sign_in, url, one_hand):
    client, address = sign_in("duelmen"), edit_url(url, f"urteil-{one_hand.pk}")
    assert 'value="open"' not in section(client, address, "rahmen")  # computed anyway
    answer = client.post(address, {"result": "met", "reason": " "})
    assert answer.status_code == 422 and 'href="#id_reason"' in answer.content.decode()
    assert not ConditionOverride.objects.exists()
    assert client.post(address, {"result": "met", "reason": "Ein Amt ist bestimmt"}).status_code == 303
    shown = section(sign_in("reader"), url, "rahmen")
    assert "1 offen, 1 erfüllt" in shown
    assert "Ein Amt ist bestimmt" in shown and circle.people["duelmen"].title in shown
    assert "Berechnet: offen" in shown
    assert client.post(address, {"result": "computed", "reason": "War ein Irrtum"}).status_code == 303
    assert "2 offen" in section(client, url, "rahmen")


def test_an_outdated_overrule_is_marked_and_does_not_count(circle, sign_in, url, one_hand):
    overrides.overrule(
        field=circle.payroll,
        condition=one_hand,
        result="not_met",
        reason="Zwei Ämter streiten",
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    client = sign_in("reader")
    assert "1 nicht erfüllt, 1 offen" in section(client, url, "rahmen")
    lead(circle, contact="Personalamt")
    shown = section(client, url, "rahmen")
    assert "1 offen, 1 erfüllt" in shown
    assert "Überholtes Urteil" in shown and "Zwei Ämter streiten" in shown and "damals war „offen“" in shown


def test_a_condition_is_checked_against_the_other_fields_too(circle, sign_in):
    conditions.add(
        initiative=circle.initiative,
        text="Vorrang für Hintergrundprozesse",
        rule_key="back_office_first",
        by=None,
        at=moments.now(),
    )
    at = moments.now()
    Field.objects.filter(pk=circle.payroll.pk).update(aim="Ziel", description="Text")
    lead(circle)
    workflow.release(field=circle.hotline, reason="Los", by=None, at=at)
    shown = section(sign_in("duelmen"), reverse("field", args=[circle.hotline.pk]), "rahmen")
    assert "während Hintergrundfelder warten: Personalabrechnung" in shown


@pytest.mark.parametrize(
    ("persona", "status"), [("reader", 403), ("county", 403), ("administrator", 403), ("stranger", 404)]
)
def test_who_does_not_work_on_the_field_neither_records_nor_overrules(
    circle, sign_in, url, one_hand, persona, status
):
    client = sign_in(persona)
    for name, data in (
        ("nachweis", ITEM),
        (f"urteil-{one_hand.pk}", {"result": "met", "reason": "Weil"}),
    ):
        assert client.get(edit_url(url, name)).status_code == status
        assert client.post(edit_url(url, name), data).status_code == status
    assert written() == (0, 0, 0)


def test_the_county_that_has_joined_works_along(circle, sign_in, url, one_hand):
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.county,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    client = sign_in("county")
    assert client.post(edit_url(url, "nachweis"), ITEM).status_code == 303
    judged = {"result": "met", "reason": "Weil"}
    assert client.post(edit_url(url, f"urteil-{one_hand.pk}"), judged).status_code == 303


def test_a_condition_of_elsewhere_is_not_there(sign_in, url):
    assert sign_in("duelmen").get(edit_url(url, "urteil-99")).status_code == 404


@pytest.mark.parametrize("name", ["freigabe", "ruhen", "oeffnen", "nachweis", "urteil"])
def test_a_swap_equals_a_reload(circle, sign_in, url, one_hand, name):
    client = sign_in("nottuln")
    address = edit_url(url, f"urteil-{one_hand.pk}" if name == "urteil" else name)
    swapped = part(client, address, "feld").content.decode()
    assert same(swapped, cut(client.get(address).content.decode(), "feld"))
    assert 'class="ikz-form"' in swapped


def test_markup_in_what_was_typed_is_shown_as_text(circle, sign_in, url, one_hand):
    client, nasty = sign_in("nottuln"), "<script>alert(1)</script>"
    client.post(edit_url(url, "nachweis"), ITEM | {"text": nasty})
    client.post(edit_url(url, f"urteil-{one_hand.pk}"), {"result": "met", "reason": nasty})
    client.post(edit_url(url, "freigabe"), {"seen": "0", "reason": nasty})
    page = client.get(url).content.decode()
    assert page.count("alert(1)") >= 3 and nasty not in page


def test_the_grid_counts_each_condition_over_all_fields(circle, sign_in, one_hand):
    lead(circle, contact="Personalamt")
    page = sign_in("reader").get(reverse("initiative", args=[circle.initiative.pk])).content.decode()
    grid = cut(page, "rahmen")
    rows = re.findall(r"<tr>.*?</tr>", grid, re.DOTALL)
    assert len(rows) == 3 and rows[0].count('scope="col"') == 4
    assert "2 offen" in rows[1] and rows[1].count("ikz-result--open") == 2
    assert "1 offen, 1 erfüllt" in rows[2]
    assert f'href="{reverse("field", args=[circle.hotline.pk])}#rahmen"' in rows[0]
    legend = grid[grid.index("ikz-legend") :]
    assert all(word in legend for word in ("erfüllt", "offen", "nicht erfüllt", "entfällt"))


def test_many_entries_and_overrules_cost_no_more_than_none(
    circle, sign_in, url, one_hand, django_assert_max_num_queries
):
    client, by = sign_in("duelmen"), circle.people["duelmen"]
    client.get(url)
    with django_assert_max_num_queries(52) as few:
        client.get(url)
    for number in range(20):
        gate_items.record(
            field=circle.payroll,
            kind="involvement",
            result="done",
            text=f"Runde {number}",
            by=by,
            at=moments.now(),
        )
    judged = {"field": circle.payroll, "condition": one_hand, "by": by, "at": moments.now()}
    overrides.overrule(result="met", reason="Ja", **judged)
    workflow.release(field=circle.payroll, reason="Los", by=by, at=moments.now())
    with django_assert_max_num_queries(52) as many:
        assert "Runde 19" in client.get(url).content.decode()
    assert len(few) == len(many)


def test_in_operation_stands_what_its_end_lacks_and_the_end_keeps_it(circle, sign_in, url):
    workflow.record_past(
        field=circle.payroll,
        phase=6,
        side_state=None,
        reason="Läuft schon",
        effective_on=BEGIN,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    client = sign_in("nottuln")
    shown = section(client, url, "freigabe")
    assert "Das Feld ist in der letzten Phase." in shown
    assert "Was fehlt, um das Feld zu beenden" in shown and "Überprüfung erfassen" in shown
    assert "freigeben" not in shown and "Punkt fehlt" not in client.get(url).content.decode()
    ended = {"seen": "6", "side_state": "ended", "reason": "Ausgelaufen"}
    assert client.post(edit_url(url, "ruhen"), ended).status_code == 303
    shown = section(sign_in("reader"), url, "freigabe")
    for text in ("Das Feld wurde beendet trotz offener Punkte", "Ausgelaufen", "Überprüfung erfassen"):
        assert text in shown
    entry = ITEM | {"kind": "review", "text": "Es endet", "outcome": "end"}
    taken_up = {"seen": "6 ended", "reason": "Noch die Überprüfung"}
    assert client.post(edit_url(url, "aufnehmen"), taken_up).status_code == 303
    assert client.post(edit_url(url, "nachweis"), entry).status_code == 303
    assert "Um es zu beenden, fehlt nichts." in section(client, url, "freigabe")
    assert client.post(edit_url(url, "ruhen"), ended).status_code == 303
    assert "trotz offener Punkte" not in section(client, url, "freigabe")
