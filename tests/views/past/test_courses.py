"""Entering a past course by its page: all or nothing, what was typed kept, and what it then tells."""

from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import plain
from initiatives.domain.state.loading import facts
from initiatives.enums import Phase
from initiatives.models import (
    Body,
    Event,
    Field,
    FrameworkCondition,
    Initiative,
    Meeting,
    Position,
    Resolution,
    Round,
    Step,
)
from tests.views.parts import cut, part, same

DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def each_entry_is_written_by_the_verb_that_everybody_uses():
    """So a course asks the same of each of its entries."""
    with zeal_ignore():
        yield


@pytest.fixture
def url(circle):
    return reverse("field_past", args=[circle.hotline.pk])


@pytest.fixture
def circle_url(circle):
    return reverse("initiative_past", args=[circle.initiative.pk])


@pytest.fixture
def course(circle):
    council = Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    return {
        "reason": "Akten des Hauptamts",
        "phase-0-day": "10.02.2026",
        "phase-0-state": "1",
        "phase-1-day": "10.05.2026",
        "phase-1-state": "6",
        "part-0-day": "10.01.2026",
        "part-0-organisation": str(circle.nottuln.pk),
        "part-0-status": "leads",
        "part-0-contact": "Hauptamt",
        "part-1-day": "10.01.2026",
        "part-1-organisation": str(circle.duelmen.pk),
        "part-1-status": "participating",
        "round-0-purpose": "taking_part",
        "round-0-day": "10.02.2026",
        "round-0-deadline": "10.03.2026",
        "round-0-closed_on": "10.04.2026",
        "resolution-0-purpose": "taking_part",
        "resolution-0-body": str(council.pk),
        "resolution-0-result": "adopted",
        "resolution-0-day": "10.03.2026",
        "resolution-0-paper_number": "12/2026",
        "resolution-0-votes_for": "12",
        "cost-0-day": "01.03.2026",
        "cost-0-organisation": str(circle.nottuln.pk),
        "cost-0-today": "24.800",
        "cost-0-joint": "20.000,50",
        "cost-0-confidence": "confirmed",
    }


def written():
    return Event.objects.count(), Position.objects.count(), Round.objects.count()


def on(circle, day):
    return facts(circle.initiative.pk, Moment(day, moments.now())).field(circle.hotline.pk)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_course_is_entered_in_one_form(circle, sign_in, url, course, htmx):
    client = sign_in("nottuln")
    answer = part(client, url, "nachtragen", course) if htmx else client.post(url, course)
    assert answer["HX-Redirect" if htmx else "Location"] == reverse("field", args=[circle.hotline.pk])
    field = on(circle, DAY)
    assert (field.phase, field.lead.contact) == (1, "Hauptamt")
    assert plain.told(field, circle.nottuln.pk)["joint"] == 2_000_050
    (resolution,) = field.asks[circle.duelmen.pk].resolutions
    assert (resolution.paper_number, resolution.votes, resolution.confirmed) == (
        "12/2026",
        (12, None, None),
        False,
    )
    assert Field.objects.get(pk=circle.hotline.pk).phase == Phase.OPERATION
    page = client.get(reverse("field", args=[circle.hotline.pk])).content.decode()
    assert "nachgetragen am" in page and "von damals" in page.lower()


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"reason": ""}, "id_reason"),
        ({"phase-1-state": ""}, "id_phase-1-state"),
        ({"phase-1-day": ""}, "id_phase-1-day"),
        ({"phase-1-day": "31.02.2026"}, "id_phase-1-day"),
        ({"phase-1-day": "10.05.2100"}, "id_phase-1-day"),
        ({"phase-1-day": "09.02.2026"}, "id_phase-0-day"),
        ({"part-1-status": "left"}, "id_part-1-day"),
        ({"cost-0-today": "1,2,3"}, "id_cost-0-today"),
        ({"round-0-closed_on": "09.02.2026"}, "id_round-0-closed_on"),
        ({"resolution-0-day": "11.04.2026"}, "id_resolution-0-day"),
        ({"resolution-0-votes_for": "-1"}, "id_resolution-0-votes_for"),
        ({"light-0-day": "10.03.2026", "light-0-light": "red"}, "id_light-0-cause"),
    ],
)
def test_one_wrong_line_refuses_all_at_its_place_and_keeps_what_was_typed(
    circle, sign_in, url, course, values, anchor
):
    client, before = sign_in("nottuln"), written()
    plain = client.post(url, course | values)
    swapped = part(client, url, "nachtragen", course | values)
    assert (plain.status_code, swapped.status_code, written()) == (422, 422, before)
    html = plain.content.decode()
    assert f'href="#{anchor}"' in html and "Hauptamt" in html and "12/2026" in html
    assert same(cut(html, "nachtragen"), swapped.content.decode())


@pytest.fixture
def accession(circle):
    """The county provides from January on; in April Dülmen is to join, and does in May."""
    council = Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    parts = (("10.01.2026", circle.county, "provides"), ("10.01.2026", circle.nottuln, "leads"))
    lines = {"reason": "Akten", "phase-0-day": "10.03.2026", "phase-0-state": "6", "lines_part": "3"}
    for number, (day, one, status) in enumerate([*parts, ("01.05.2026", circle.duelmen, "participating")]):
        names = {"day": day, "organisation": str(one.pk), "status": status}
        lines |= {f"part-{number}-{name}": value for name, value in names.items()}
    asked = {"purpose": "accession", "day": "10.04.2026", "deadline": "10.05.2026", "closed_on": "10.05.2026"}
    lines |= {f"round-0-{name}": value for name, value in asked.items()}
    said = {"purpose": "accession", "body": str(council.pk), "result": "adopted", "day": "20.04.2026"}
    lines |= {f"resolution-0-{name}": value for name, value in said.items()}
    return lines | {"round-0-joining": str(circle.duelmen.pk)}


def test_a_provider_and_an_accession_are_entered_in_it(circle, sign_in, url, accession):
    assert sign_in("nottuln").post(url, accession).status_code == 303
    april, may = on(circle, date(2026, 4, 30)), on(circle, date(2026, 5, 1))
    assert april.provider.organisation.id == may.provider.organisation.id == circle.county.pk
    assert [one.organisation.id for one in april.taking_part()] != [
        one.organisation.id for one in may.taking_part()
    ]
    (found,) = may.accessions
    assert (found.joining.id, may.round) == (circle.duelmen.pk, None)
    assert found.round.subject == "Stimmen Sie dem Beitritt zu?"


@pytest.mark.parametrize("values", [{"round-0-joining": ""}, {"part-2-day": "01.02.2026"}])
def test_an_accession_of_nobody_or_of_who_takes_part_is_refused_at_its_line(sign_in, url, accession, values):
    before = written()
    answer = sign_in("nottuln").post(url, accession | values)
    assert (answer.status_code, written()) == (422, before)
    assert 'href="#id_round-0-joining"' in answer.content.decode()


def test_more_lines_keep_what_was_typed_and_check_nothing_yet(circle, sign_in, url, course):
    client, before = sign_in("nottuln"), written()
    page = client.post(url, course | {"tun": "zeilen-part", "reason": ""}).content.decode()
    assert "part-6-day" in page and "part-7-day" not in page and "phase-2-day" not in page
    assert "12/2026" in page and "kern-error" not in page and written() == before
    many = course | {"lines_part": "7", "tun": "zeilen-part"}
    assert "part-11-day" in client.post(url, many).content.decode()


def test_two_hundred_lines_are_one_form_and_the_wrong_one_is_named(circle, sign_in, url):
    lines = {"reason": "Akten", "lines_step": "200"}
    for number in range(200):
        values = {
            "day": "10.02.2026",
            "title": f"Schritt {number}",
            "phase": "1",
            "evidence": "Akte",
            "owner": "",
        }
        lines |= {f"step-{number}-{name}": text for name, text in values.items()}
    lines |= {"step-149-day": "01.01.2000"}
    client, before = sign_in("nottuln"), written()
    answer = client.post(url, lines)
    html = answer.content.decode()
    assert (answer.status_code, written(), Step.objects.count()) == (422, before, 0)
    assert 'href="#id_step-149-day"' in html and html.count('href="#id_step-') == 1
    assert all(f'value="Schritt {number}"' in html for number in range(200))
    more = client.post(url, lines | {"tun": "zeilen-step"}).content.decode()
    assert 'name="step-299-title"' in more and 'value="Schritt 199"' in more, "as many again, up to the most"


def test_the_lead_enters_no_voten_of_others(circle, sign_in, url, course):
    sign_in("nottuln").post(
        url, {name: course[name] for name in course if name.startswith(("reason", "part"))}
    )
    handed = {"reason": "Akten", "part-0-day": "11.01.2026", "part-0-status": "leads"}
    sign_in("nottuln").post(url, handed | {"part-0-organisation": str(circle.duelmen.pk)})
    lead = sign_in("duelmen")
    page = lead.get(url).content.decode()
    assert "Beteiligte und Federführung" in page and "Abstimmungsrunden</summary>" not in page
    lead.post(url, {name: course[name] for name in course if not name.startswith("phase")})
    assert not Round.objects.filter(asks__field=circle.hotline).exists()


def test_what_another_entered_is_confirmed_by_the_municipality_alone(circle, sign_in, url, course):
    sign_in("nottuln").post(url, course)
    ask = Round.objects.get(asks__field=circle.hotline).asks.get()
    page, own = reverse("position", args=[ask.pk]), sign_in("duelmen")
    resolution = Resolution.objects.get(answered__ask=ask)
    assert "Nachgetragenes bestätigen" in own.get(reverse("start")).content.decode()
    confirm = f"{page}?bearbeiten=beschluss-{resolution.pk}"
    assert sign_in("nottuln").post(confirm).status_code == 403
    assert (
        own.post(
            f"{page}?bearbeiten=votum", {"tun": "bestaetigen", "seen": ask.positions.get().pk}
        ).status_code
        == 303
    )
    assert own.post(confirm).status_code == 303
    answer = on(circle, DAY).asks[circle.duelmen.pk]
    assert answer.stance == "consent" and not answer.provisional
    assert "unbestätigt" not in own.get(page).content.decode()
    assert "Nachgetragenes bestätigen" not in own.get(reverse("start")).content.decode()
    assert own.post(confirm).status_code == 404


def test_what_belongs_to_the_initiative_is_entered_in_one_form(circle, sign_in, circle_url):
    sent = {
        "reason": "Beschlussbuch",
        "documented_from": "01.03.2011",
        "circle-0-organisation": str(circle.duelmen.pk),
        "circle-0-day": "01.03.2011",
        "field-0-title": "Bauhof",
        "field-0-day": "01.05.2012",
        "condition-0-text": "Niemand verliert seine Stelle",
        "condition-0-day": "01.05.2012",
        "condition-0-ended_on": "01.05.2014",
        "meeting-0-day": "01.04.2011",
        "meeting-0-title": "Erstes Gespräch",
        "meeting-0-result": "Es soll geprüft werden.",
    }
    assert sign_in("administrator").post(circle_url, sent).status_code == 303
    row = Initiative.objects.get(pk=circle.initiative.pk)
    assert row.documented_from == date(2011, 3, 1)

    def then(year, month):
        return facts(row.pk, Moment(date(year, month, 2), moments.now()))

    assert [o.name for o in then(2011, 3).participants] == ["Dülmen"]
    assert [m.title for m in then(2011, 4).meetings] == ["Erstes Gespräch"]
    assert [f.title for f in then(2012, 4).fields] == [] and [f.title for f in then(2012, 5).fields] == [
        "Bauhof"
    ]
    assert [len(then(year, 5).conditions) for year in (2011, 2012, 2014)] == [0, 1, 0]
    assert len(facts(row.pk).participants) == 3


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"documented_from": "02.01.2027"}, "id_documented_from"),
        ({"documented_from": ""}, "id_documented_from"),
        ({"circle-0-left_on": "01.02.2026"}, "id_circle-0-left_on"),
        ({"circle-0-day": "01.01.2010"}, "id_circle-0-day"),
        ({"meeting-0-day": "10.03.2026"}, "id_meeting-0-title"),
    ],
)
def test_a_wrong_line_of_the_initiative_writes_nothing(circle, sign_in, circle_url, values, anchor):
    sent = {
        "reason": "Beschlussbuch",
        "documented_from": "01.03.2011",
        "circle-0-organisation": str(circle.county.pk),
        "circle-0-day": "01.03.2026",
    }
    before = (Event.objects.count(), FrameworkCondition.objects.count(), Meeting.objects.count())
    answer = sign_in("nottuln").post(circle_url, sent | values)
    assert answer.status_code == 422 and f'href="#{anchor}"' in answer.content.decode()
    assert (Event.objects.count(), FrameworkCondition.objects.count(), Meeting.objects.count()) == before
    assert (
        Initiative.objects.get(pk=circle.initiative.pk).documented_from == circle.initiative.documented_from
    )


def test_one_line_tells_of_all_who_take_part(circle, sign_in, url):
    client, day = sign_in("nottuln"), DAY.strftime("%d.%m.%Y")
    sent = {"reason": "Protokoll", "lines_part": "2", "part-0-day": day, "part-0-organisation": "all"}
    exception = {"part-1-day": day, "part-1-organisation": str(circle.duelmen.pk), "part-1-status": "later"}
    for status, word in (("leads", "Federführend"), ("provides", "Leistungserbringer")):
        refused = client.post(url, sent | {"part-0-status": status})
        assert refused.status_code == 422 and f"{word} ist nur eine Kommune" in refused.content.decode()
    assert client.post(url, sent | {"part-0-status": "interested"} | exception).status_code == 303
    told = facts(circle.initiative.pk, Moment(DAY, moments.now()))
    field = told.field(circle.hotline.pk)
    assert {one.id: field.participation_of(one.id) for one in told.participants} == {
        one.id: "later" if one.id == circle.duelmen.pk else "interested" for one in told.participants
    }
