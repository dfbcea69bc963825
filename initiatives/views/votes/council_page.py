"""The page of a round's draft papers: what it reads and shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.urls import reverse

from initiatives.domain.agreements import law
from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.domain.snapshots import council_paper
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.domain.votes import council_papers
from initiatives.enums import Edition
from initiatives.forms.votes.council_papers import PaperForm, typed
from initiatives.models import Ask, CouncilPaper, DocumentVersion, Mandate, Round, RoundCore
from initiatives.reports.council.blocks import Part
from initiatives.reports.council.paper import parts
from initiatives.snapshot.council_paper import Core, House
from initiatives.snapshot.form import read
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest

MAKE = "vorlage"
TEMPLATE, PARTS = "votes/council_papers/show.html", ("vorlage", "vorlage-dateien")


@dataclass(frozen=True)
class PaperLink:
    """What the pages of a round and of a Votum say of the draft paper."""

    url: str
    core_at: datetime | None  # when the core text that counts was frozen
    newer: bool  # whether it is newer than the own last paper


def told(round_id: str, mandate: Mandate) -> dict[str, Subquery]:
    """Annotations that `link` needs of a row which leads to its round by the column `round_id`."""
    cores = RoundCore.objects.filter(round_id=OuterRef(round_id))
    papers = CouncilPaper.objects.filter(core__round_id=OuterRef(round_id), organisation_id=mandate.own_id)
    return {
        "core_id": Subquery(cores.values("pk")[:1]),
        "core_at": Subquery(cores.values("recorded_at")[:1]),
        "paper_core_id": Subquery(papers.values("core_id")[:1]),
    }


def link(
    mandate: Mandate, row: Any, round_: Round, facts: InitiativeFacts, asks: Sequence[Ask]
) -> PaperLink | None:
    """The way to the draft paper of an open round, or to one that was made, for who may read it; to one field from one ask.

    `row` carries what `told` annotates.
    """
    if not ((asks and _reads(mandate)) or _runs(mandate, round_.pk, facts)):
        return None
    if row.core_id is None and round_.closed_on:
        return None
    url = reverse("round_paper", args=[round_.pk])
    query = f"?feld={asks[0].field_id}" if len(asks) == 1 else ""
    return PaperLink(f"{url}{query}", row.core_at, row.paper_core_id not in (None, row.core_id))


def _reads(mandate: Mandate) -> bool:
    """Whether it works for its organisation or reads what is internal to it."""
    return mandate.writes or mandate.reads_internal


def _fields(round_id: int, facts: InitiativeFacts) -> list[FieldFacts]:
    """Those of which the round is the latest, or an accession."""
    return [one for one in facts.fields if round_id in one.rounds]


def _runs(mandate: Mandate, round_id: int, facts: InitiativeFacts) -> bool:
    """Whether the mandate reads for an organisation that runs the round, or has run it."""
    if not _reads(mandate):
        return False
    charged = [access.in_charge(facts, one) for one in _fields(round_id, facts)] or [facts.convening]
    return any(one is not None and one.id == mandate.organisation_id for one in charged)


@dataclass(frozen=True)
class CouncilPage:
    mandate: Mandate
    row: Round
    facts: InitiativeFacts
    asks: list[Ask]  # of the reader's own organisation
    chosen: list[Ask]  # of these, those of the paper
    wanted: str  # the field in the address, "" for all
    core: RoundCore | None
    papers: list[CouncilPaper]  # of the own organisation, newest first
    edition: str  # that the preview shows

    @property
    def url(self) -> str:
        return reverse("round_paper", args=[self.row.pk])

    @property
    def query(self) -> str:
        return f"?feld={self.wanted}" if self.wanted else ""

    @property
    def field_ids(self) -> list[int]:
        return [ask.field_id for ask in self.chosen] if self.wanted else []

    @property
    def runs(self) -> bool:
        return _runs(self.mandate, self.row.pk, self.facts)

    @property
    def may_read(self) -> bool:
        return bool(self.asks) or self.runs

    @property
    def may_make(self) -> bool:
        field = self.facts.field(self.asks[0].field_id) if self.asks else None
        return field is not None and access.may(self.mandate, "paper.make", self.facts, field)

    @property
    def may_write(self) -> bool:
        return access.may_run(self.mandate, "paper.core", self.facts, _fields(self.row.pk, self.facts))

    @property
    def is_open(self) -> bool:
        return self.row.closed_on is None

    @property
    def newer(self) -> bool:
        """Whether the core text has changed since the own last paper."""
        return bool(self.papers and self.core and self.papers[0].core_id != self.core.pk)

    def outdated(self) -> bool:
        """Whether much has happened in an open round since its core was frozen, so that who runs it may renew it."""
        if self.core is None or not self.is_open or not self.may_write:
            return False
        return council_papers.outdated(self.facts, self.row, self.core, moments.today())

    @cached_property
    def house(self) -> House:
        """What the own municipality said last in the head."""
        return council_papers.known_house(self.row, self.mandate.own_id)

    @cached_property
    def files(self) -> list[DocumentVersion]:
        """What can go with the own paper."""
        fields = [ask.field_id for ask in self.chosen]
        ids = council_paper.voted_on(self.facts, self.row.purpose, fields, moments.today())
        return council_papers.versions(ids)

    def form(self, data: Any) -> PaperForm:
        """How the own paper is made: begins with what was said last, and with all files."""
        bodies = sorted({ask.body.name for ask in self.chosen if ask.body})
        known = typed(self.house, bodies)
        begin = known | {"edition": Edition.PUBLIC.value, "attached": [one.pk for one in self.files]}
        return PaperForm(data, initial=begin, files=self.files)

    def preview(self) -> list[Part]:
        """What a paper made now would say; nothing where a round ended before anybody made one."""
        if self.core is None and not self.is_open:
            return []
        frozen, today = self.core, moments.today()
        shared = (
            read(Core, frozen.snapshot) if frozen else council_paper.core(self.facts, self.row, "", today)
        )
        own = self.facts.organisations[self.mandate.own_id] if self.asks else None
        basis = law.of_council(own, today) if own else ""
        said = (self.edition, self.house, self.files) if own else (self.edition,)
        made = council_paper.paper(
            self.facts, self.core, shared, self.chosen, own, moments.now(), basis, *said
        )
        return parts(made)


def load(mandate: Mandate, round_: Round, wanted: str, edition: str) -> CouncilPage:
    """The page for a reader. Raises Http404 for a field about which the own organisation is not asked."""
    own = mandate.organisation_id if _reads(mandate) else None
    asks = council_papers.asks_of(round_, own) if own else []
    chosen = [ask for ask in asks if not wanted or str(ask.field_id) == wanted]
    if wanted and asks and not chosen:
        raise Http404
    papers = CouncilPaper.objects.light().filter(core__round=round_, organisation_id=own)
    return CouncilPage(
        mandate=mandate,
        row=round_,
        facts=loading.facts(round_.initiative_id),
        asks=asks,
        chosen=chosen,
        wanted=wanted if asks else "",
        core=council_papers.latest(round_),
        papers=list(papers) if own else [],
        edition=edition if edition in Edition.values else Edition.PUBLIC.value,
    )


def show(request: ActingRequest, page: CouncilPage, shown: Shown) -> HttpResponse:
    facts = page.facts
    initiative = reverse("initiative", args=[facts.id])
    makes = page.may_make and page.is_open
    context = {
        "page": page,
        "round": page.row,
        "paper_form": (shown.form if shown.editing == MAKE else page.form(None)) if makes else None,
        "editions": Edition.choices,
        "facts": facts,
        "parts": page.preview(),
        "outdated": page.outdated(),
        "pending": any(paper.pdf_size is None and not paper.message for paper in page.papers),
        **shown.context(),
        "crumbs": [
            (f"Initiative {facts.short_title}", initiative),
            (f"Runde „{page.row.title}“", reverse("round", args=[page.row.pk])),
            ("Vorlagenentwurf", ""),
        ],
    }
    return respond(request, TEMPLATE, context, partials=PARTS, status=shown.status)
