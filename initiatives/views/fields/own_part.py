"""What the page of a field says first: what the reader's organisation owes here, what of it is most urgent, what it has said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from initiatives.domain.desk.duty import Duty
from initiatives.domain.desk.todo_list import of_field
from initiatives.domain.kernel import moments
from initiatives.domain.money import plain
from initiatives.domain.rules import access
from initiatives.domain.state.facts import (
    AskFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    ParticipationFacts,
)
from initiatives.enums import OrganisationKind, Phase, Role
from initiatives.models import Mandate
from initiatives.views.fields.progress import Debt

# By the kind of the duty: the word on the button, the form of this page that settles it, with its right and section.
FORMS = {
    "milestone": ("Meilenstein fortschreiben", "stand", "field.assess", "stand"),
    "light": ("Stand ändern", "stand", "field.assess", "stand"),
    "lead": ("Federführung klären", "federfuehrung", "field.lead", "beteiligte"),
    "participation": ("Beteiligung eintragen", "beteiligung", "field.participate", "beteiligte"),
    "review": ("Ergebnis erfassen", "nachweis", "gate.record", "nachweise"),
    "costs": ("Kosten angeben", "kosten", "cost.enter", "kosten"),
}
PAGES = {
    "agreement": "Zur Vereinbarung",
    "baseline": "Bestandsaufnahme beantworten",
    "decision": "Entscheiden",
    "proposal": "Antworten",
    "reminder": "Erinnern",
    "ruling": "Dazu äußern",
}
# What a release lacks there is a duty of nobody's start page.
ONLY_GATE = ("beschreibung", "nachweise", "vereinbarung", "freigabe")


@dataclass(frozen=True)
class Line:
    """A duty with its way: an `address`, behind the word on the button; or `press`, the action that settles it at once."""

    duty: Duty
    title: str  # without the field, which the page is about
    address: str
    word: str
    press: str = ""
    swaps: bool = False  # whether the address opens a form of this page
    is_late: bool = False

    @property
    def thing(self) -> str:
        """What a press settles."""
        return self.title.removeprefix("Erledigen: ")


@dataclass(frozen=True)
class OwnPart:
    """`points` are what the next release lacks of the organisation beside its duties."""

    organisation: OrganisationFacts
    lines: list[Line]
    points: list[Debt]
    answers: list[AskFacts]
    part: ParticipationFacts | None

    @property
    def first(self) -> Line | None:
        """The most urgent."""
        return self.lines[0] if self.lines else None

    @property
    def others(self) -> list[Line]:
        return self.lines[1:]

    @property
    def title(self) -> str:
        """A county and a third party are called by their name."""
        by_name = self.organisation.kind in (OrganisationKind.KREIS, OrganisationKind.DRITTE)
        return self.organisation.designation if by_name else self.organisation.own.nominative


def shown(
    mandate: Mandate, facts: InitiativeFacts, field: FieldFacts, url: str, missing: list[Debt]
) -> OwnPart | None:
    """None for who acts for no organisation of the initiative, as administrators do."""
    own = facts.organisations.get(mandate.own_id)
    if own is None or mandate.role == Role.ADMINISTRATOR:
        return None
    today = moments.today()
    duties = of_field(initiative=facts, field=field, organisation_id=own.id, today=today).duties
    ways = _Ways(mandate, facts, field, url)
    return OwnPart(
        organisation=own,
        lines=[ways.line(duty, duty.due is not None and duty.due < today) for duty in duties],
        points=_points(field, missing),
        answers=[ask for _, ask in field.asked(own.id) if ask.answered],
        part=field.participations.get(own.id),
    )


def _points(field: FieldFacts, missing: list[Debt]) -> list[Debt]:
    """In the last phase nothing is owed: what would end the field is no duty."""
    if field.side_state or field.phase == Phase.OPERATION:
        return []
    return [one for one in missing if one.own and one.section in ONLY_GATE]


class _Ways:
    """Where a reader settles a duty of a field."""

    def __init__(self, mandate: Mandate, facts: InitiativeFacts, field: FieldFacts, url: str):
        self.mandate, self.facts, self.field, self.url = mandate, facts, field, url

    def line(self, duty: Duty, is_late: bool) -> Line:
        title = duty.title.replace(f": {self.field.title}", "")
        return Line(duty=duty, title=title, is_late=is_late, **self._way(duty))

    def _may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts, self.field)

    def _way(self, duty: Duty) -> dict[str, Any]:
        if duty.step:
            may = self._may("step.edit")
            press = f"erledigt-{duty.step.id}" if may else ""
            return {"address": f"#schritt-{duty.step.id}", "word": "Erledigt", "press": press}
        if duty.kind == "task":
            task = next(one for one in self.facts.tasks if one.id == duty.page_id)
            may = access.may_change_task(self.mandate, self.facts, task, only_state=True)
            press = f"aufgabe-{task.id}" if may else ""
            return {"address": reverse("task", args=[task.id]), "word": "Erledigt", "press": press}
        if duty.kind in FORMS and self._is_offered(duty.kind):
            return self._form(*FORMS[duty.kind])
        if duty.kind == "costs":
            return {"address": reverse("economics", args=[self.field.id]), "word": "Kosten angeben"}
        if duty.page:
            return {
                "address": reverse(duty.page, args=[duty.page_id]),
                "word": PAGES.get(duty.kind, "Ansehen"),
            }
        return self._of_vote(duty)

    def _is_offered(self, kind: str) -> bool:
        """Whether the form of this page is for the reader's own organisation."""
        if kind == "costs":
            return plain.is_offered(self.field, self.mandate.own_id)
        joins = any(one.joining.id == self.mandate.own_id for one in self.field.accessions)
        return kind != "participation" or joins

    def _form(self, word: str, name: str, right: str, section: str) -> dict[str, Any]:
        if not self._may(right):
            return {"address": f"#{section}", "word": "Ansehen"}
        return {"address": f"{self.url}?bearbeiten={name}#{section}", "word": word, "swaps": True}

    def _of_vote(self, duty: Duty) -> dict[str, Any]:
        if duty.kind == "participation":
            return {"address": "#beteiligte", "word": "Ansehen"}
        if duty.round or duty.ask is None:
            return self._of_round(duty)
        page = reverse("position", args=[duty.ask.id])
        if duty.kind == "condition":
            return {"address": f"{page}#bedingungen", "word": "Zur Bedingung"}
        if not self._may("position.give"):
            return {"address": page, "word": "Ansehen"}
        if duty.kind == "resolution":
            return {
                "address": f"{reverse('resolution_new')}?frage={duty.ask.id}",
                "word": "Beschluss erfassen",
            }
        word = "Votum bestätigen" if duty.ask.unconfirmed else "Votum abgeben"
        return {"address": page, "word": "Bestätigen" if duty.kind == "confirmation" else word}

    def _of_round(self, duty: Duty) -> dict[str, Any]:
        if duty.round:
            word = "Erinnern" if duty.kind == "reminder" else "Zur Runde"
            return {"address": reverse("round", args=[duty.round.id]), "word": word}
        if not self._may("round.open"):
            return {"address": "#voten", "word": "Ansehen"}
        new = reverse("round_new", args=[self.facts.id])
        return {"address": f"{new}?feld={self.field.id}", "word": "Runde eröffnen"}
