"""What the frame around every page shows. Nothing is read before a template asks for it, so swapped parts cost nothing."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from initiatives.domain import access, todo
from initiatives.enums import Role
from initiatives.models import Ask, Initiative, Mandate, Notice, User

START, INITIATIVES, REPORTS, ADMINISTRATION, HELP = (
    "start",
    "initiatives",
    "reports",
    "administration",
    "help",
)

LINKS = {
    Role.DELEGATE: (START, INITIATIVES, REPORTS, HELP),
    Role.DEPUTY: (START, INITIATIVES, REPORTS, HELP),
    Role.READER: (START, INITIATIVES, REPORTS, HELP),
    Role.COUNTY_REPRESENTATIVE: (START, INITIATIVES, REPORTS, HELP),
    Role.COUNCIL_MEMBER: (REPORTS, HELP),
    Role.ADMINISTRATOR: (START, INITIATIVES, ADMINISTRATION, HELP),
}
TEXTS = {INITIATIVES: "Initiativen", REPORTS: "Berichte", ADMINISTRATION: "Verwaltung", HELP: "Hilfe"}
START_TEXTS = {Role.COUNTY_REPRESENTATIVE: "Übersicht", Role.ADMINISTRATOR: "Einrichten"}
# The pages that belong to a link besides its own, by the beginning of their route's name.
BELONGING = {
    INITIATIVES: (
        *("initiative", "matrix", "field", "position", "round", "meeting", "agenda", "task", "directory"),
        *("activity", "comments", "proposal", "support", "register", "figures"),
    ),
    REPORTS: ("report",),
    ADMINISTRATION: ("administration", "legal_page_edit"),
}


@dataclass(frozen=True)
class Link:
    text: str
    address: str
    current: str  # value of aria-current: page, true or nothing
    count: int = 0


class Frame:
    def __init__(self, request: HttpRequest):
        self.request = request
        self.mandate: Mandate | None = getattr(request, "mandate", None)

    @property
    def shows_examples(self) -> bool:
        """Whether the installation holds example data; then every page says so."""
        return self._counts["examples"] > 0

    @property
    def unread(self) -> int:
        """How many notices of the person are unread, whatever the mandate."""
        return self._counts["unread"]

    @cached_property
    def _counts(self) -> dict[str, int]:
        """All that the frame counts, in one query."""
        examples = Initiative.objects.filter(is_example=True)
        if self.mandate is None:
            return {"examples": examples.count(), "unread": 0, "pending": 0}
        works = self.mandate.acts_for_municipality
        counted = {
            "examples": examples,
            "unread": Notice.objects.visible_to(self.request.mandates).filter(read_at=None),
            "pending": todo.pending(self.mandate) if works else Ask.objects.none(),
        }
        person = User.objects.filter(pk=self.mandate.user_id)
        return (
            person.annotate(**{name: _number(rows) for name, rows in counted.items()}).values(*counted).get()
        )

    @cached_property
    def links(self) -> list[Link]:
        """The main menu of the role in which the visitor acts; empty before the sign-in."""
        if self.mandate is None:
            return []
        return [self._link(name, self.mandate) for name in LINKS[Role(self.mandate.role)]]

    @property
    def is_at_notices(self) -> bool:
        return self._route.startswith("notice")

    @property
    def _route(self) -> str:
        return getattr(self.request.resolver_match, "url_name", None) or ""

    @property
    def searches(self) -> bool:
        """Whether the visitor may search."""
        return access.may_search(self.mandate)

    @property
    def holder(self) -> str:
        """For whom the visitor acts, short."""
        if self.mandate is None:
            return "Konto"
        if self.mandate.body:
            return f"{self.mandate.body.name} {self.mandate.body.organisation.name}"
        return self.mandate.organisation.designation if self.mandate.organisation else "Alle Kreise"

    @property
    def role(self) -> str:
        return self.mandate.get_role_display() if self.mandate else "ohne gültiges Mandat"

    @property
    def administers_all(self) -> bool:
        """Whether the visitor may change what holds for every county."""
        return access.may_administer_all(self.mandate)

    def _link(self, name: str, mandate: Mandate) -> Link:
        belongs = self._route.startswith(BELONGING.get(name, (name,)))
        current = "page" if self._route == name else "true" if belongs else ""
        if name != START:
            return Link(TEXTS[name], reverse(name), current)
        text = START_TEXTS.get(Role(mandate.role), "Zu tun")
        return Link(text, reverse(name), current, self._counts["pending"])


def _number(rows: QuerySet) -> Coalesce:
    """How many rows there are, as part of another query."""
    counted = rows.order_by().annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Coalesce(Subquery(counted.values("number")), 0)


def frame(request: HttpRequest) -> dict:
    """Context processor."""
    return {"frame": Frame(request)}
