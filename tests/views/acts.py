"""Acts of people that make something, each with its form, as tests send them twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.models import Comment, Event, Meeting, Proposal, Report, Step, SupportRequest, Task
from tests.support.personas import Circle
from tests.views.sent_forms import SentForm, sent_forms


@dataclass(frozen=True)
class Act:
    persona: str
    route: str
    of: Callable[[Circle], list]  # arguments of the route
    typed: Callable[[Circle], dict[str, Any]]
    made: type[Model]
    query: str = ""

    def url(self, circle: Circle) -> str:
        return reverse(self.route, args=self.of(circle)) + self.query

    def form(self, client: Client, circle: Circle) -> SentForm:
        """The form as it is given out, filled in."""
        url = self.url(circle)
        found = [one for one in sent_forms(client.get(url).content.decode()) if one.action == url]
        found[-1].data |= self.typed(circle)
        return found[-1]


def _initiative(circle: Circle) -> list:
    return [circle.initiative.pk]


def _field(circle: Circle) -> list:
    return [circle.payroll.pk]


def _meeting(circle: Circle) -> dict[str, str]:
    day = moments.today() + timedelta(days=14)
    return {
        "title": "Zweites Treffen",
        "starts_at": f"{day:%d.%m.%Y} 14:00",
        "ends_at": "16:00",
        "place": "Rathaus",
    }


ACTS = {
    "task": Act("nottuln", "task_new", _initiative, lambda circle: {"title": "Daten liefern"}, Task),
    "meeting": Act("nottuln", "meeting_new", _initiative, _meeting, Meeting),
    "report": Act("nottuln", "report_new", lambda circle: [], lambda circle: {}, Report),
    "proposal": Act(
        "duelmen",
        "proposal_new",
        _initiative,
        lambda circle: {
            "title": "Gemeinsamer Bauhof",
            "purpose": "Weniger Geräte",
            "organisations": [circle.nottuln.pk],
        },
        Proposal,
    ),
    "request": Act(
        "duelmen",
        "support_new",
        _initiative,
        lambda circle: {"subject": "Vergaberecht", "text": "Wie schreiben wir das aus?"},
        SupportRequest,
    ),
    "comment": Act(
        "duelmen",
        "comments",
        lambda circle: ["feld", circle.payroll.pk],
        lambda circle: {"text": "Wir rechnen das nach.", "audience": "alle"},
        Comment,
    ),
    "step": Act(
        "duelmen", "field", _field, lambda circle: {"title": "Vertrag prüfen"}, Step, "?bearbeiten=schritt"
    ),
    "cost": Act(
        "duelmen",
        "field",
        _field,
        lambda circle: {"today": "1000", "joint": "900", "source": "Haushalt 2026"},
        Event,  # one, of three sums
        "?bearbeiten=kosten",
    ),
}


def ready(circle: Circle) -> None:
    """Dülmen takes part in the field of which its acts are."""
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status="participating", by=None, at=moments.now()
    )
