"""A field of the source case that goes its way: who does what is said in one line each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from initiatives.domain.agreements import agreements, stages
from initiatives.domain.fields import fields, gate_items, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.rules import gates
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.management.demo.source import Case
from initiatives.models import Agreement, Field, PhaseTransition, Round

NOTTULN, COESFELD, DUELMEN = "Gemeinde Nottuln", "Stadt Coesfeld", "Stadt Dülmen"
OLFEN, ROSENDAHL = "Stadt Olfen", "Gemeinde Rosendahl"


@dataclass
class Walk:
    case: Case
    field: Field
    at: datetime

    def later(self, days: int = 20) -> date:
        self.at += timedelta(days=days)
        return moments.day_of(self.at)

    def by(self, name: str):
        return next(
            m
            for address, m in self.case.people.items()
            if address.startswith("beauftragte-") and m.organisation.designation == name
        )

    def place(self, name: str):
        return self.case.organisations[name]

    @property
    def now(self):
        return facts(self.field.initiative_id).field(self.field.pk)

    def missing(self) -> list[str]:
        return [p.what for p in gates.missing(facts(self.field.initiative_id), self.now)]

    def refused_release(self) -> list[str]:
        """A release is asked for in vain and writes nothing; returns what is missing."""
        before = PhaseTransition.objects.count()
        with pytest.raises(Refused) as refused:
            workflow.release(field=self.field, by=self.by(NOTTULN), at=self.at)
        assert refused.value.field == "reason" and PhaseTransition.objects.count() == before
        return self.missing()

    def release(self) -> None:
        assert self.missing() == []
        move = workflow.release(field=self.field, by=self.by(NOTTULN), at=self.at)
        assert (move.missing, move.reason) == ([], "")

    def join(self, *names: str) -> None:
        for name in names:
            fields.set_participation(
                field=self.field,
                organisation=self.place(name),
                status="participating",
                by=self.by(name),
                at=self.at,
            )

    def entry(self, kind: str, name: str = DUELMEN, each: bool = False) -> None:
        place = self.place(name) if each else None
        gate_items.record(
            field=self.field,
            kind=kind,
            result="done",
            text="Festgelegt.",
            organisation=place,
            outcome="continue" if kind == "review" else "",
            by=self.by(name),
            at=self.at,
        )

    def agree(self, *names: str, amends: Agreement | None = None) -> Agreement:
        """An agreement of these, or their accession to another one."""
        return agreements.draw_up(
            field=self.field,
            title="Beitritt" if amends else "Vereinbarung",
            kind="accession" if amends else "agreement",
            amends=amends,
            entering=[self.place(name) for name in names],
            legal_form_name="Vertrag",
            cost_clause="Nach Fällen",
            by=self.by(DUELMEN),
            at=self.at,
        )

    def stage(self, agreement: Agreement, kind: str, name: str = DUELMEN, each: bool = False) -> None:
        place = self.place(name) if each else None
        stages.record(agreement=agreement, kind=kind, organisation=place, by=self.by(name), at=self.at)

    def ask(self, purpose: str, *names: str, version: str = "", continues: bool = False) -> Round:
        return rounds.open_round(
            question=rounds.Question(purpose, "Stimmt Ihre Kommune zu?", version, continues),
            fields=[self.field],
            organisations=[self.place(name) for name in names],
            deadline=moments.day_of(self.at) + timedelta(days=15),
            by=self.by(NOTTULN),
            at=self.at,
        )

    def answer(
        self, round_: Round, name: str, stance: str, reason: str = "", resolved: str = "", **values
    ) -> None:
        ask = round_.asks.select_related("body").get(organisation=self.place(name))
        by = self.by(name)
        positions.give(ask=ask, stance=stance, reason=reason, by=by, at=self.at, **values)
        if resolved:
            resolutions.resolve(
                asks=[ask],
                body=ask.body,
                result=resolved,
                effective_on=moments.day_of(self.at),
                by=by,
                at=self.at,
            )

    def close(self, round_: Round, reason: str = "") -> str:
        return rounds.close_round(round_=round_, reason=reason, by=self.by(NOTTULN), at=self.at).closing
