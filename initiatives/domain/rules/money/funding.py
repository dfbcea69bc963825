"""Funding of a field by a programme of its Land: the grant, the own share, and what of the proofs is there. Pure; cents.

Sources: the guidelines that the reference data name (`FundingProgramme`). The grant grows with the partners, is at most a
percentage of the expenses, and is asked for while applications are taken. What the checklist says is no legal advice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from initiatives.domain.rules import agreements
from initiatives.domain.rules.agreements import in_hand
from initiatives.domain.rules.money import cost_keys, economics
from initiatives.domain.rules.periods import months_later
from initiatives.domain.state.facts import (
    AgreementFacts,
    FieldFacts,
    FundingFacts,
    InitiativeFacts,
    OrganisationFacts,
    ProgrammeFacts,
)
from initiatives.enums import CheckResult, GateKind, OrganisationKind, RoundPurpose
from initiatives.enums.money import CostKind, Variant

WHOLE = 100  # percent
DAY = timedelta(days=1)
MET, OPEN, NOT_MET = CheckResult.MET, CheckResult.OPEN, CheckResult.NOT_MET


@dataclass(frozen=True)
class Grant:
    """What a programme gives for so many partners: `by_table` by their number, `cap` by the expenses, `cents` the lesser."""

    partners: int
    expenses: int
    by_table: int
    cap: int

    @property
    def cents(self) -> int:
        return min(self.by_table, self.cap)

    @property
    def own_share(self) -> int:
        return self.expenses - self.cents

    @property
    def is_capped(self) -> bool:
        return self.cap < self.by_table


@dataclass(frozen=True)
class Proof:
    """What a programme asks for; `missing` says what is, `owes` who has to do it, `anchor` where on the page of the field.

    `title` of a proof by hand is its line of the programme, and `by_hand`.
    """

    title: str
    result: CheckResult
    reason: str
    missing: tuple[str, ...] = ()
    owes: tuple[OrganisationFacts, ...] = ()
    anchor: str = ""
    by_hand: bool = False


def by_partners(programme: ProgrammeFacts, partners: int) -> int:
    """What a programme gives for so many partners, before the cap of the expenses; 0 where they are too few."""
    if partners < programme.least_partners:
        return 0
    found = programme.base + programme.further * (partners - programme.least_partners)
    return found if programme.most is None else min(found, programme.most)


def grant(programme: ProgrammeFacts, partners: int, expenses: int) -> Grant:
    """`expenses` are those that the programme funds; the cap is rounded down to the cent."""
    cap = expenses * programme.most_percent // WHOLE
    return Grant(partners, expenses, by_partners(programme, partners), cap)


def of_field(field: FieldFacts, chosen: FundingFacts) -> Grant:
    """What the chosen programme gives a field for those who take part."""
    return grant(chosen.programme, len(partners(field, chosen.programme.land)), chosen.expenses)


def line_title(programme: ProgrammeFacts) -> str:
    """What a grant is called in the comparison."""
    return f"Zuwendung: {programme.name}"


def in_comparison(field: FieldFacts, chosen: FundingFacts) -> bool:
    """Whether the grant of the chosen programme stands in the joint variant already."""
    return any(
        one.variant == Variant.JOINT
        and one.kind == CostKind.GRANT
        and one.is_shared
        and one.title == line_title(chosen.programme)
        for one in field.money.lines
    )


def is_open(programme: ProgrammeFacts, day: date) -> bool:
    """Whether the guideline holds on a day and still takes applications on it, its last day included."""
    ends = (programme.valid_until, programme.applications_until)
    return programme.valid_from <= day and all(one is None or day <= one for one in ends)


def open_on(programmes: Iterable[ProgrammeFacts], day: date) -> list[ProgrammeFacts]:
    return [one for one in programmes if is_open(one, day)]


def partners(field: FieldFacts, land: str) -> list[OrganisationFacts]:
    """Who takes part and counts: municipalities and counties of the Land (two digits of the AGS), no third party."""
    return [
        one.organisation
        for one in field.taking_part()
        if one.organisation.kind != OrganisationKind.DRITTE and one.organisation.key[:2] == land
    ]


def land_of(field: FieldFacts) -> str:
    """The Land of most who take part, by the first two digits of the AGS; "" where nobody does."""
    found = Counter(
        one.organisation.key[:2]
        for one in field.taking_part()
        if one.organisation.kind != OrganisationKind.DRITTE
    )
    return max(sorted(found), key=lambda one: found[one], default="")


def own_shares(field: FieldFacts, cents: int, key_id: int | None) -> cost_keys.Shares:
    """Who bears how much of the own share, by a key (None: the field's first) as it is in the first year of the comparison."""
    key, provider = field.money.key(key_id), field.provider
    year = field.money.basis.first_year
    provider_id = provider.organisation.id if provider else None
    return cost_keys.share_out(cents, year, key, cost_keys.circle(field), provider_id)


def proofs(facts: InitiativeFacts, field: FieldFacts, funding: FundingFacts, day: date) -> list[Proof]:
    """All that the programme asks for, each as it stands on a day."""
    return [
        _partners(field, funding.programme),
        _resolutions(facts, field, funding.programme),
        *_term(facts, field, funding.programme, day),
        *_gain(facts, field, funding.programme),
        *_by_hand(facts, field, funding),
    ]


def _lead(facts: InitiativeFacts, field: FieldFacts) -> tuple[OrganisationFacts, ...]:
    found = in_hand(facts, field)
    return (found,) if found else ()


def _partners(field: FieldFacts, programme: ProgrammeFacts) -> Proof:
    count, title = len(partners(field, programme.land)), f"Mindestens {programme.least_partners} Partner"
    if count >= programme.least_partners:
        return Proof(title, MET, f"Beteiligt sind {count}.", anchor="beteiligte")
    few = "Beteiligt ist erst 1." if count == 1 else f"Beteiligt sind erst {count}."
    return Proof(title, NOT_MET, few, ("weitere Partner gewinnen",), anchor="beteiligte")


def _resolutions(facts: InitiativeFacts, field: FieldFacts, programme: ProgrammeFacts) -> Proof:
    """The competent body of each partner has resolved on the cooperation, or on the accession to it."""
    title, concerned = "Beschlüsse der Räte", partners(field, programme.land)
    lacking = [one for one in concerned if not _has_resolved(field, one)]
    if concerned and not lacking:
        return Proof(title, MET, f"Alle {len(concerned)} haben beschlossen.", anchor="voten")
    told = f"{len(concerned) - len(lacking)} von {len(concerned)} haben beschlossen."
    missing = tuple(f"Beschluss {one.of}" for one in lacking)
    return Proof(title, OPEN, told, missing, tuple(lacking), "voten")


def _has_resolved(field: FieldFacts, organisation: OrganisationFacts) -> bool:
    ask = field.decision_of(organisation.id)
    if ask is None or not ask.consents or ask.provisional or ask.amended:
        return False
    return field.round_of(ask).purpose in (RoundPurpose.DECISION, RoundPurpose.ACCESSION)


def _term(facts: InitiativeFacts, field: FieldFacts, programme: ProgrammeFacts, day: date) -> Iterator[Proof]:
    """The agreements that stand alone and have not been ended run as long as is asked for."""
    if not programme.least_years:
        return
    title, lead = f"Laufzeit der Vereinbarung mindestens {programme.least_years} Jahre", _lead(facts, field)
    running = [one for one in agreements.unended(field) if one.stands_alone]
    if not running:
        yield Proof(
            title, OPEN, "Es gibt noch keine Vereinbarung.", ("Vereinbarung erfassen",), lead, "vereinbarung"
        )
        return
    short, unsaid = [], []
    for one in running:
        enough = runs(one, programme.least_years, day)
        if enough is None:
            unsaid.append(one.title)
        elif not enough:
            short.append(one.title)
    if short:
        missing = tuple(f"längere Laufzeit vereinbaren: {one}" for one in short)
        yield Proof(title, NOT_MET, "Eine Vereinbarung läuft kürzer.", missing, lead, "vereinbarung")
    elif unsaid:
        missing = tuple(f"Laufzeit angeben: {one}" for one in unsaid)
        yield Proof(title, OPEN, "Die Laufzeit ist nicht angegeben.", missing, lead, "vereinbarung")
    else:
        yield Proof(title, MET, "So lange oder länger ist es vereinbart.", anchor="vereinbarung")


def runs(agreement: AgreementFacts, years: int, day: date) -> bool | None:
    """Whether an agreement runs for so many years; None where its term is not said.

    It runs from the day in force, as long as none is known from the day that it names, without either from `day`; the last
    day of the term counts, so that 01.01.2026 to 31.12.2030 are five years.
    """
    if agreement.is_unlimited:
        return True
    end = agreements.ends_on(agreement)
    if end is None:
        return None
    begun = agreements.in_force_on(agreement) or agreement.begins_on or day
    return end + DAY >= months_later(begun, 12 * years)


def _gain(facts: InitiativeFacts, field: FieldFacts, programme: ProgrammeFacts) -> Iterator[Proof]:
    """Either the comparison saves as much as is asked for, or a clear gain in service is stated."""
    if not programme.least_saving:
        return
    title = f"Ersparnis von mindestens {programme.least_saving}\u00a0% oder deutlicher Gewinn an Qualität"
    result, gain = economics.of_field(field), field.item(GateKind.SERVICE_GAIN)
    saves = result.is_complete and saves_enough(result.today, result.saving, programme.least_saving)
    if saves:
        yield Proof(title, MET, f"Zusammen sinken die Kosten um {_percent(result)}.", anchor="kosten")
    elif gain is not None and field.settled(GateKind.SERVICE_GAIN) and gain.text:
        yield Proof(title, MET, f"Gewinn an Qualität: {gain.text}", anchor="nachweise")
    elif result.is_complete:
        short = f"nur um {_percent(result)}" if result.saving > 0 else "nicht"
        missing = ("größere Ersparnis oder ein Gewinn an Qualität",)
        told = f"Zusammen sinken die Kosten {short}."
        yield Proof(title, NOT_MET, told, missing, _lead(facts, field), "kosten")
    else:
        lacking = result.without_costs
        owed = tuple(f"Kosten {one.of}" for one in lacking) or ("Wirtschaftlichkeitsbetrachtung",)
        told = "Die Wirtschaftlichkeitsbetrachtung ist nicht vollständig."
        yield Proof(title, OPEN, told, owed, lacking or _lead(facts, field), "kosten")


def saves_enough(today: int, saving: int, percent: int) -> bool:
    """Whether a saving, not rounded, is so many percent of what is paid today."""
    return today > 0 and saving * WHOLE >= percent * today


def _percent(result: economics.Comparison) -> str:
    """Cut, not rounded, so that what falls short by a little does not read as enough."""
    tenths = result.saving * 10 * WHOLE // result.today if result.today else 0
    return f"{tenths // 10},{tenths % 10}\u00a0%"


def _by_hand(facts: InitiativeFacts, field: FieldFacts, funding: FundingFacts) -> Iterator[Proof]:
    for title in funding.programme.proofs:
        said = funding.proofs.get(title)
        if said is not None and said.is_there:
            yield Proof(title, MET, said.note or "liegt vor", by_hand=True)
        else:
            told = said.note if said is not None and said.note else "noch nicht belegt"
            yield Proof(title, OPEN, told, ("Nachweis beilegen",), _lead(facts, field), by_hand=True)
