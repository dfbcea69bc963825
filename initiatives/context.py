"""What the frame around every page shows. Nothing is read before a template asks for it, so swapped parts cost nothing."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from initiatives.domain.desk import todo_list
from initiatives.domain.kernel import moments
from initiatives.domain.people import ending, offers
from initiatives.domain.rules import access
from initiatives.enums import Role
from initiatives.models import Initiative, Mandate, Notice
from initiatives.models.people import Scope
from initiatives.models.subselects import KEPT, counted, first
from initiatives.views.kernel.requests import Request

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
    REPORTS: ("report", "sitting_report"),
    ADMINISTRATION: ("administration", "legal_page_edit"),
}


# What is counted for every page, and the number of the first initiative that the reader sees.
COUNTED = ("examples", "unread", "offers", "initiatives", "initiative")


@dataclass(frozen=True)
class Hat:
    """One of the mandates between which a person chooses, and how many positions its organisation owes."""

    mandate: Mandate
    pending: int
    is_worn: bool


@dataclass(frozen=True)
class Link:
    text: str
    address: str
    current: str  # value of aria-current: page, true or nothing
    counts: bool = False  # whether the positions that are owed stand at it


class Frame:
    def __init__(self, request: Request):
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

    @property
    def offers(self) -> int:
        """How many mandates are offered to the person and not answered."""
        return self._counts["offers"]

    @property
    def hats(self) -> list[Hat]:
        """All mandates of the person that are valid today, in their order."""
        return [
            Hat(one, self._pending(one), one == self.mandate) for one in getattr(self.request, "mandates", ())
        ]

    @property
    def pending(self) -> int:
        """How many positions are owed under the mandate under which the visitor acts."""
        return self._pending(self.mandate) if self.mandate else 0

    @property
    def pending_elsewhere(self) -> int:
        """How many positions are owed under the other mandates of the person."""
        return sum(one.pending for one in self.hats if not one.is_worn)

    def _pending(self, mandate: Mandate) -> int:
        return self._counts["pending"].get(mandate.scope, 0)

    @cached_property
    def _counts(self) -> dict[str, Any]:
        """All that the frame counts, for all mandates of the person, in one query."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return dict.fromkeys(COUNTED, 0) | {"examples": _examples().count(), "pending": {}}
        scopes = tuple(dict.fromkeys(one.scope for one in self.request.mandates))
        working = tuple(dict.fromkeys(one.scope for one in self.request.mandates if one.writes))
        acting = self.mandate.scope if self.mandate else None
        sql, params = _counting(user.pk, scopes, working, acting, moments.today())
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchone()
        pending = dict(zip(working, found[len(COUNTED) :], strict=True))
        return dict(zip(COUNTED, found, strict=False)) | {"pending": pending}

    @cached_property
    def ending(self) -> list[Mandate]:
        """The person's mandates that end within a month."""
        dated = [one.pk for one in self.request.mandates if one.valid_until]
        return ending.near(Mandate.objects.filter(pk__in=dated), today=moments.today()) if dated else []

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
            return self.mandate.body.label
        return self.mandate.organisation.designation if self.mandate.organisation else "Alle Kreise"

    @property
    def role(self) -> str:
        if self.mandate is None:
            return (
                "ohne zweiten Faktor"
                if getattr(self.request, "owes_factor", False)
                else "ohne gültiges Mandat"
            )
        return self.mandate.get_role_display()

    @property
    def administers_all(self) -> bool:
        """Whether the visitor may change what holds for every county."""
        return access.may_administer_all(self.mandate)

    def _link(self, name: str, mandate: Mandate) -> Link:
        if name == INITIATIVES and self._only_initiative:
            return self._link_to_initiative(self._only_initiative)
        belongs = self._belongs(name)
        current = "page" if self._route == name else "true" if belongs else ""
        if name != START:
            return Link(TEXTS[name], reverse(name), current)
        text = START_TEXTS.get(Role(mandate.role), "Zu tun")
        return Link(text, reverse(name), current, counts=True)

    def _belongs(self, name: str) -> bool:
        return self._route.startswith(BELONGING.get(name, (name,)))

    def _link_to_initiative(self, pk: int) -> Link:
        """To the one initiative that there is for the reader, past a list of one."""
        current = "page" if self._route == "initiative" else "true" if self._belongs(INITIATIVES) else ""
        return Link("Initiative", reverse("initiative", args=[pk]), current)

    @property
    def _only_initiative(self) -> int | None:
        counts = self._counts
        return counts["initiative"] if counts["initiatives"] == 1 else None


def _examples() -> QuerySet:
    return Initiative.objects.filter(is_example=True)


@lru_cache(maxsize=KEPT)
def _counting(
    user_id: int,
    scopes: tuple[Scope, ...],
    working: tuple[Scope, ...],
    acting: Scope | None,
    today: date,
) -> tuple[str, tuple[Any, ...]]:
    """The SQL that finds what `COUNTED` names, and for each of `working` the positions owed today; its values."""
    unread = Notice.objects.visible_to(user_id, scopes).filter(read_at=None)
    offered = offers.offered(user_id=user_id, day=today)
    owed = [todo_list.pending(one, today) for one in working]
    seen = Initiative.objects.visible_to(acting) if acting else Initiative.objects.none()
    numbers = [counted(rows) for rows in (_examples(), unread, offered, seen, *owed)]
    numbers.insert(COUNTED.index("initiative"), first(seen))
    columns = ", ".join(f"COALESCE(({one.sql}), 0)" for one in numbers)
    return f"SELECT {columns}", tuple(value for one in numbers for value in one.params)


def frame(request: Request) -> dict:
    """Context processor."""
    return {"frame": Frame(request)}
