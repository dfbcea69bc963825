"""What was in a field before it was recorded here: the blocks of the form, and the entries that its lines are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from initiatives.domain.past.entries import (
    Asked,
    Assessed,
    Cost,
    Entry,
    Joined,
    Moved,
    Noted,
    Resolved,
    Said,
    StepDone,
)
from initiatives.domain.votes.rounds import QUESTIONS
from initiatives.enums import (
    GATE_KINDS_CARRIED_OVER,
    LIGHT_WORDS,
    Confidence,
    GateKind,
    GateResult,
    Light,
    Participation,
    Phase,
    ResolutionResult,
    RoundPurpose,
    SideState,
    Stance,
)
from initiatives.enums.money import ReviewOutcome
from initiatives.forms.kernel.base import NumberField
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.past import agreements
from initiatives.forms.past.lines import (
    UNSET,
    Block,
    Line,
    LinesForm,
    choice_column,
    day_column,
    text_column,
)
from initiatives.models import Body, LegalForm, Organisation

ALL, LEADS, PROVIDES = "all", "leads", "provides"
ONLY_ONE = {LEADS: "Federführend", PROVIDES: "Leistungserbringer"}
TAKES_PART = [
    *UNSET,
    (LEADS, "federführend"),
    (PROVIDES, "Leistungserbringer"),
    *Participation.choices,
]
NOTED = [kind for kind in GateKind if kind not in GATE_KINDS_CARRIED_OVER]
STATES = [
    *UNSET,
    *((str(phase.value), phase.label) for phase in Phase if phase != Phase.PROPOSAL),
    *SideState.choices,
    ("work", "wieder in Arbeit"),
]


class CourseForm(LinesForm):
    """With `voting` also rounds, Voten and resolutions; `bodies` are those of the `organisations` that occur here, of which
    those in `circle` take part in the initiative.
    """

    def __init__(
        self,
        *args,
        organisations: Iterable[Organisation],
        circle: Iterable[int],
        bodies: Iterable[Body],
        voting: bool,
        laws: Iterable[LegalForm] = (),
        **kwargs,
    ):
        self.organisations = {str(one.pk): one for one in organisations}
        self.circle = [one for one in self.organisations.values() if one.pk in set(circle)]
        self.bodies = {str(one.pk): one for one in bodies}
        agreed = agreements.blocks(self._who, list(laws))
        blocks = [*self._course(), *(self._voting() if voting else ()), *agreed]
        super().__init__(*args, blocks=blocks, **kwargs)

    def _who(self, label: str = "Kommune") -> forms.ChoiceField:
        return choice_column(label, self._named())

    def _named(self) -> list[tuple[str, str]]:
        return [(pk, str(one)) for pk, one in self.organisations.items()]

    def _course(self) -> list[Block]:
        return [
            Block(
                "phase",
                "Phasen",
                "Ab wann das Feld in welcher Phase war, oder ruhte. Phasen, von denen Sie keinen Tag kennen, lassen Sie aus.",
                lambda: {
                    "day": day_column(),
                    "state": forms.ChoiceField(label="Stand", choices=STATES),
                },
                ("day", "state"),
            ),
            Block(
                "part",
                "Beteiligte und Federführung",
                "Wer ab wann wie beteiligt war; wer es anders hielt als alle, steht in einer Zeile danach. Federführend und "
                "Leistungserbringer ist immer nur eine Organisation.",
                lambda: {
                    "day": day_column(),
                    "organisation": choice_column("Kommune", [(ALL, "alle Teilnehmenden"), *self._named()]),
                    "status": forms.ChoiceField(label="Beteiligung", choices=TAKES_PART),
                    "contact": text_column("Ansprechstelle der Federführung"),
                },
                ("day", "organisation", "status"),
            ),
            Block(
                "light",
                "Ampel",
                "Wie das Feld ab diesem Tag stand. Gelb und Rot brauchen Ursache und Maßnahme.",
                lambda: {
                    "day": day_column(),
                    "light": choice_column("Ampel", ((one.value, LIGHT_WORDS[one]) for one in Light)),
                    "cause": text_column("Ursache", 4_000),
                    "measure": text_column("Maßnahme", 4_000),
                },
                ("day", "light"),
            ),
            Block(
                "cost",
                "Kosten",
                "In Euro; was es je Jahr kostete, gemeinsam kostet, und einmal.",
                lambda: {
                    "day": day_column("Stand"),
                    "organisation": self._who(),
                    "today": EuroField(label="Vorher je Jahr"),
                    "joint": EuroField(label="Gemeinsam je Jahr"),
                    "one_off": EuroField(label="Einmalig"),
                    "source": text_column("Quelle der Zahlen"),
                    "confidence": forms.ChoiceField(label="Verlässlichkeit", choices=Confidence),
                },
                ("day", "organisation", "today", "joint"),
                ("confidence",),
            ),
            Block(
                "step",
                "Erledigte Arbeitsschritte",
                "Was getan wurde, in welcher Phase, und wann.",
                lambda: {
                    "day": day_column("Erledigt am"),
                    "title": text_column("Arbeitsschritt"),
                    "phase": forms.ChoiceField(label="Phase", choices=Phase),
                    "owner": self._who("Zuständig"),
                    "evidence": text_column("Nachweis", 1_000),
                },
                ("day", "title"),
                ("phase",),
            ),
            Block(
                "note",
                "Nachweise",
                "Was sonst festgelegt wurde: Kostenschlüssel, Prüfungen, Standard, Beteiligung der Betroffenen …",
                lambda: {
                    "day": day_column(),
                    "kind": choice_column(
                        "Was",
                        ((one.value, one.label) for one in GateKind if one not in GATE_KINDS_CARRIED_OVER),
                    ),
                    "text": text_column("Inhalt", 4_000),
                    "organisation": self._who("Kommune, wenn es jede für sich tut"),
                    "outcome": choice_column("Ergebnis, nur bei einer Überprüfung", ReviewOutcome.choices),
                },
                ("day", "kind"),
            ),
        ]

    def _voting(self) -> list[Block]:
        return [
            Block(
                "round",
                "Abstimmungsrunden",
                "Runden, die vorbei sind. Gefragt waren die, deren Votum oder Beschluss Sie dazu eintragen.",
                lambda: {
                    "purpose": choice_column("Zweck", RoundPurpose.choices),
                    "day": day_column("Eröffnet am"),
                    "deadline": day_column("Frist"),
                    "closed_on": day_column("Geschlossen am"),
                    "version": text_column("Fassung des Entwurfs", 50),
                    "subject": text_column("Frage, wenn eine andere als üblich", 1_000),
                    "joining": self._who("Wer beitrat, nur bei einem Beitritt"),
                },
                ("purpose", "day", "deadline", "closed_on"),
            ),
            Block(
                "vote",
                "Voten",
                "Was eine Kommune gesagt hat. Das Votum einer anderen zählt, sobald sie es bestätigt; bis dahin steht es als "
                "unbestätigt da.",
                lambda: {
                    "purpose": choice_column("Runde", RoundPurpose.choices),
                    "organisation": self._who(),
                    "stance": choice_column("Votum", Stance.choices),
                    "day": day_column(),
                    "reason": text_column("Begründung", 4_000),
                    "source": text_column("Quelle: wer es wo gesagt hat"),
                },
                ("purpose", "organisation", "stance", "day"),
            ),
            Block(
                "resolution",
                "Beschlüsse",
                "Was ein Gremium beschlossen hat; ein Votum dazu müssen Sie nicht eigens eintragen. Der Beschluss einer anderen "
                "Kommune steht als unbestätigt da, bis sie ihn bestätigt. Es entscheidet der Rat oder Kreistag; ein Ausschuss "
                "nur, wo Sie ihn als zuständig nennen, sonst bereitet er vor.",
                lambda: {
                    "purpose": choice_column("Runde", RoundPurpose.choices),
                    "body": choice_column("Gremium", ((pk, str(one)) for pk, one in self.bodies.items())),
                    "result": choice_column("Ergebnis", ResolutionResult.choices),
                    "day": day_column(),
                    "paper_number": text_column("Vorlage", 50),
                    "title": text_column("Titel"),
                    "votes_for": NumberField(label="Ja", min_value=0, max_value=999),
                    "votes_against": NumberField(label="Nein", min_value=0, max_value=999),
                    "votes_abstained": NumberField(label="Enthaltungen", min_value=0, max_value=999),
                    "members_absent": NumberField(label="Abwesend", min_value=0, max_value=999),
                    "allows": text_column("Erlaubt im Voraus (Vorratsbeschluss)", 4_000),
                    "certain": choice_column("Ungewöhnliches Ergebnis", [("yes", "ist so richtig")]),
                    "competence": choice_column("Zuständig", [("named", "dieses Gremium")]),
                    "link": forms.URLField(label="Verweis", assume_scheme="https"),
                },
                ("purpose", "body", "result", "day"),
            ),
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for line in self.lines():
            if line.values.get("organisation") == ALL and line.values.get("status") in ONLY_ONE:
                word = ONLY_ONE[line.values["status"]]
                self.blame(line, "status", f"{word} ist nur eine Kommune. Bitte wählen Sie aus, welche.")
        return self.cleaned_data

    def entries(self) -> list[tuple[Line, Entry]]:
        """Each line that is filled in with what it says; one on all who take part says it of each."""
        found = []
        for line in self.lines():
            whose = [str(one.pk) for one in self.circle] if line.values.get("organisation") == ALL else [None]
            for pk in whose:
                values = line.values | ({"organisation": pk} if pk else {})
                found.append((line, _entry(line.block, values, self)))
        return found

    def one(self, pk: str | None) -> Organisation | None:
        return self.organisations.get(pk or "")

    def who(self, pk: str) -> Organisation:
        return self.organisations[pk]


Read = Callable[[Mapping[str, Any], CourseForm], Entry]


def _entry(block: str, values: Mapping[str, Any], form: CourseForm) -> Entry:
    if block in agreements.ENTRIES:
        return agreements.ENTRIES[block](values, form.one)
    return ENTRIES[block](values, form)


def _joined(v: Mapping[str, Any], form: CourseForm) -> Entry:
    leads, provides = v["status"] == LEADS, v["status"] == PROVIDES
    status = Participation.PARTICIPATING if leads or provides else v["status"]
    contact = v["contact"] if leads else ""
    return Joined(v["day"], form.who(v["organisation"]), status, leads, contact, provides)


def _moved(v: Mapping[str, Any], form: CourseForm) -> Entry:
    state = v["state"]
    if state.isdecimal():
        return Moved(v["day"], int(state))
    return Moved(v["day"], None, None if state == "work" else state)


def _resolved(v: Mapping[str, Any], form: CourseForm) -> Entry:
    votes = (v["votes_for"], v["votes_against"], v["votes_abstained"])
    return Resolved(
        *(v["day"], form.bodies[v["body"]], v["purpose"], v["result"], v["paper_number"], votes),
        link=v["link"] or "",
        title=v["title"],
        members_absent=v["members_absent"],
        is_competent=v["competence"] == "named",
        is_certain=v["certain"] == "yes",
        allows=v["allows"],
    )


ENTRIES: dict[str, Read] = {
    "phase": _moved,
    "part": _joined,
    "light": lambda v, form: Assessed(v["day"], v["light"], v["cause"], v["measure"]),
    "cost": lambda v, form: Cost(
        *(v["day"], form.who(v["organisation"]), v["today"], v["joint"], v["one_off"] or 0),
        *(v["source"], v["confidence"] or Confidence.CALCULATED),
    ),
    "step": lambda v, form: StepDone(
        v["day"], v["title"], int(v["phase"] or 0), form.one(v["owner"]), v["evidence"]
    ),
    "note": lambda v, form: Noted(
        v["day"], v["kind"], GateResult.DONE, v["text"], form.one(v["organisation"]), v["outcome"]
    ),
    "round": lambda v, form: Asked(
        *(v["day"], v["purpose"], v["subject"] or QUESTIONS[RoundPurpose(v["purpose"])]),
        *(v["version"], v["deadline"], v["closed_on"]),
        joining=form.one(v["joining"]),
    ),
    "vote": lambda v, form: Said(
        v["day"], form.who(v["organisation"]), v["purpose"], v["stance"], v["reason"], v["source"]
    ),
    "resolution": _resolved,
}
