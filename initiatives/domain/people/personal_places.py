"""Who may read what a row says: to which initiative, report or meeting it belongs, and which organisation alone reads it.

Read by `personal_tables`, so that who hands out what is stored about a person learns nothing of what is not theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from initiatives.enums import Role
from initiatives.models import Initiative, Mandate, Meeting, Organisation, Report, ResolutionAsk
from initiatives.models.talk import TARGETS

NUMBER = BigIntegerField()
NOWHERE = Value(None, output_field=NUMBER)


@dataclass(frozen=True)
class Place:
    """Expressions for the numbers of the place, null where there is none. `administered` names the organisation whose
    administrators alone read it (0: those of the installation), `internal` the one that alone reads the words `inner`,
    `draft` the one that has not said them yet; with `own` all are for the person alone.
    """

    initiative: Combinable = NOWHERE
    report: Combinable = NOWHERE
    meeting: Combinable = NOWHERE
    administered: Combinable = NOWHERE
    internal: Combinable = NOWHERE
    draft: Combinable = NOWHERE
    inner: tuple[str, ...] = ()
    own: bool = False

    def mark(self, rows: QuerySet) -> QuerySet:
        """The rows with their places, as `Reading.hides` asks for them."""
        return rows.annotate(
            place_initiative=self.initiative,
            place_report=self.report,
            place_meeting=self.meeting,
            place_administered=self.administered,
            place_internal=self.internal,
            place_draft=self.draft,
        )


def in_initiative(path: str) -> Place:
    """Of all who see the initiative to which the path leads."""
    return Place(F(path))


def of_comment(path: str = "") -> Place:
    """Of the thing that a comment is on; what is internal to an organisation is read by that alone."""
    within = {
        name: "" if name == "initiative" else "__field__initiative" for name in TARGETS if name != "report"
    }
    within |= {"field": "__initiative", "proposal": "__initiative", "meeting": "__initiative"}
    return Place(
        Coalesce(*(f"{path}{name}{rest}" for name, rest in within.items()), output_field=NUMBER),
        report=F(f"{path}report"),
        meeting=F(f"{path}meeting"),
        internal=F(f"{path}internal_to"),
        inner=("text",),
    )


def _of_resolution(path: str) -> Combinable:
    """One of the initiatives whose question it answers; 0, which none has, where it answers none."""
    asks = ResolutionAsk.objects.filter(resolution=OuterRef(path)).order_by("pk")
    return Coalesce(Subquery(asks.values("ask__field__initiative")[:1]), Value(0), output_field=NUMBER)


EVERYWHERE = Place()
OWN = Place(own=True)
OF_ASK = in_initiative("ask__field__initiative")
OF_FIELD = in_initiative("field__initiative")
OF_INITIATIVE = in_initiative("initiative")
OF_ITEM = Place(F("initiative"), meeting=F("meeting"))
OF_COST_LINE = in_initiative("line__field__initiative")
OF_COST_KEY = in_initiative("key__field__initiative")
OF_QUESTION = in_initiative("question__questionnaire__field__initiative")
OF_AGREEMENT = in_initiative("agreement__field__initiative")
OF_DRAFT = Place(F("ask__field__initiative"), draft=F("ask__organisation"), inner=("begruendung",))
OF_CORE = Place(F("round__initiative"), draft=F("mandate__organisation"), inner=("begruendung",))
OF_PAPER = Place(F("core__round__initiative"), draft=F("organisation"), inner=("betreff",))
OF_RESOLUTION = Place(_of_resolution("pk"))
OF_IMPLEMENTATION = Place(
    Coalesce("decision__meeting__initiative", _of_resolution("resolution"), output_field=NUMBER)
)
OF_REPORT = Place(report=F("pk"))
OF_ACT = Place(
    administered=Case(
        When(user=F("by"), then=NOWHERE), default=Coalesce("organisation", Value(0)), output_field=NUMBER
    )
)  # what somebody did with the account or data of others
OF_NOTICE = Place(
    F("initiative"),
    report=Case(When(page="report", then=F("page_id")), output_field=NUMBER),
    meeting=Case(When(page="meeting", then=F("page_id")), output_field=NUMBER),
    internal=F("audience_id"),
    inner=("inhalt",),
)


def of_meeting(path: str) -> Place:
    """Of all who know of the meeting to which the path leads."""
    return Place(F("__".join(filter(None, [path.removesuffix("pk"), "initiative"]))), meeting=F(path))


def _administered(mandate: Mandate | None) -> set[int]:
    """The organisations that a mandate administers; 0 stands for the installation."""
    if mandate is None or mandate.role != Role.ADMINISTRATOR:
        return set()
    found = set(Organisation.objects.under(mandate).order_by().values_list("pk", flat=True))
    return found | {0} if mandate.organisation_id is None else found


class Reading:
    """What one may read today under one mandate, or under none."""

    def __init__(self, mandate: Mandate | None) -> None:
        self.initiatives, self.reports, self.meetings = (
            set(model._default_manager.visible_to(mandate).order_by().values_list("pk", flat=True))
            for model in (Initiative, Report, Meeting)
        )
        self.administered = _administered(mandate)
        reads = mandate is not None and mandate.reads_internal
        works = mandate is not None and mandate.writes
        self.internal = mandate.organisation_id if mandate and reads else None
        self.drafts = mandate.organisation_id if mandate and (reads or works) else None

    def hides(self, row: Any, place: Place, words: Iterable[str]) -> set[str]:
        """Those of the words of a marked row that are not to be read."""
        found = (
            (row.place_initiative, self.initiatives),
            (row.place_report, self.reports),
            (row.place_meeting, self.meetings),
            (row.place_administered, self.administered),
        )
        if any(pk is not None and pk not in seen for pk, seen in found):
            return set(words)
        inside = ((row.place_internal, self.internal), (row.place_draft, self.drafts))
        return set(place.inner) if any(pk not in (None, own) for pk, own in inside) else set()
