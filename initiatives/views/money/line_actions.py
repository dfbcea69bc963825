"""What can be done with the cost lines of a field: add one, change it from a day on, let it drop, put it right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from initiatives.domain.money import lines
from initiatives.domain.money.line_values import VALUES
from initiatives.domain.money.lines import NOT_YOURS
from initiatives.domain.state.facts import CostLineFacts
from initiatives.enums import Confidence
from initiatives.enums.money import CostKind, Variant
from initiatives.forms.money.lines import (
    ChangeLineForm,
    CorrectLineForm,
    DropLineForm,
    JointLineForm,
    LineFields,
    NewLineForm,
    ReimbursementForm,
)
from initiatives.models import CostKey, CostLine, CostLineEntry, Organisation
from initiatives.templatetags.money import euro_brief
from initiatives.views.kernel.page import Action
from initiatives.views.money.economics_page import EconomicsPage

ANCHOR = "zeilen"
FIRST = {"confidence": Confidence.ESTIMATED}


def _new(page: EconomicsPage, data: Any) -> NewLineForm:
    plain = [
        f"{page.name(one.organisation_id)}, {Variant(one.variant).label}: {euro_brief(one.amount)}"
        for one in page.plain
    ]
    return NewLineForm(data, places=page.own_places, plain=plain, initial=FIRST)


def _joint(page: EconomicsPage, data: Any) -> JointLineForm:
    return JointLineForm(data, places=page.places, keys=page.field.money.keys, initial=FIRST)


def _reimbursement(page: EconomicsPage, data: Any) -> ReimbursementForm:
    return ReimbursementForm(data, places=page.places, initial=FIRST)


def _add(page: EconomicsPage, form: LineFields, at: datetime, **who: Any) -> CostLineEntry:
    typed = form.cleaned_data
    named = {name: typed[name] for name in ("organisation", "receiver") if typed.get(name)}
    places = Organisation.objects.in_bulk(set(named.values()))
    who |= {name: places[pk] for name, pk in named.items()}
    if typed.get("key"):
        who["key"] = CostKey.objects.get(pk=typed["key"])
    return lines.add(
        field=page.row,
        who=lines.Who(variant=typed["variant"], **{"kind": typed.get("kind"), **who}),
        values=form.line_values(),
        effective_on=typed["effective_on"],
        drops_plain=typed.get("drops_plain", False),
        by=page.mandate,
        at=at,
    )


ADDING = {
    "zeile": Action(
        may=lambda page: bool(page.own_places),
        form=_new,
        save=_add,
        done="Die Zeile ist gespeichert.",
        anchor=ANCHOR,
        denied=NOT_YOURS,
        text="Eigene Zeile",
        hint="Was eine Kommune allein trägt, erhält oder spart.",
    ),
    "gemeinsam": Action(
        may=lambda page: page.has_in_hand,
        is_open=lambda page: bool(page.places),
        form=_joint,
        save=lambda page, form, at: _add(page, form, at, is_shared=True),
        done="Die gemeinsame Zeile ist gespeichert.",
        anchor=ANCHOR,
        denied=NOT_YOURS,
        text="Gemeinsame Zeile",
        hint="Was nach einem Kostenschlüssel verteilt wird.",
    ),
    "erstattung": Action(
        may=lambda page: page.has_in_hand,
        is_open=lambda page: len(page.places) > 1,
        form=_reimbursement,
        save=lambda page, form, at: _add(page, form, at, kind=CostKind.REIMBURSEMENT),
        done="Die Erstattung ist gespeichert.",
        anchor=ANCHOR,
        denied=NOT_YOURS,
        text="Erstattung",
        hint="Was eine Kommune einer anderen zahlt.",
    ),
}


def _values(line: CostLineFacts) -> dict[str, Any]:
    found = {name: getattr(line, name, None) for name in VALUES}
    posts = line.fte is not None
    return found | {"amount_cents": None if posts else line.amount, "rate_cents": line.rate}


def _of_line(make: Callable[[CostLineFacts], Action]) -> Callable[[EconomicsPage, int], Action | None]:
    """An action of each line that counts, for who may enter it."""

    def found(page: EconomicsPage, line_id: int) -> Action | None:
        line = page.line(line_id)
        if line is None:
            return None
        return replace(
            make(line), may=lambda page: page.may_enter(line), denied=NOT_YOURS, anchor=f"zeile-{line.id}"
        )

    return found


def _change(line: CostLineFacts) -> Action:
    return Action(
        may=lambda page: False,
        form=lambda page, data: ChangeLineForm(data, initial=_values(page.line(line.id) or line)),
        save=lambda page, form, at: lines.change(
            line=_row(line),
            values=form.line_values(),
            seen=form.seen_values(),
            effective_on=form.cleaned_data["effective_on"],
            by=page.mandate,
            at=at,
        ),
        done="Die Zeile ist geändert; was vorher galt, bleibt in der Vergangenheit stehen.",
        text="Ändern",
    )


def _drop(line: CostLineFacts) -> Action:
    return Action(
        may=lambda page: False,
        form=lambda page, data: DropLineForm(data),
        save=lambda page, form, at: lines.drop(line=_row(line), by=page.mandate, at=at, **form.cleaned_data),
        done="Die Zeile zählt von diesem Tag an nicht mehr.",
        text="Entfällt",
    )


def _correct(line: CostLineFacts) -> Action:
    entry = CostLineEntry.objects.select_related("line__organisation", "line__receiver", "line__field")

    def save(page: EconomicsPage, form: CorrectLineForm, at: datetime) -> CostLineEntry:
        return lines.correct(
            entry=entry.get(pk=line.entry_id),
            values={} if form.withdrawn else form.values(),
            correction_reason=form.cleaned_data["correction_reason"],
            withdrawn=form.withdrawn,
            by=page.mandate,
            at=at,
        )

    return Action(
        may=lambda page: False,
        form=lambda page, data: CorrectLineForm(data, row=entry.get(pk=line.entry_id)),
        save=save,
        done="Die Zeile ist berichtigt; was vorher da stand, bleibt lesbar.",
        text="Berichtigen",
    )


def _row(line: CostLineFacts) -> CostLine:
    return CostLine.objects.select_related("field").get(pk=line.id)


NUMBERED = {"aendern": _of_line(_change), "entfaellt": _of_line(_drop), "berichtigen": _of_line(_correct)}
