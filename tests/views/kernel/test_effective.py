"""The day from which a fact holds: in each form that records one, today unless it is named, never a day that cannot be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.domain.fields import fields, steps
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import meetings
from initiatives.domain.proposals import proposals
from initiatives.domain.votes import rounds
from initiatives.models import Event, FrameworkCondition, Organisation, Proposal, Step
from tests.support.personas import BEGIN, Circle
from tests.views.field_sections import page_url, take_part
from tests.views.parts import cut
from tests.views.sent_forms import SentForm, sent_forms

STEP_ADDED = PROPOSED = date(2026, 2, 10)


@dataclass(frozen=True)
class Recording:
    """A form; `first` is the first day that it takes, `since` what it says of the day before."""

    persona: str
    url: Callable[[Circle], str]
    typed: Callable[[Circle], dict[str, Any]]
    since: str = "Das Feld gibt es erst seit dem 05.01.2026."
    name: str = "effective_on"
    first: date = BEGIN
    page: Callable[[Circle], str] | None = None  # on which it stands, where that is not its own address

    def form(self, client: Client, circle: Circle) -> SentForm:
        """As it is given out, filled in."""
        url = self.url(circle)
        page = client.get(self.page(circle) if self.page else url).content.decode()
        found = [one for one in sent_forms(page) if self.name in one.data]
        [form] = [one for one in found if one.action == url]
        form.data |= self.typed(circle)
        return form


def _on_field(section: str) -> Callable[[Circle], str]:
    return lambda circle: reverse("field", args=[circle.payroll.pk]) + f"?bearbeiten={section}"


def _check(circle: Circle) -> str:
    condition = FrameworkCondition.objects.get(initiative=circle.initiative)
    return _on_field(f"urteil-{condition.pk}")(circle)


def _step(circle: Circle) -> str:
    return _on_field(f"schritt-{Step.objects.get().pk}")(circle)


def _ahaus() -> int:
    return Organisation.objects.get(name="Ahaus").pk


def _administered(section: str) -> Callable[[Circle], str]:
    return lambda circle: (
        reverse("administration_initiative", args=[circle.initiative.pk]) + f"?bearbeiten={section}"
    )


def _of_condition(section: str) -> Callable[[Circle], str]:
    return lambda circle: _administered(f"{section}-{FrameworkCondition.objects.get().pk}")(circle)


DOCUMENTED = "Die Dokumentation gibt es erst seit dem 05.01.2026."
STOOD = "Diese Rahmenbedingung gibt es erst seit dem 05.01.2026."
FORMS = {
    "proposing a field": Recording(
        "nottuln",
        lambda circle: reverse("field_new", args=[circle.initiative.pk]),
        lambda circle: {"title": "Gemeinsamer Bauhof"},
        DOCUMENTED,
        "proposed_on",
    ),
    "light": Recording("duelmen", _on_field("stand"), lambda circle: {"light": "green"}),
    "texts": Recording("duelmen", _on_field("beschreibung"), lambda circle: {"aim": "Weniger Kosten"}),
    "focal points": Recording(
        "duelmen", _on_field("schwerpunkte"), lambda circle: {"focal_points": "Entgelt"}
    ),
    "lead": Recording("duelmen", _on_field("federfuehrung"), lambda circle: {"contact": "Hauptamt"}),
    "participation": Recording("rosendahl", _on_field("beteiligung"), lambda circle: {"status": "later"}),
    "release": Recording("nottuln", _on_field("freigabe"), lambda circle: {"reason": "So vereinbart."}),
    "rest": Recording(
        "nottuln", _on_field("ruhen"), lambda circle: {"side_state": "on_hold", "reason": "Es fehlt Zeit."}
    ),
    "entry": Recording(
        "duelmen", _on_field("nachweis"), lambda circle: {"kind": "exit", "text": "Fünf Jahre"}
    ),
    "overrule": Recording("duelmen", _check, lambda circle: {"result": "met", "reason": "Gutachten"}),
    "costs": Recording(
        "duelmen",
        _on_field("kosten"),
        lambda circle: {"today": "1000", "joint": "900", "source": "Haushalt 2026"},
    ),
    "new step": Recording("duelmen", _on_field("schritt"), lambda circle: {"title": "Vertrag prüfen"}),
    "step": Recording(
        "duelmen",
        _step,
        lambda circle: {"state": "done"},
        "Den Arbeitsschritt gibt es erst seit dem 10.02.2026.",
        first=STEP_ADDED,
    ),
    "data of the initiative": Recording(
        "administrator", _administered("angaben"), lambda circle: {"background": "Ein Gutachten."}, DOCUMENTED
    ),
    "participants": Recording(
        "administrator",
        _administered("teilnehmende"),
        lambda circle: {
            "participants": [circle.nottuln.pk, circle.duelmen.pk, circle.rosendahl.pk, _ahaus()]
        },
        DOCUMENTED,
    ),
    "new condition": Recording(
        "administrator", _administered("rahmenbedingungen"), lambda circle: {"text": "Freiwillig"}, DOCUMENTED
    ),
    "condition in other words": Recording(
        "administrator", _of_condition("rahmenbedingung"), lambda circle: {"text": "Es rechnet sich"}, STOOD
    ),
    "end of a condition": Recording("administrator", _of_condition("ende"), lambda circle: {}, STOOD),
    "the nine conditions": Recording(
        "administrator",
        lambda circle: reverse("administration_conditions_standard", args=[circle.initiative.pk]),
        lambda circle: {},
        DOCUMENTED,
        "bedingungen-effective_on",
        page=_administered(""),
    ),
    "the seven fields": Recording(
        "administrator",
        lambda circle: reverse("administration_fields_standard", args=[circle.initiative.pk]),
        lambda circle: {},
        DOCUMENTED,
        "felder-proposed_on",
        page=_administered(""),
    ),
    "new field": Recording(
        "administrator",
        _administered("felder"),
        lambda circle: {"title": "Bauhof"},
        DOCUMENTED,
        "proposed_on",
    ),
    "project": Recording(
        "duelmen",
        lambda circle: reverse("proposal_new", args=[circle.initiative.pk]),
        lambda circle: {
            "title": "Gemeinsames Archiv",
            "purpose": "Weniger Fläche",
            "organisations": [circle.nottuln.pk],
        },
        DOCUMENTED,
        "proposed_on",
    ),
    "answer to a project": Recording(
        "rosendahl",
        lambda circle: reverse("proposal", args=[Proposal.objects.get().pk]) + "?bearbeiten=antwort",
        lambda circle: {"reply": "interest"},
        "Den Vorschlag gibt es erst seit dem 10.02.2026.",
        first=PROPOSED,
    ),
    "round": Recording(
        "nottuln",
        lambda circle: reverse("round_new", args=[circle.initiative.pk]),
        lambda circle: {
            "purpose": "taking_part",
            "fields_asked": [circle.hotline.pk],
            "organisations": [circle.duelmen.pk],
            "deadline": "31.12.2100",
        },
        "Das Feld „Einführung von D 115“ gibt es erst seit dem 05.01.2026.",
        "opened_on",
    ),
    "end of a round": Recording(
        "nottuln",
        lambda circle: reverse("round", args=[circle.round.pk]) + "?bearbeiten=schliessen",
        lambda circle: {"reason": "Alle haben angerufen."},
        "Die Runde gibt es erst seit dem 05.01.2026.",
        "closed_on",
    ),
    "votum": Recording(
        "duelmen",
        lambda circle: reverse("position", args=[circle.ask(circle.duelmen).pk]) + "?bearbeiten=votum",
        lambda circle: {"stance": "consent"},
        "Die Runde ist erst seit dem 05.01.2026 eröffnet.",
    ),
    "spoken votum": Recording(
        "nottuln",
        lambda circle: reverse("position", args=[circle.ask(circle.duelmen).pk]) + "?bearbeiten=muendlich",
        lambda circle: {"stance": "consent", "source_note": "Am Telefon"},
        "Die Runde ist erst seit dem 05.01.2026 eröffnet.",
    ),
    "head of a field": Recording(
        "administrator",
        lambda circle: _administered(f"feld-{circle.payroll.pk}")(circle),
        lambda circle: {"title": "Löhne"},
    ),
}


@pytest.fixture(params=FORMS)
def recording(request, circle) -> Recording:
    """A form, on a field that Dülmen leads and that has a step."""
    take_part(circle, "duelmen")
    fields.set_lead(
        field=circle.payroll,
        organisation=circle.duelmen,
        contact="",
        by=None,
        at=moments.now(),
        effective_on=BEGIN,
    )
    steps.add(
        field=circle.payroll,
        title="Daten liefern",
        by=circle.people["duelmen"],
        at=moments.now(),
        effective_on=STEP_ADDED,
    )
    proposals.propose(
        initiative=circle.initiative,
        organisations=[circle.rosendahl],
        title="Gemeinsamer Bauhof",
        purpose="Weniger Geräte",
        proposed_on=PROPOSED,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    return FORMS[request.param]


def _days() -> list[date]:
    """Of the newest event."""
    newest = Event.objects.order_by("pk").last()
    return [newest.effective_on, moments.day_of(newest.recorded_at)]


def test_a_fact_holds_from_today_unless_another_day_is_named(circle, sign_in, recording):
    today, before = moments.today(), Event.objects.count()
    client = sign_in(recording.persona)
    form = recording.form(client, circle)
    assert form.data[recording.name] == [""]
    assert client.post(form.action, form.data).status_code == 303
    assert Event.objects.count() > before and _days() == [today, today]


def test_a_fact_can_hold_from_an_earlier_day(circle, sign_in, recording):
    day, before = recording.first, Event.objects.count()
    client = sign_in(recording.persona)
    form = recording.form(client, circle)
    form.data[recording.name] = f"{day:%d.%m.%Y}"
    assert client.post(form.action, form.data).status_code == 303
    assert Event.objects.count() > before and _days() == [day, moments.today()]


@pytest.mark.parametrize("wrong", ["tomorrow", "before"])
def test_a_day_that_cannot_be_is_refused_at_the_day_which_is_unfolded(circle, sign_in, recording, wrong):
    day, message = {
        "tomorrow": (moments.today() + timedelta(days=1), "Dieses Datum liegt in der Zukunft."),
        "before": (recording.first - timedelta(days=1), recording.since),
    }[wrong]
    typed = f"{day:%d.%m.%Y}"
    before, client = Event.objects.count(), sign_in(recording.persona)
    form = recording.form(client, circle)
    form.data[recording.name] = typed
    answer = client.post(form.action, form.data)
    page = answer.content.decode()
    assert answer.status_code == 422 and Event.objects.count() == before
    fold = page[page.index('<details class="ikz-more ikz-effective" open>') :].partition("</details>")[0]
    assert f"<b>{typed}</b>" in fold and f'value="{typed}"' in fold and message in fold


def test_the_day_is_folded_until_there_is_something_to_see(circle, sign_in):
    client, url = sign_in("nottuln"), reverse("field_new", args=[circle.initiative.pk])
    folded = '<details class="ikz-more ikz-effective">\n  <summary>Vorgeschlagen am: <b>heute</b></summary>'
    assert folded in client.get(url).content.decode()
    today, other = f"{moments.today():%d.%m.%Y}", "06.01.2026"
    assert folded in client.post(url, {"title": "", "proposed_on": today}).content.decode()
    nonsense = client.post(url, {"title": "Bauhof", "proposed_on": "31.02.2026"}).content.decode()
    assert "Den 31.02.2026 gibt es nicht." in nonsense and "<b>31.02.2026</b>" in nonsense
    unfolded = f'<details class="ikz-more ikz-effective" open>\n  <summary>Vorgeschlagen am: <b>{other}</b></summary>'
    assert unfolded in client.post(url, {"title": "", "proposed_on": other}).content.decode()


# Where a fact is marked that was recorded after the day from which it holds: the act, the page, the part of it
MARKED = {
    "light": "stand",
    "participation": "beteiligte",
    "release": "freigabe",
    "entry": "nachweise",
    "overrule": "rahmen",
    "costs": "kosten",
    "step": "schritte",
}


def _mark() -> str:
    today = moments.today()
    return f'nachgetragen am <time datetime="{today}">{today:%d.%m.%Y}</time>'


@pytest.mark.parametrize("recording", MARKED, indirect=True)
def test_a_fact_that_was_recorded_late_says_so_where_it_stands_and_in_the_history(
    circle, sign_in, recording, request
):
    """With the day of recording, once for each such fact."""
    section = MARKED[request.node.callspec.params["recording"]]
    client, url = sign_in(recording.persona), page_url(circle)
    before = cut(client.get(url).content.decode(), section).count(_mark())
    form = recording.form(client, circle)
    form.data[recording.name] = f"{recording.first:%d.%m.%Y}"
    assert client.post(form.action, form.data).status_code == 303
    assert cut(client.get(url).content.decode(), section).count(_mark()) == before + 1
    history = client.get(reverse("field_history", args=[circle.payroll.pk])).content.decode()
    day = f'<time datetime="{recording.first}">{recording.first:%d.%m.%Y}</time>'
    assert f"gilt ab {day}, nachgetragen" in " ".join(history.split())


def test_a_fact_that_was_recorded_on_its_day_says_nothing(circle, sign_in):
    client, url = sign_in("duelmen"), page_url(circle)
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status="participating", by=None, at=moments.now()
    )
    client.post(f"{url}?bearbeiten=stand", {"light": "green"})
    client.post(f"{url}?bearbeiten=nachweis", {"kind": "exit", "text": "Fünf Jahre", "result": "done"})
    client.post(f"{url}?bearbeiten=schritt", {"title": "Vertrag prüfen"})
    done = FORMS["step"].form(client, circle)
    client.post(done.action, done.data)
    page = client.get(url).content.decode()
    assert "Fünf Jahre" in page and "erledigt <time" in page and "nachgetragen" not in page


def test_a_round_a_project_and_a_meeting_that_were_recorded_late_say_so(circle, sign_in):
    client, at = sign_in("nottuln"), moments.now()
    by = circle.people["nottuln"]
    asked = rounds.open_round(
        question=rounds.Question("taking_part", "Machen Sie mit?"),
        fields=[circle.hotline],
        organisations=[circle.duelmen],
        deadline=moments.today(),
        opened_on=PROPOSED,
        by=by,
        at=at,
    )
    met = meetings.record(initiative=circle.initiative, title="Vorgespräch", held_on=PROPOSED, by=by, at=at)
    project = proposals.propose(
        initiative=circle.initiative,
        organisations=[circle.duelmen],
        title="Bauhof",
        purpose="Weniger Geräte",
        proposed_on=PROPOSED,
        by=by,
        at=at,
    )
    pages = {
        ("round", asked.pk): True,
        ("round", circle.round.pk): False,
        ("meeting", met.pk): True,
        ("meetings", circle.initiative.pk): True,
        ("proposal", project.pk): True,
    }
    for (route, pk), is_marked in pages.items():
        page = client.get(reverse(route, args=[pk])).content.decode()
        assert (_mark() in page) == is_marked, route
