"""What can be done with a comparison besides its lines: its basis, the Nutzwertanalyse, and what it proposes by itself."""

from datetime import datetime
from typing import Any

from initiatives.domain.money import bases, proposed_lines, utilities
from initiatives.domain.money.bases import VALUES
from initiatives.domain.rules.money import compensation
from initiatives.enums.money import COMPARED, Variant
from initiatives.forms.money.comparisons import BaselineForm, BasisForm, ReimburseForm
from initiatives.forms.money.utilities import UtilityForm
from initiatives.models import UtilityAnalysis
from initiatives.views.kernel.page import Action
from initiatives.views.money.economics_page import EconomicsPage

NOT_YOURS = "Den Vergleich führt, wer das Feld in der Hand hat."
SLUGS = {Variant.ALONE: "eigenstaendig", Variant.JOINT: "gemeinsam", Variant.EXTERNAL: "extern"}


def _basis_form(page: EconomicsPage, data: Any) -> BasisForm:
    basis = page.field.money.basis
    return BasisForm(data, initial={name: getattr(basis, name) for name in VALUES})


def _say_basis(page: EconomicsPage, form: BasisForm, at: datetime) -> Any:
    values = {name: form.cleaned_data[name] for name in VALUES}
    day = form.cleaned_data["effective_on"]
    return bases.say(
        field=page.row,
        values=values,
        effective_on=day,
        seen=form.seen_values(),
        by=page.mandate,
        at=at,
    )


def _utility_form(page: EconomicsPage, data: Any) -> UtilityForm:
    last = UtilityAnalysis.objects.standing().filter(field=page.row).last()
    analysis = page.field.money.utility
    return UtilityForm(
        data, criteria=analysis.criteria if analysis else (), seen=str(last.pk) if last else ""
    )


def _record_utility(page: EconomicsPage, form: UtilityForm, at: datetime) -> Any:
    typed = form.cleaned_data["seen"]
    return utilities.record(
        field=page.row,
        criteria=form.criteria(),
        effective_on=form.cleaned_data["effective_on"],
        seen_id=int(typed) if typed.isdecimal() and len(typed) < 19 else None,
        by=page.mandate,
        at=at,
    )


def _take_over(page: EconomicsPage, form: BaselineForm, at: datetime) -> int:
    typed = form.cleaned_data
    return proposed_lines.take_over_baseline(
        field=page.row,
        organisation_ids=[one.id for one in page.own_places],
        by=page.mandate,
        at=at,
        **typed,
    )


def _compensation(variant: str) -> Action:
    def form(page: EconomicsPage, data: Any) -> ReimburseForm:
        found = compensation.of_comparison(page.comparisons[variant]).transfers
        return ReimburseForm(data, initial={"seen": proposed_lines.fingerprint(found)})

    return Action(
        may=lambda page: page.has_in_hand,
        is_open=lambda page: (
            variant in page.comparisons and compensation.of_comparison(page.comparisons[variant]).suffices
        ),
        form=form,
        save=lambda page, form, at: proposed_lines.reimburse(
            field=page.row, variant=variant, seen=form.cleaned_data["seen"], by=page.mandate, at=at
        ),
        done=lambda count: (
            "Die Erstattung ist als Zeile gespeichert."
            if count == 1
            else f"{count} Erstattungen sind als Zeilen gespeichert."
        ),
        anchor="ergebnis",
        denied=NOT_YOURS,
        text="Als Erstattungen vorschlagen",
    )


ACTIONS = {
    "grundlage": Action(
        may=lambda page: page.has_in_hand,
        form=_basis_form,
        save=_say_basis,
        done="Die Grundlage ist gespeichert.",
        anchor="grundlage",
        denied=NOT_YOURS,
    ),
    "nutzwert": Action(
        may=lambda page: page.has_in_hand,
        form=_utility_form,
        save=_record_utility,
        done="Die Nutzwertanalyse ist gespeichert.",
        anchor="nutzwert",
        denied=NOT_YOURS,
    ),
    "bestandsaufnahme": Action(
        may=lambda page: bool(page.own_places),
        is_open=lambda page: bool(page.told),
        form=lambda page, data: BaselineForm(data, told=page.told),
        save=_take_over,
        done=lambda count: "Eine Zeile ist übernommen." if count == 1 else f"{count} Zeilen sind übernommen.",
        anchor="zeilen",
        denied="Eigene Kosten erfasst jede Kommune für sich.",
    ),
    **{f"ausgleich-{SLUGS[one]}": _compensation(one) for one in COMPARED},
}
