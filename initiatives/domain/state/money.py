"""Reads what was recorded on the costs of fields: lines, keys, actuals, funding, and the baseline."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.moments import Moment, day_of
from initiatives.domain.state.facts.money import (
    ActualFacts,
    AnswerFacts,
    BaselineFacts,
    BasisFacts,
    CostKeyFacts,
    CostLineFacts,
    CriterionFacts,
    FundingFacts,
    KeyPeriodFacts,
    MoneyFacts,
    ProgrammeFacts,
    ProofFacts,
    QuestionFacts,
    UtilityFacts,
)
from initiatives.domain.state.history import known
from initiatives.domain.state.records import ACTOR, actor
from initiatives.enums import Participation
from initiatives.enums.money import Variant
from initiatives.models import (
    Actual,
    Answer,
    ComparisonBasis,
    CostKeyPeriod,
    CostKeyShare,
    CostLineEntry,
    FieldFunding,
    FundingProgramme,
    ParticipationEntry,
    Question,
    Questionnaire,
    UtilityAnalysis,
)

HORIZON, RATE = 5, Decimal(2)  # years, percent
CENT = Decimal(1)
Spells = dict[int, tuple[tuple[date, date | None], ...]]


@dataclass(frozen=True)
class Money:
    """By field."""

    lines: dict[int, list[CostLineFacts]]
    keys: dict[int, list[CostKeyFacts]]
    bases: dict[int, BasisFacts]
    spells: dict[int, Spells]
    actuals: dict[int, dict[tuple[int, int], ActualFacts]]
    utilities: dict[int, UtilityFacts]
    fundings: dict[int, FundingFacts]
    baselines: dict[int, BaselineFacts]
    year: int

    def of_field(self, field_id: int) -> MoneyFacts:
        lines = self.lines.get(field_id, [])
        return MoneyFacts(
            basis=self.bases.get(field_id) or default_basis(lines, self.year),
            lines=tuple(lines),
            keys=tuple(self.keys.get(field_id, [])),
            spells=self.spells.get(field_id, {}),
            actuals=self.actuals.get(field_id, {}),
            utility=self.utilities.get(field_id),
            funding=self.fundings.get(field_id),
        )


def default_basis(lines: list[CostLineFacts], year: int) -> BasisFacts:
    """What holds while nobody has said otherwise; see `BasisFacts`."""
    named = [line.from_year for line in lines if line.variant != Variant.TODAY and line.from_year]
    first = min(named, default=year)
    return BasisFacts(first_year=first, years=HORIZON, rate=RATE, price_year=first)


def read(fields: QuerySet, moment: Moment) -> Money:
    return Money(
        _lines(fields, moment),
        _keys(fields, moment),
        _bases(fields, moment),
        _spells(fields, moment),
        _actuals(fields, moment),
        _utilities(fields, moment),
        _fundings(fields, moment),
        _baselines(fields, moment),
        moment.day.year,
    )


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """From when on an entry holds, when it was recorded, and by whom."""
    return {
        "effective_on": row["effective_on"],
        "recorded_on": day_of(row["recorded_at"]),
        "actor": actor(row),
    }


SAID = ("effective_on", "recorded_at", *ACTOR)


def _lines(fields: QuerySet, moment: Moment) -> dict[int, list[CostLineFacts]]:
    """The lines that count, in the order in which they were added."""
    names = ("title", "fte", "pay_grade", "from_year", "until_year", "increase", "source", "confidence")
    of_line = ("variant", "kind", "organisation_id", "receiver_id", "is_shared", "key_id")
    rows = known(CostLineEntry.objects.filter(line__field__in=fields), moment).values(
        *("id", "line_id", "line__field_id", "amount_cents", "rate_cents", "is_dropped", *names, *SAID),
        *(f"line__{name}" for name in of_line),
    )
    last = {row["line_id"]: row for row in rows}
    found: dict[int, list[CostLineFacts]] = defaultdict(list)
    for line_id in sorted(last):
        row = last[line_id]
        if row["is_dropped"]:
            continue
        found[row["line__field_id"]].append(
            CostLineFacts(
                id=line_id,
                **{name: row[f"line__{name}"] for name in of_line},
                **{name: row[name] for name in names},
                amount=_amount(row),
                rate=row["rate_cents"],
                entry_id=row["id"],
                **_said(row),
            )
        )
    return found


def _amount(row: dict[str, Any]) -> int:
    """Cents; of posts, their number times the rate of one."""
    if row["amount_cents"] is not None:
        amount: int = row["amount_cents"]
        return amount
    return int((row["fte"] * row["rate_cents"]).quantize(CENT, ROUND_HALF_UP))


def _keys(fields: QuerySet, moment: Moment) -> dict[int, list[CostKeyFacts]]:
    """The keys that have a period, in the order in which they were added."""
    rows = list(
        known(CostKeyPeriod.objects.filter(key__field__in=fields), moment).values(
            *("id", "key_id", "key__field_id", "key__title", "starts_on", "ends_on", "kind", "bearers"),
            *(
                "base_cents",
                "variable_kind",
                "rounding",
                "figures_on",
                "source",
                "review_on",
                "reason",
                *SAID,
            ),
        )
    )
    if not rows:
        return {}
    figures: dict[int, dict[int, Decimal | None]] = defaultdict(dict)
    shares = CostKeyShare.objects.filter(period__key__field__in=fields)
    for period_id, organisation_id, figure in shares.values_list("period_id", "organisation_id", "figure"):
        figures[period_id][organisation_id] = figure
    periods: dict[tuple[int, int, str], list[KeyPeriodFacts]] = defaultdict(list)
    for row in rows:
        base, said = row.pop("base_cents"), _said(row)
        key = (row.pop("key__field_id"), row.pop("key_id"), row.pop("key__title"))
        plain = {name: value for name, value in row.items() if name not in SAID}
        periods[key].append(KeyPeriodFacts(**plain, base=base, figures=figures[row["id"]], **said))
    found: dict[int, list[CostKeyFacts]] = defaultdict(list)
    for field_id, key_id, title in sorted(periods):
        ordered = sorted(periods[field_id, key_id, title], key=lambda one: one.starts_on)
        found[field_id].append(CostKeyFacts(key_id, title, tuple(ordered)))
    return found


def _bases(fields: QuerySet, moment: Moment) -> dict[int, BasisFacts]:
    names = ("first_year", "years", "rate", "price_year", "note")
    rows = known(ComparisonBasis.objects.filter(field__in=fields), moment).values("field_id", *names, *SAID)
    return {row["field_id"]: BasisFacts(**{name: row[name] for name in names}, **_said(row)) for row in rows}


def _spells(fields: QuerySet, moment: Moment) -> dict[int, Spells]:
    """From when to when each organisation took part in each field."""
    rows = known(ParticipationEntry.objects.filter(field__in=fields), moment).values_list(
        "field_id", "organisation_id", "status", "effective_on"
    )
    found: dict[int, dict[int, list[tuple[date, date | None]]]] = defaultdict(lambda: defaultdict(list))
    for field_id, organisation_id, status, day in rows:
        own = found[field_id][organisation_id]
        takes_part, took_part = status == Participation.PARTICIPATING, bool(own) and own[-1][1] is None
        if takes_part and not took_part:
            own.append((day, None))
        elif took_part and not takes_part:
            own[-1] = (own[-1][0], day)
    return {
        field_id: {pk: tuple(spells) for pk, spells in of_field.items() if spells}
        for field_id, of_field in found.items()
    }


def _actuals(fields: QuerySet, moment: Moment) -> dict[int, dict[tuple[int, int], ActualFacts]]:
    names = ("id", "organisation_id", "year", "cents", "source")
    found: dict[int, dict[tuple[int, int], ActualFacts]] = defaultdict(dict)
    for row in known(Actual.objects.filter(field__in=fields), moment).values("field_id", *names, *SAID):
        one = ActualFacts(**{name: row[name] for name in names}, **_said(row))
        found[row["field_id"]][one.organisation_id, one.year] = one
    return found


def _utilities(fields: QuerySet, moment: Moment) -> dict[int, UtilityFacts]:
    rows = known(UtilityAnalysis.objects.filter(field__in=fields), moment).values(
        "field_id", "criteria", *SAID
    )
    return {
        row["field_id"]: UtilityFacts(tuple(map(_criterion, row["criteria"])), **_said(row)) for row in rows
    }


def _criterion(stored: dict[str, Any]) -> CriterionFacts:
    points = {variant: Decimal(str(value)) for variant, value in stored["points"].items()}
    return CriterionFacts(stored["title"], Decimal(str(stored["weight"])), points, stored.get("reason", ""))


def _fundings(fields: QuerySet, moment: Moment) -> dict[int, FundingFacts]:
    """The latest of each field; none where it is not pursued any more."""
    last = {}
    for row in known(FieldFunding.objects.filter(field__in=fields), moment).values(
        *("field_id", "programme_id", "expenses_cents", "key_id", "note", "proofs", "is_dropped", *SAID)
    ):
        last[row["field_id"]] = row
    kept = {pk: row for pk, row in last.items() if not row["is_dropped"]}
    if not kept:
        return {}
    found = FundingProgramme.objects.in_bulk({row["programme_id"] for row in kept.values()})
    return {
        pk: FundingFacts(
            programme(found[row["programme_id"]]),
            row["expenses_cents"],
            row["key_id"],
            row["note"],
            **_said(row),
            proofs={one["title"]: ProofFacts(one["is_there"], one["note"]) for one in row["proofs"]},
        )
        for pk, row in kept.items()
    }


def programme(row: FundingProgramme) -> ProgrammeFacts:
    """A programme of the reference data."""
    names = (
        "id",
        "key",
        "name",
        "land",
        "paragraph",
        "source",
        "valid_from",
        "valid_until",
        "least_partners",
    )
    more = ("most_percent", "least_years", "least_saving", "applications_until")
    return ProgrammeFacts(
        **{name: getattr(row, name) for name in (*names, *more)},
        base=row.base_cents,
        further=row.further_cents,
        most=row.most_cents,
        proofs=tuple(row.proofs),
    )


def _baselines(fields: QuerySet, moment: Moment) -> dict[int, BaselineFacts]:
    asked = Questionnaire.objects.filter(
        field__in=fields, effective_on__lte=moment.day, recorded_at__lte=moment.known
    )
    rows = list(asked)
    questions = _questions(rows, moment)
    answers = _answers(rows, moment)
    return {
        row.field_id: BaselineFacts(
            row.pk,
            row.version,
            row.title,
            row.due_on,
            row.effective_on,
            day_of(row.recorded_at),
            tuple(questions[row.pk]),
            {pk: dict(own) for pk, own in answers[row.pk].items()},
        )
        for row in rows
    }


def _questions(rows: list[Questionnaire], moment: Moment) -> dict[int, list[QuestionFacts]]:
    """Those that were asked at the moment, in their order."""
    asked = Question.objects.filter(
        Q(dropped_on=None) | Q(dropped_on__gt=moment.day) | Q(dropped_at__gt=moment.known),
        questionnaire__in=rows,
        effective_on__lte=moment.day,
        recorded_at__lte=moment.known,
    )
    found: dict[int, list[QuestionFacts]] = defaultdict(list)
    for row in asked:
        names = ("id", "order", "text", "kind", "unit", "is_required", "help", "meaning", "effective_on")
        found[row.questionnaire_id].append(
            QuestionFacts(
                **{name: getattr(row, name) for name in names},
                choices=tuple(row.choices),
                columns=tuple(row.columns),
            )
        )
    return found


def _answers(rows: list[Questionnaire], moment: Moment) -> dict[int, dict[int, dict[int, AnswerFacts]]]:
    """By questionnaire, organisation and question the latest; none where it was taken back."""
    found: dict[int, dict[int, dict[int, AnswerFacts]]] = defaultdict(lambda: defaultdict(dict))
    for row in known(Answer.objects.filter(question__questionnaire__in=rows), moment).values(
        *("id", "question_id", "question__questionnaire_id", "organisation_id", "value", "document_id"),
        *("note", *SAID),
    ):
        own = found[row["question__questionnaire_id"]][row["organisation_id"]]
        if row["value"] is None:
            own.pop(row["question_id"], None)
        else:
            names = ("id", "value", "document_id", "note")
            own[row["question_id"]] = AnswerFacts(**{name: row[name] for name in names}, **_said(row))
    return found
