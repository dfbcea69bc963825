"""By which figures the bearers of a period of a key bear, and what is missing of them. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from initiatives import german
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import percent_in_words
from initiatives.domain.rules.money import cost_keys as rules
from initiatives.domain.rules.money.baseline import times_a_year
from initiatives.domain.state.facts import BaselineFacts, FieldFacts, OrganisationFacts
from initiatives.enums.money import KINDS_WITH_FIGURES, Bearers, KeyKind, QuestionMeaning, Rounding
from initiatives.models import PopulationFigure

WHOLE = Decimal(100)
ALWAYS = date.max
Figures = Mapping[int, Decimal | None]


@dataclass(frozen=True)
class Period:
    """What a period of a key says, see `models.CostKeyPeriod`; `figures` by organisation, of named bearers each one.

    `from_baseline` fills in the numbers of cases that are not stated.
    """

    starts_on: date
    kind: str
    ends_on: date | None = None
    bearers: str = Bearers.PARTICIPANTS
    figures: Figures | None = None
    base_cents: int | None = None
    variable_kind: str = ""
    rounding: str = Rounding.CENT
    figures_on: date | None = None
    source: str = ""
    review_on: date | None = None
    reason: str = ""
    from_baseline: bool = False

    @property
    def basis(self) -> str:
        """By which figures its variable part is shared out."""
        return self.variable_kind if self.kind == KeyKind.MIXED else self.kind

    @property
    def stated(self) -> Figures:
        return self.figures or {}


def settled(field: FieldFacts, period: Period, until: date | None) -> Period:
    """The period with all figures that it needs, of what holds from its first day to `until` (None: without an end).

    Raises Refused where one is missing, with the name of the participant, and where percentages sum to more than 100 or leave
    something over that nobody bears.
    """
    within = rules.circle(field)
    period = _only_what_counts(period)
    members = _bearers(field, period, within, until)
    if period.basis == KeyKind.POPULATION:
        return _by_population(period, members)
    if period.basis == KeyKind.CASES and period.from_baseline:
        period = _by_baseline(field, period, members)
    if period.basis in KINDS_WITH_FIGURES and period.basis != KeyKind.FIXED:
        _check_each(period, members)
        if not period.source:
            raise Refused("Bitte nennen Sie die Quelle der Zahlen.", "source")
        if period.figures_on is None:
            raise Refused("Bitte nennen Sie, von welchem Tag die Zahlen sind.", "figures_on")
    if period.kind == KeyKind.FIXED:
        _check_percentages(field, period, members)
    return period


def _only_what_counts(period: Period) -> Period:
    """Without what its kind does not ask for, so that nothing is kept that nobody sees."""
    if period.kind != KeyKind.MIXED:
        period = replace(period, base_cents=None, variable_kind="")
    elif period.base_cents is None or not period.variable_kind:
        raise Refused(
            "Bitte geben Sie den Grundbetrag an, und wonach der Rest geteilt wird.",
            "base_cents" if period.base_cents is None else "variable_kind",
        )
    named = period.bearers == Bearers.NAMED
    figures = dict(period.stated) if named else {pk: n for pk, n in period.stated.items() if n is not None}
    if period.kind in (KeyKind.EQUAL, KeyKind.DESCRIBED):
        figures = dict.fromkeys(figures) if named else {}
        period = replace(period, figures_on=None, source="")
    return replace(period, figures=figures)


def _bearers(
    field: FieldFacts, period: Period, within: rules.Circle, until: date | None
) -> list[OrganisationFacts]:
    """Who bears in the period or in a part of it, by name. Raises Refused for named ones that do not take part."""
    there = [
        one
        for pk, one in within.organisations.items()
        if any(
            since <= (until or ALWAYS) and (end is None or end > period.starts_on)
            for since, end in within.spells[pk]
        )
    ]
    if period.bearers != Bearers.NAMED:
        return there
    if not period.stated:
        raise Refused("Bitte nennen Sie, wer in dieser Zeit trägt.", "bearers")
    present = {one.id for one in there}
    outside = [
        found.organisation.name
        for pk, found in field.participations.items()
        if pk in period.stated.keys() - present
    ]
    if outside or not period.stated.keys() <= present:
        names = ", ".join(sorted(outside, key=german.by)) or "Eine der genannten Organisationen"
        raise Refused(
            f"In dieser Zeit nicht beteiligt: {names}. Tragen kann nur, wer am Feld beteiligt ist.", "bearers"
        )
    return [one for one in there if one.id in period.stated]


def _by_population(period: Period, members: Iterable[OrganisationFacts]) -> Period:
    """With the inhabitants as of the stated day, else the newest, of all that state no figure of their own."""
    lacking = [one for one in members if period.stated.get(one.id) is None and one.kind in rules.INHABITED]
    rows = PopulationFigure.objects.filter(organisation__in=[one.id for one in lacking]).order_by("date")
    if period.figures_on:
        rows = rows.filter(date__lte=period.figures_on)
    newest = {row.organisation_id: row for row in rows}
    missing = [one.name for one in lacking if one.id not in newest]
    if missing:
        until = f" bis zum {period.figures_on:%d.%m.%Y}" if period.figures_on else ""
        raise Refused(
            f"Es gibt keine Einwohnerzahl{until} von {', '.join(missing)}. Tragen Sie sie hier ein, oder bitten Sie die "
            "Fachadministration, sie zu ergänzen.",
            "figures_on",
        )
    figures = dict(period.stated) | {pk: Decimal(row.value) for pk, row in newest.items()}
    day = period.figures_on or max((row.date for row in newest.values()), default=None)
    sources = sorted({row.source for row in newest.values()})
    return replace(period, figures=figures, figures_on=day, source=period.source or ", ".join(sources)[:200])


def _by_baseline(field: FieldFacts, period: Period, members: Iterable[OrganisationFacts]) -> Period:
    found = cases(field.baseline)
    figures = {one.id: found[one.id] for one in members if one.id in found}
    stated = {pk: number for pk, number in period.stated.items() if number is not None}
    taken = figures.keys() - stated.keys()
    if not taken or field.baseline is None:
        return period
    return replace(
        period,
        figures=dict(period.stated) | figures | stated,
        source=period.source or f"Bestandsaufnahme: {field.baseline.title}"[:200],
        figures_on=period.figures_on or _answered_on(field.baseline, taken),
    )


def cases(baseline: BaselineFacts | None) -> dict[int, Decimal]:
    """By organisation the numbers of cases a year that the baseline holds, summed over its questions of that meaning."""
    found: dict[int, Decimal] = {}
    for question in baseline.questions if baseline else ():
        columns = [one for one in question.columns if one.get("meaning") == QuestionMeaning.CASES]
        if question.meaning != QuestionMeaning.CASES and not columns:
            continue
        for pk, answers in (baseline.answers if baseline else {}).items():
            answer = answers.get(question.id)
            told = [(question.unit, answer.value)] if answer and not question.is_list else []
            if answer and question.is_list:
                told = [(one.get("unit", ""), row.get(one["key"])) for row in answer.value for one in columns]
            for unit, value in told:
                number = _number(value)
                if number is not None:
                    found[pk] = found.get(pk, Decimal(0)) + number * times_a_year(unit)
    return found


def _number(told: object) -> Decimal | None:
    try:
        number = Decimal(str(told))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _answered_on(baseline: BaselineFacts, organisations: Iterable[int]) -> date:
    days = [one.effective_on for pk in organisations for one in baseline.answers.get(pk, {}).values()]
    return max(days, default=baseline.effective_on)


def _check_each(period: Period, members: Iterable[OrganisationFacts]) -> None:
    missing = [one for one in members if period.stated.get(one.id) is None]
    if missing:
        raise Refused(
            f"Es fehlt die Zahl von {', '.join(one.name for one in missing)}. Ohne sie lässt sich nicht teilen; "
            "wer nichts beiträgt, erhält 0.",
            f"figure_{missing[0].id}",
        )


def _check_percentages(field: FieldFacts, period: Period, members: list[OrganisationFacts]) -> None:
    """Each but the provider says its percentage; what they leave over falls to the provider."""
    provider = field.provider.organisation if field.provider else None
    _check_each(period, [one for one in members if provider is None or one.id != provider.id])
    given = sum((number for number in period.stated.values() if number is not None), Decimal(0))
    if given > WHOLE:
        raise Refused(
            f"Die Prozentsätze ergeben {percent_in_words(given)}, mehr als 100 %.", _largest(period)
        )
    if not period.stated or given == 0:
        raise Refused("Bitte geben Sie mindestens einen Prozentsatz an.", "kind")
    if given < WHOLE and provider is None:
        raise Refused(
            f"Die Prozentsätze ergeben {percent_in_words(given)}. Den Rest von {percent_in_words(WHOLE - given)} trüge "
            "niemand, denn das Feld hat keinen Leistungserbringer: Ergänzen Sie auf 100 %, oder benennen Sie ihn auf der "
            "Seite des Feldes.",
            _largest(period),
        )


def _largest(period: Period) -> str:
    """Where the largest percentage was typed."""
    stated = {pk: number for pk, number in period.stated.items() if number is not None}
    return f"figure_{max(stated, key=lambda pk: stated[pk])}"
