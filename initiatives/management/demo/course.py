"""Tells the example course in days before today, through the functions of the domain."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from initiatives.domain.fields import assessments, fields, steps, workflow
from initiatives.domain.money import plain
from initiatives.domain.talk import comments
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.enums import Confidence, Participation, ResolutionResult, RoundPurpose, Stance, StepState
from initiatives.management.demo.source import Case
from initiatives.models import Ask, Field, Initiative, Mandate, Organisation, Round

RELEASED = "So im Treffen der Beauftragten entschieden; die Nachweise werden nachgereicht."
STANCES = {
    "Z": Stance.CONSENT,
    "B": Stance.CONDITIONAL,
    "I": Stance.DELIBERATING,
    "E": Stance.ABSTENTION,
    "A": Stance.REFUSAL,
    "R": Stance.WITHDRAWN,
}
TAKES_PART = {
    "Z": Participation.PARTICIPATING,
    "B": Participation.PARTICIPATING,
    "I": Participation.INTERESTED,
    "E": Participation.INTERESTED,
    "A": Participation.NOT_PARTICIPATING,
    "R": Participation.LEFT,
}


@dataclass
class Course:
    case: Case
    initiative: Initiative
    today: date

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def at(self, ago: int, hour: int = 10) -> datetime:
        return datetime.combine(self.day(ago), time(hour), timezone.get_default_timezone())

    def place(self, name: str) -> Organisation:
        """A municipality of the county by its short name, a county by its designation."""
        found = self.case.organisations
        return found.get(name) or found.get(f"Gemeinde {name}") or found[f"Stadt {name}"]

    def delegate(self, name: str) -> Mandate:
        place = self.place(name)
        return next(
            m
            for a, m in self.case.people.items()
            if a.startswith("beauftragte-") and m.organisation_id == place.pk
        )

    def field(self, short_title: str) -> Field:
        return Field.objects.get(initiative=self.initiative, short_title=short_title)

    def lead(self, field: Field, name: str, contact: str, ago: int) -> None:
        by, at = self.delegate(name), self.at(ago)
        fields.set_participation(
            field=field, organisation=self.place(name), status=Participation.PARTICIPATING, by=by, at=at
        )
        fields.set_lead(field=field, organisation=self.place(name), contact=contact, by=by, at=at)

    def describe(self, field: Field, name: str, aim: str, description: str, ago: int) -> None:
        field.refresh_from_db()
        fields.edit(
            field=field,
            values={"aim": aim, "description": description},
            version=field.version,
            by=self.delegate(name),
            at=self.at(ago),
        )

    def phases(self, field: Field, by: str, *days_ago: int) -> None:
        """Release the field into its next phases on the given days."""
        for ago in days_ago:
            mandate = self.delegate(by)
            self.finish(field, mandate, ago)
            workflow.release(field=field, by=mandate, at=self.at(ago, 15), reason=RELEASED)

    def finish(self, field: Field, by: Mandate, ago: int) -> None:
        """Settle the open steps of the present phase, each by the lead where there is one."""
        field.refresh_from_db()
        lead = field.participations.filter(is_responsible=True).select_related("organisation").first()
        for step in field.steps.filter(phase=field.phase, state=StepState.OPEN):
            values = {"state": StepState.DONE, "owner": lead.organisation if lead else None}
            steps.edit(step=step, values=values, seen=None, by=by, at=self.at(ago, 14))

    def step(self, field: Field, title: str, name: str, ago: int, **values) -> None:
        """Let a municipality take over a step of the present phase and say how far it is; added where it is missing."""
        field.refresh_from_db()
        by, at, owner = self.delegate(name), self.at(ago, 13), self.place(name)
        found = field.steps.filter(phase=field.phase, title=title).first()
        row = found or steps.add(field=field, title=title, by=by, at=at)
        steps.edit(step=row, values={"owner": owner} | values, seen=None, by=by, at=at)

    def cost(self, field: Field, name: str, today: int, joint: int, ago: int, one_off: int = 0) -> None:
        """What a municipality pays, in euros; the figures are invented."""
        plain.enter(
            field=field,
            organisation=self.place(name),
            today_cents=today * 100,
            joint_cents=joint * 100,
            one_off_cents=one_off * 100,
            source="Erhebung der Beauftragten",
            confidence=Confidence.CALCULATED,
            by=self.delegate(name),
            at=self.at(ago, 9),
        )

    def assess(self, field: Field, name: str, light: str, ago: int, **values) -> None:
        assessments.assess(field=field, light=light, by=self.delegate(name), at=self.at(ago), **values)

    def comment(self, field: Field, address: str, text: str, ago: int) -> None:
        comments.write(field=field, text=text, by=self.case.people[address], at=self.at(ago, 11))

    def round(
        self,
        fields: list[Field],
        purpose: RoundPurpose,
        subject: str,
        opened: int,
        deadline: int,
        names: list[str] | None = None,
        version: str = "",
    ) -> Round:
        asked = [self.place(n) for n in names] if names else self.everybody()
        bodies = {b.organisation_id: b for b in self.case.bodies.values()}
        return rounds.open_round(
            question=rounds.Question(purpose, subject, version=version),
            fields=fields,
            organisations=asked,
            deadline=self.day(deadline),
            bodies=bodies,
            by=self.delegate("Nottuln"),
            at=self.at(opened, 9),
        )

    def everybody(self) -> list[Organisation]:
        return [p.organisation for p in self.initiative.participants.select_related("organisation")]

    def vote(
        self,
        round_: Round,
        field: Field,
        name: str,
        letter: str,
        ago: int,
        reason: str = "",
        resolved: int | None = None,
        result: str = ResolutionResult.ADOPTED,
        votes: tuple[int | None, int | None, int | None] = (None, None, None),
        correction: bool = False,
        title: str = "",
    ) -> None:
        """A Votum on a day, the participation that follows from it, and the body's resolution where there is one."""
        ask = Ask.objects.select_related("field", "organisation", "body").get(
            round=round_, field=field, organisation=self.place(name)
        )
        by, at = self.delegate(name), self.at(ago, 12)
        why = "Falsch erfasst" if correction else ""
        positions.give(ask=ask, stance=STANCES[letter], reason=reason, correction_reason=why, by=by, at=at)
        if not field.participations.filter(organisation=ask.organisation, is_responsible=True).exists():
            fields.set_participation(
                field=field, organisation=ask.organisation, status=TAKES_PART[letter], by=by, at=at
            )
        if resolved is not None and ask.body:
            heads = zip(("votes_for", "votes_against", "votes_abstained"), votes, strict=True)
            resolutions.resolve(
                asks=[ask],
                body=ask.body,
                result=result,
                effective_on=self.day(resolved),
                content={**dict(heads), "title": title},
                by=by,
                at=self.at(resolved, 20),
            )

    def votes(self, round_: Round, field: Field, ago: int, **letters: str) -> None:
        """Several plain answers of one day, each with its resolution."""
        for name, letter in letters.items():
            reason = "Dafür fehlen zurzeit die Stellen." if letter in "AB" else ""
            self.vote(round_, field, name, letter, ago, reason, resolved=ago if letter in "ZA" else None)

    def close(self, round_: Round, ago: int) -> None:
        rounds.close_round(round_=round_, by=self.delegate("Nottuln"), at=self.at(ago, 16))
