"""Two reports to the Kreistag a quarter apart with every kind of change between them, and a third for a day between the
two, made after both. All are issued and frozen; the PDF of the second says what its snapshot says.
"""

import subprocess
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from initiatives.domain.agreements import agreements
from initiatives.domain.circle import conditions
from initiatives.domain.fields import assessments, fields, workflow
from initiatives.domain.meetings import meetings
from initiatives.domain.money import plain
from initiatives.domain.reports import reports
from initiatives.domain.snapshots.changes import KINDS
from initiatives.domain.votes import positions, resolutions
from initiatives.enums import Edition, Light, Participation, SideState, Stance
from initiatives.models import Field, Report
from initiatives.reports.rendering import render
from initiatives.snapshot.form import digest
from tests.domain.reports.test_reports import issue, plan
from tests.reports.page import table, tree
from tests.support.personas import AT, BEGIN, Circle

VOTES = {"votes_for": 20, "votes_against": 3, "votes_abstained": 1}


def on(day: int) -> date:
    return BEGIN + timedelta(days=day)


def at(day: int) -> datetime:
    return AT + timedelta(days=day)


FIRST, BETWEEN, SECOND = on(80), on(110), on(170)
MADE, SECOND_MADE, LAST_MADE = at(85), at(175), at(200)


@dataclass
class Journey:
    """What happens to the circle, each in one line."""

    circle: Circle

    def by(self, name: str):
        return self.circle.people[name]

    def propose(self, title: str, day: int) -> Field:
        return fields.propose(
            initiative=self.circle.initiative, title=title, by=self.by("nottuln"), at=at(day)
        )

    def release(self, field: Field, day: int) -> None:
        workflow.release(field=field, reason="Mit Auflagen.", by=self.by("nottuln"), at=at(day))

    def assess(self, field: Field, light: str, day: int, due: int, effective: int | None = None) -> None:
        words = {} if light == Light.GREEN else {"cause": "Zwei Verfahren", "measure": "Ausschreiben"}
        assessments.assess(
            field=field,
            light=light,
            milestone="Vereinbarung liegt vor",
            milestone_on=on(due),
            effective_on=on(effective) if effective else None,
            by=self.by("nottuln"),
            at=at(day),
            **words,
        )

    def join(self, name: str, day: int) -> None:
        fields.set_participation(
            field=self.circle.payroll,
            organisation=getattr(self.circle, name),
            status=Participation.PARTICIPATING,
            by=self.by(name),
            at=at(day),
        )

    def answer(self, name: str, stance: str, day: int, reason: str = "") -> None:
        ask = self.circle.ask(getattr(self.circle, name))
        positions.give(ask=ask, stance=stance, reason=reason, by=self.by(name), at=at(day))

    def resolve(self, result: str, day: int, recorded: int | None = None) -> None:
        resolutions.resolve(
            asks=[self.circle.ask(self.circle.nottuln)],
            body=self.circle.rat_nottuln,
            result=result,
            effective_on=on(day),
            content={"paper_number": "17/2026"} | VOTES,
            by=self.by("nottuln"),
            at=at(recorded or day),
        )

    def report(self, as_of: date, made_at: datetime, edition: str = Edition.NON_PUBLIC) -> Report:
        report = plan(self.circle, as_of=as_of, at=made_at, edition=edition)
        reports.start(report=report, at=made_at)
        reports.finish(report=report, html="<p>Bericht</p>", pdf=b"%PDF-1.7", at=made_at)
        return issue(self.circle, Report.objects.get(pk=report.pk), made_at)


@pytest.fixture
def journey(circle) -> Journey:
    """Until the first report: two fields in work, one of them rejected, the third only proposed."""
    found = Journey(circle)
    found.release(circle.payroll, 20)
    found.join("nottuln", 21)
    found.answer("nottuln", Stance.CONSENT, 22)
    found.resolve("adjourned", 40)
    found.assess(circle.payroll, Light.GREEN, 50, 150)
    workflow.rest(
        field=circle.hotline,
        side_state=SideState.REJECTED,
        reason="Kein Bedarf.",
        by=found.by("nottuln"),
        at=at(60),
    )
    found.release(found.propose("Gemeinsamer Einkauf", 30), 31)
    return found


BOTH = "(Gemeinde Nottuln Mitglied, Stadt Dülmen Mitglied)"


def a_quarter(found: Journey) -> None:
    """Every kind of change, all after the first report."""
    circle = found.circle
    found.propose("Archiv", 90)
    found.release(circle.payroll, 95)
    found.resolve("adopted", 120)
    found.assess(circle.payroll, Light.YELLOW, 130, 220)
    found.join("duelmen", 131)
    found.answer("duelmen", Stance.CONDITIONAL, 132, "Nur mit kurzer Frist.")
    plain.enter(
        field=circle.payroll,
        organisation=circle.nottuln,
        today_cents=4_390_000,
        joint_cents=3_404_000,
        source="Haushalt",
        confidence="calculated",
        by=found.by("nottuln"),
        at=at(133),
    )
    conditions.add(
        initiative=circle.initiative,
        text="nur freiwillige Teilnahme",
        rule_key="voluntary",
        by=None,
        at=at(134),
    )
    agreements.draw_up(
        field=circle.payroll,
        title="Personal",
        entering=[circle.nottuln, circle.duelmen],
        effective_on=on(134),
        by=found.by("nottuln"),
        at=at(134),
    )
    meetings.record(
        initiative=circle.initiative,
        title="Zweites Treffen",
        held_on=on(135),
        result="Fahrplan vereinbart",
        by=found.by("nottuln"),
        at=at(136),
    )
    row = Field.objects.get(pk=circle.payroll.pk)
    fields.edit(
        field=row,
        values={"aim": "Ein Verfahren für alle"},
        version=row.version,
        by=found.by("duelmen"),
        at=at(137),
    )


def told(report: Report) -> list[tuple[str, ...]]:
    return [(one["kind"], one["subject"], one["old"], one["new"]) for one in report.snapshot["changes"]]


def field_of(report: Report, title: str) -> dict:
    return next(one for one in report.snapshot["initiatives"][0]["fields"] if one["title"] == title)


def test_two_reports_a_quarter_apart_and_a_third_for_a_day_between(journey):
    circle = journey.circle
    first = journey.report(FIRST, MADE)
    assert first.snapshot["previous"] is None
    a_quarter(journey)
    second = journey.report(SECOND, SECOND_MADE)
    number = first.snapshot["paper"]["report_number"]
    assert second.snapshot["previous"]["label"] == f"Nr. {number}"
    found = told(second)
    assert {kind for kind, *_ in found} == set(KINDS)
    for expected in (
        ("added", "Feld", "", "Archiv"),
        ("moved", "Phase", "1 Interne Abstimmung", "2 Bestandsaufnahme"),
        (
            "decided",
            "Rat Nottuln",
            f"vertagt, {on(40):%d.%m.%Y}, Vorlage 17/2026",
            f"ungeändert beschlossen, {on(120):%d.%m.%Y}, Vorlage 17/2026",
        ),
        ("slipped", "Meilenstein „Vereinbarung liegt vor“", f"{on(150):%d.%m.%Y}", f"{on(220):%d.%m.%Y}"),
        ("light", "Ampel", "Grün", "Gelb"),
        ("participation", "Beteiligung der Stadt Dülmen", "noch offen", "beteiligt"),
        (
            "answer",
            "Votum der Stadt Dülmen",
            "Rückmeldung ausstehend",
            "Zustimmung mit Bedingungen (vorläufig)",
        ),
        (
            "cost",
            "Kosten der Gemeinde Nottuln",
            "",
            f"heute 43.900\u00a0€, gemeinsam 34.040\u00a0€ im Jahr, Stand {on(133):%d.%m.%Y}",
        ),
        ("condition", "Rahmenbedingung 2", "", "nur freiwillige Teilnahme"),
        ("agreement", "Vereinbarung „Personal“", "", f"Entwurf seit {on(134):%d.%m.%Y} {BOTH}"),
        ("meeting", "Treffen „Zweites Treffen“", "", f"abgehalten am {on(135):%d.%m.%Y}"),
        ("text", "Ziel", "", "Ein Verfahren für alle"),
    ):
        assert expected in found
    [quiet] = second.snapshot["quiet"]
    assert quiet["field"] == field_of(second, "Gemeinsamer Einkauf")["key"]
    assert (quiet["old"], quiet["new"]) == ("noch nicht bewertet", "seit dem letzten Bericht keine Nachricht")
    assert field_of(first, "Einführung von D 115")["reported_in"] == ""
    assert field_of(second, "Einführung von D 115")["reported_in"] == f"Nr. {number}", "told once"

    journey.resolve("noted", 105, recorded=190)
    journey.assess(circle.payroll, Light.RED, 191, 160, effective=100)
    between = journey.report(BETWEEN, LAST_MADE)
    assert between.snapshot["previous"]["as_of"] == FIRST.isoformat()
    payroll = field_of(between, "Personalabrechnung bündeln")
    assert (payroll["light"], payroll["aim"], payroll["costs"]) == ("red", "", {}), (
        "late entry, nothing of later"
    )
    assert [one["result"] for one in payroll["decisions"]] == ["vertagt", "zur Kenntnis genommen"]
    assert payroll["answers"]["05558016"]["stance"] == "pending"
    later = {"cost", "meeting", "text", "answer"}
    assert {kind for kind, *_ in told(between)} >= {"added", "moved", "decided", "slipped", "light"}
    assert not [one for one in told(between) if one[0] in later and one[1] not in ("Ursache", "Maßnahme")]

    for before in (first, second, between):
        row = Report.objects.get(pk=before.pk)
        assert row.snapshot == before.snapshot
        assert row.snapshot_sha256 == digest(row.snapshot)
        assert row.issued_at


@pytest.mark.once
@pytest.mark.needs("pango", "poppler")
def test_the_pdf_of_the_second_says_what_its_snapshot_says(journey, tmp_path):
    journey.report(FIRST, MADE)
    a_quarter(journey)
    snapshot = journey.report(SECOND, SECOND_MADE).snapshot
    path = tmp_path / "second.pdf"
    made = render(snapshot)
    path.write_bytes(made.pdf)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    text = "".join(done.stdout.replace("\u00ad", "").split())
    [initiative] = snapshot["initiatives"]
    words = {label["key"]: label["word"] for label in snapshot["labels"]["lights"]}
    phases = {label["key"]: label["word"] for label in snapshot["labels"]["phases"]}
    wanted = [snapshot["paper"]["subject"], snapshot["paper"]["proposal"], initiative["title"]]
    wanted += [initiative["background"], *(one["designation"] for one in initiative["places"])]
    wanted += [one["text"] for one in initiative["conditions"]]
    wanted += [one["title"] for one in initiative["meetings"]]
    wanted += [one["result"] for one in initiative["meetings"]]
    for field in initiative["fields"]:
        wanted += [field["title"], words[field["light"]], phases[str(field["phase"])], field["aim"]]
        wanted += [field["cause"], field["measure"]]
        wanted += [field["milestone"]["text"]] if field["milestone"] else []
        wanted += [one["body"] for one in field["decisions"][-1:]]
        wanted += [one["result"] for one in field["decisions"][-1:]]
        wanted += [f"{date.fromisoformat(one['date']):%d.%m.%Y}" for one in field["decisions"][-1:]]
    for change in snapshot["changes"]:
        values = [change["old"], change["new"]]
        if change["kind"] == "decided":  # result, day and paper: each in a column of the table of resolutions
            values = [part.removeprefix("Vorlage ") for value in values for part in value.split(", ")]
        wanted += [change["subject"], *values]
    wanted += [snapshot["previous"]["label"]]
    assert [one for one in wanted if "".join(one.split()) not in text] == []
    resolved = ["Rat Nottuln", "17/2026", "1 Personalabrechnung bündeln"]
    votes = "20 Ja, 3 Nein, 1 enthalten"
    assert table(tree(made.html), "Beschlüsse der Gremien")[1:] == [
        [f"{on(40):%d.%m.%Y}", *resolved, f"vertagt{votes}", "–"],
        [f"{on(120):%d.%m.%Y}", *resolved, f"ungeändert beschlossen{votes}", "–"],
    ]
    assert f"{SECOND:%d.%m.%Y}" in text
