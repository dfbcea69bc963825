"""Search over single entries: each is found where it may be read, and nowhere before."""

from datetime import date

import pytest

from initiatives.domain.fields import assessments
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import minutes
from initiatives.domain.search import search
from initiatives.domain.search.words import words_of
from initiatives.domain.votes import drafts, positions
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.domain.work import support
from initiatives.models import (
    AgendaItem,
    FrameworkCondition,
    Meeting,
    Organisation,
    Position,
    Resolution,
    Step,
)
from tests.domain.gatherings import closed
from tests.support.personas import AT

DAY = date(2026, 2, 2)


@pytest.fixture
def find(circle):
    """`find("duelmen", "Zebra")`: kind -> titles."""

    def run(persona, text, **options):
        found = search.search(
            words=words_of(text), mandate=circle.people[persona], day=moments.today(), **options
        )
        return {
            group.kind.key: ["".join(part.text for part in hit.title) for hit in group.hits]
            for group in found.groups
        }

    return run


def test_the_words_of_a_votum_and_its_conditions_are_found_once_it_is_released(circle, find):
    by, at = circle.people["duelmen"], moments.now()
    ask = circle.ask(circle.duelmen)
    values = {
        "stance": "conditional",
        "reason": "Vorbehalt: das Zebra",
        "effective_on": "",
        "conditions": [{"text": "Zebra bleibt", "owner": "", "due_on": ""}],
    }
    drafts.save(ask=ask, values=values, version=0, by=by, at=at)
    for persona in ("duelmen", "nottuln", "administrator"):
        assert find(persona, "zebra") == {}
    positions.give(
        ask=ask,
        stance="conditional",
        reason="Vorbehalt: das Zebra",
        conditions=[Wanted("Zebra bleibt", None, None)],
        by=by,
        at=at,
    )
    expected = {
        "voten": ["Votum der Stadt Dülmen: Zustimmung mit Bedingungen"],
        "bedingungen": ["Bedingung der Stadt Dülmen"],
    }
    assert find("nottuln", "zebra") == expected
    assert find("stranger", "zebra") == {}


def test_a_votum_that_was_taken_back_is_not_found(circle, find):
    by, ask = circle.people["duelmen"], circle.ask(circle.duelmen)
    given = positions.give(ask=ask, stance="refusal", reason="Zebra", by=by, at=moments.now())
    assert "voten" in find("nottuln", "zebra")
    Position.objects.create(
        ask=ask,
        stance="refusal",
        reason="Zebra",
        effective_on=given.effective_on,
        recorded_at=AT,
        corrects=given,
        correction_reason="Versehen",
        is_withdrawn=True,
        mandate=by,
    )
    assert find("nottuln", "zebra") == {}


def test_paper_numbers_are_found(circle, find):
    row = Resolution.objects.create(
        body=circle.rat_nottuln,
        result="adopted",
        paper_number="BV 123/2010",
        effective_on=DAY,
        recorded_at=AT,
        mandate=circle.people["nottuln"],
    )
    row.answered.create(
        ask=circle.ask(circle.nottuln), decides=True, recorded_at=AT, mandate=circle.people["nottuln"]
    )
    for text in ("BV 123/2010", "123/2010", "bv 123"):
        assert "beschluesse" in find("duelmen", text), text
    assert find("duelmen", "BV 124/2010") == {} and find("stranger", "123/2010") == {}


def test_lights_steps_requests_and_framework_conditions_are_found(circle, find):
    by, at = circle.people["duelmen"], moments.now()
    assessments.assess(
        field=circle.payroll, light="red", cause="Das Zebra fehlt", measure="Suchen", by=by, at=at
    )
    Step.objects.create(field=circle.payroll, phase=0, order=9, title="Zebra holen")
    support.ask(initiative=circle.initiative, subject="Frage", text="Wo ist das Zebra?", by=by, at=at)
    condition = FrameworkCondition.objects.create(
        initiative=circle.initiative, order=9, text="Kein Zebra", effective_on=DAY, recorded_at=AT
    )
    assert find("nottuln", "zebra") == {
        "ampeln": ["Ampel Rot: Personalabrechnung bündeln"],
        "schritte": ["Zebra holen"],
        "anfragen": ["Frage"],
        "rahmen": ["Kein Zebra"],
    }
    assert find("stranger", "zebra") == {}
    FrameworkCondition.objects.filter(pk=condition.pk).update(ended_on=moments.today())
    assert "rahmen" not in find("nottuln", "zebra")


def test_topics_are_found_in_the_backlog_and_once_it_is_invited(circle, find):
    topic = AgendaItem.objects.create(initiative=circle.initiative, title="Zebra", recorded_at=AT)
    assert find("duelmen", "zebra") == {"themen": ["Zebra"]}
    draft = Meeting.objects.create(
        initiative=circle.initiative,
        title="Entwurf",
        state="draft",
        starts_at=AT,
        held_on=DAY,
        recorded_at=AT,
        effective_on=DAY,
        uid="00000000-0000-0000-0000-000000000009",
    )
    AgendaItem.objects.filter(pk=topic.pk).update(meeting=draft)
    for persona in ("nottuln", "duelmen", "administrator"):
        assert find(persona, "zebra") == {}
    Meeting.objects.filter(pk=draft.pk).update(state="invited", invited_at=AT)
    assert find("duelmen", "zebra") == {"themen": ["Zebra"]}
    AgendaItem.objects.filter(pk=topic.pk).update(state="withdrawn")
    assert find("duelmen", "zebra") == {}


def test_a_correction_of_minutes_is_found_with_them(circle, find):
    held = closed(circle)
    by = circle.people["nottuln"]
    minutes.circulate(minutes=held, by=by, at=moments.now())
    minutes.add_addendum(minutes=held, text="Es war ein Zebra", by=by, at=moments.now())
    [title] = find("duelmen", "zebra")["berichtigungen"]
    assert title.startswith("Berichtigung vom ")
    assert find("stranger", "zebra") == {}


def test_organisations_are_found_where_they_take_part(circle, find):
    assert find("duelmen", "Rosendahl")["organisationen"] == ["Gemeinde Rosendahl"]
    assert find("duelmen", "Kreis Coesfeld")["organisationen"] == ["Kreis Coesfeld"]
    Organisation.objects.create(kind="gemeinde", name="Zebra", designation="Gemeinde Zebra", ags="05999001")
    assert find("administrator", "zebra") == {}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Straße", "Strasse"),
        ("Strasse", "Straße"),
        ("Bußgeld", "bussgeld"),
        ("Münster", "MUENSTER"),
        ("Muenster", "münster"),
        ("Mu\u0308nster", "Münster"),
        ("Münster", "Mu\u0308nster"),
        ("Personalabrechnung", "abrechnung"),
        ("Personalab\u00adrechnung", "abrechnung"),
        ("Personal\u200babrechnung", "personalabrechnung"),
        ("Café", "cafe"),
        ("Łódź", "lodz"),
    ],
)
def test_spelling_does_not_matter(circle, find, written, typed):
    Step.objects.filter(pk=_step(circle).pk).update(evidence=written)
    assert find("duelmen", f"nachweis {typed}") == {"schritte": ["Nachweis"]}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("neu", "neue"),
        ("Munster", "Münster"),
        ("Forderung", "Förderung"),
        ("Daun", "Dauen"),
        ("schon", "schön"),
    ],
)
def test_other_words_are_no_false_friends(circle, find, written, typed):
    Step.objects.filter(pk=_step(circle).pk).update(evidence=written)
    assert find("duelmen", f"nachweis {typed}") == {}


def test_all_words_stand_in_one_thing(circle, find):
    Step.objects.filter(pk=_step(circle).pk).update(evidence="Zebra")
    Step.objects.create(field=circle.payroll, phase=0, order=9, title="Pferd")
    assert find("duelmen", "Nachweis Zebra") == {"schritte": ["Nachweis"]}
    assert find("duelmen", "Zebra Pferd") == {}


def test_one_initiative_alone_is_looked_through(circle, find):
    _step(circle)
    assert find("duelmen", "Nachweis", initiative=circle.initiative.pk) == {"schritte": ["Nachweis"]}
    assert find("duelmen", "Nachweis", initiative=circle.initiative.pk + 999) == {}


def test_pages_of_one_kind(circle, find):
    for number in range(search.A_PAGE + 2):
        Step.objects.create(field=circle.payroll, phase=0, order=number, title=f"Zebra {number:02}")
    first = find("duelmen", "zebra", only="schritte")["schritte"]
    second = find("duelmen", "zebra", only="schritte", page=2)["schritte"]
    assert (len(first), len(second)) == (search.A_PAGE, 2) and not set(first) & set(second)
    assert find("duelmen", "zebra", only="schritte", page=99)["schritte"] == second
    assert find("duelmen", "nashorn", only="schritte", page=99) == {}


def _step(circle) -> Step:
    return Step.objects.create(field=circle.payroll, phase=0, order=9, title="Nachweis")
