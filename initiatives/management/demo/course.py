"""Tells the example course in days before today, through the functions of the domain."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from initiatives.domain import assessments, comments, fields, positions, rounds, workflow
from initiatives.enums import Participation, ResolutionResult, RoundPurpose, Stance
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

    def phases(self, field: Field, by: str | None, *days_ago: int) -> None:
        """Release the field into its next phases on the given days."""
        for ago in days_ago:
            mandate = self.delegate(by) if by else None
            workflow.release(field=field, by=mandate, at=self.at(ago, 15), reason=RELEASED)

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
            initiative=self.initiative,
            fields=fields,
            organisations=asked,
            purpose=purpose,
            subject=subject,
            subject_version=version,
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
    ) -> None:
        """A Votum on a day, the participation that follows from it, and the body's resolution where there is one."""
        ask = Ask.objects.select_related("field", "organisation", "body").get(
            round=round_, field=field, organisation=self.place(name)
        )
        by, at = self.delegate(name), self.at(ago, 12)
        positions.give(ask=ask, stance=STANCES[letter], reason=reason, is_correction=correction, by=by, at=at)
        if not field.participations.filter(organisation=ask.organisation, is_responsible=True).exists():
            fields.set_participation(
                field=field, organisation=ask.organisation, status=TAKES_PART[letter], by=by, at=at
            )
        if resolved is not None and ask.body:
            positions.resolve(
                ask=ask,
                body=ask.body,
                result=result,
                effective_on=self.day(resolved),
                votes=votes,
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
