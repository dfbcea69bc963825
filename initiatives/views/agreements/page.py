"""The page of an agreement: what it reads and shows, whole or as the part that htmx swaps."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse

from initiatives.domain.agreements import wordings
from initiatives.domain.kernel import moments
from initiatives.domain.log import activity, events
from initiatives.domain.rules import access, agreement_warnings
from initiatives.domain.rules import agreements as rules
from initiatives.domain.rules.agreement_stages import missing_for
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AgreementFacts, FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.enums.agreements import AgreementKind, PartyRole, StageKind
from initiatives.models import Agreement, Event, Initiative, Mandate
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "agreements/show.html", "vereinbarung"
# Of each stage the name of its action, and the words of its button.
SLUGS: dict[StageKind, tuple[str, str]] = {
    StageKind.TEXT_AGREED: ("text", "Text vereinbart"),
    StageKind.SIGNED: ("unterschrift", "Unterschrift erfassen"),
    StageKind.SUBMITTED: ("vorlage", "Der Aufsichtsbehörde vorgelegt"),
    StageKind.RECEIVED: ("eingang", "Bei der Aufsichtsbehörde eingegangen"),
    StageKind.OBJECTED: ("beanstandung", "Die Aufsichtsbehörde will versagen"),
    StageKind.APPROVED: ("genehmigung", "Genehmigt"),
    StageKind.DEEMED_APPROVED: ("fiktion", "Gilt als genehmigt"),
    StageKind.PUBLISHED: ("bekanntmachung", "Veröffentlicht"),
    StageKind.IN_FORCE: ("inkrafttreten", "Tag des Inkrafttretens"),
    StageKind.TERMINATED: ("kuendigung", "Gekündigt"),
    StageKind.ENDED: ("ende", "Beendet"),
}


@dataclass(frozen=True)
class AgreementPage:
    mandate: Mandate
    row: Agreement
    facts: InitiativeFacts
    field: FieldFacts
    agreement: AgreementFacts
    today: date
    part = PART

    @property
    def url(self) -> str:
        return reverse("agreement", args=[self.row.pk])

    def may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts, self.field)

    @cached_property
    def may_edit(self) -> bool:
        return self.may("agreement.edit")

    @cached_property
    def base(self) -> AgreementFacts:
        return rules.base_of(self.field, self.agreement)

    @cached_property
    def signers(self) -> list[OrganisationFacts]:
        """Who can still sign: those who have to, and all others that are party; of who has only the own, that one."""
        parties = rules.parties(self.field, self.base, self.today)
        found = {one.id: one for one in rules.signatories(self.field, self.agreement, self.today)}
        found |= {one.organisation.id: one.organisation for one in parties}
        left = [one for one in found.values() if self.agreement.stage(StageKind.SIGNED, one.id) is None]
        return left if self.may_edit else [one for one in left if one.id == self.mandate.own_id]

    def may_record(self, kind: StageKind) -> bool:
        if kind == StageKind.SIGNED:
            return bool(self.signers) and self.may("agreement.sign")
        return self.may_edit


@dataclass(frozen=True)
class Step:
    """A stage that can come next; `missing` says what it needs first."""

    name: str
    text: str
    missing: str


@dataclass(frozen=True)
class InstrumentLine:
    agreement: AgreementFacts
    word: str
    state: str
    since: date | None


def load(request: ActingRequest, agreement_id: int) -> AgreementPage:
    """An agreement of a field that the acting mandate may see. Raises Http404 for any other."""
    visible = Initiative.objects.visible_to(request.mandate)
    rows = Agreement.objects.select_related("field", "legal_form")
    row = rows.filter(pk=agreement_id, field__initiative__in=visible).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.field.initiative_id)
    field = facts.field(row.field_id)
    found = next(one for one in field.agreements if one.id == row.pk)
    return AgreementPage(request.mandate, row, facts, field, found, moments.today())


def show(request: ActingRequest, page: AgreementPage, shown: Shown) -> HttpResponse:
    one, day = page.agreement, page.today
    own = Q(page="agreement", page_id=page.row.pk)
    put_right = Q(page=wordings.PAGE, anchor__startswith=wordings.anchors(page.row.pk))
    told = Event.objects.filter(own | put_right).visible_to(page.mandate)
    steps = next_steps(page)
    context = {
        "page": page,
        "facts": page.facts,
        "field": page.field,
        "agreement": one,
        "word": AgreementKind(one.kind).label,
        "state": rules.state(one, day),
        "base": None if one.stands_alone else page.base,
        "provider": page.facts.organisations.get(one.provider_id or 0),
        "begun": rules.in_force_on(one),
        "last": rules.ends_on(one),
        "authority": rules.authority(page.facts.law, page.field, one, day),
        "parties": [
            (party, PartyRole(party.role).label) for party in rules.parties(page.field, page.base, day)
        ],
        "unsigned": rules.unsigned(page.field, one, day),
        "instruments": lines(page.field, one, day) if one.stands_alone else [],
        "deadlines": rules.deadlines(page.facts.law, page.field, one, day),
        "warnings": agreement_warnings.warnings(page.facts, page.field, one, day),
        "steps": [step for step in steps if not step.missing],
        "later": [step for step in steps if step.missing],
        "may_edit": page.may_edit,
        "may_add": page.may_edit and one.stands_alone and rules.is_in_force(one, day),
        **shown.context(),
        "feed": activity.grouped(events.placed(told, [page.facts], by=page.mandate)),
        "crumbs": crumbs(page.facts, page.field, one.title),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)


def next_steps(page: AgreementPage) -> list[Step]:
    """The stages that the reader may record, in their order, those that the form does not have left out."""
    found = []
    for kind, (name, text) in SLUGS.items():
        missing = missing_for(page.facts.law, page.field, page.agreement, kind, page.today)
        if missing is not None and page.may_record(kind):
            found.append(Step(name, text, missing))
    return found


def lines(field: FieldFacts, base: AgreementFacts, day: date) -> list[InstrumentLine]:
    """The amendments and accessions of an agreement, in the order of their days in force."""
    return [
        InstrumentLine(
            one, AgreementKind(one.kind).label, rules.state(one, day).label, rules.in_force_on(one)
        )
        for one in rules.instruments(field, base)
    ]


def crumbs(facts: InitiativeFacts, field: FieldFacts, last: str) -> list[tuple[str, str]]:
    return [
        (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
        (field.title, reverse("field", args=[field.id]) + "#vereinbarung"),
        (last, ""),
    ]
