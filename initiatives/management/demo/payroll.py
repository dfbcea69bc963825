"""The payroll of the example: its course, who does what until when, and what each municipality pays. All invented."""

from initiatives.enums import ResolutionResult, RoundPurpose, StepState
from initiatives.management.demo.course import Course

TITLE = "Öffentlich-rechtliche Vereinbarung zur gemeinsamen Personalabrechnung"

# of those that take part, in euros: a year today, a year jointly, once
COSTS = {
    "Ascheberg": (34_200, 27_600, 1_500),
    "Billerbeck": (27_900, 20_608, 1_200),
    "Coesfeld": (102_700, 88_320, 4_800),
    "Dülmen": (121_500, 114_080, 18_500),
    "Nordkirchen": (16_350, 17_480, 950),
    "Nottuln": (43_900, 34_040, 1_900),
    "Rosendahl": (24_800, 18_032, 1_000),
}


def course(a: Course) -> None:
    """How the field came to the phase Entscheidung, and the Voten on the draft."""
    field = a.field("Personalabrechnung")
    a.lead(field, "Dülmen", "Fachbereich Personal", 340)
    a.describe(
        field,
        "Dülmen",
        "Ein Verfahren, ein Ansprechpartner und geringere Kosten je Abrechnungsfall.",
        "Die Stadt Dülmen rechnet Entgelt und Besoldung für die beteiligten Kommunen ab. Personalentscheidungen bleiben "
        "in jeder Kommune; übertragen wird nur die Berechnung und Auszahlung.",
        339,
    )
    a.phases(field, "Nottuln", 338)
    first = a.round([field], RoundPurpose.TAKING_PART, "Wirkt Ihre Kommune an diesem Feld mit?", 336, 270)
    a.votes(
        first, field, 300, Ascheberg="Z", Billerbeck="Z", Coesfeld="Z", Dülmen="Z", Havixbeck="Z", Nottuln="Z"
    )
    a.votes(first, field, 280, Nordkirchen="Z", Rosendahl="Z", Lüdinghausen="E", Olfen="A", Senden="E")
    a.close(first, 268)
    a.assess(field, "Dülmen", "green", 265, milestone="Bestandsaufnahme vollständig", milestone_on=a.day(170))
    a.phases(field, "Nottuln", 262, 165, 39)
    draft = a.round(
        [field],
        RoundPurpose.DECISION,
        "Stimmt Ihre Kommune dem Entwurf der öffentlich-rechtlichen Vereinbarung zu?",
        38,
        -19,
        ["Ascheberg", "Billerbeck", "Coesfeld", "Dülmen", "Havixbeck", "Nordkirchen", "Nottuln", "Rosendahl"],
        version="Entwurf 2.0",
    )
    a.vote(draft, field, "Billerbeck", "Z", 20)
    a.vote(draft, field, "Havixbeck", "I", 17)
    a.vote(
        draft,
        field,
        "Ascheberg",
        "B",
        11,
        "Die Kündigungsfrist beträgt 12 statt 24 Monate.",
        resolved=12,
        result=ResolutionResult.AMENDED,
        votes=(24, 3, 1),
        title=TITLE,
    )
    a.vote(draft, field, "Dülmen", "Z", 9, resolved=10, votes=(38, 4, 0), title=TITLE)
    a.vote(draft, field, "Nottuln", "I", 14)
    a.vote(draft, field, "Nottuln", "Z", 5, resolved=5, votes=(30, 0, 2), title=TITLE)
    a.vote(draft, field, "Coesfeld", "E", 4)
    a.vote(
        draft,
        field,
        "Coesfeld",
        "Z",
        3,
        "Das frühere Votum war falsch erfasst.",
        resolved=3,
        votes=(29, 6, 3),
        title=TITLE,
        correction=True,
    )
    a.assess(
        field,
        "Dülmen",
        "yellow",
        2,
        cause="Zwei Kommunen haben noch nicht geantwortet, eine verlangt eine kürzere Kündigungsfrist.",
        measure="Die Stadt Dülmen legt bis zum nächsten Treffen eine neue Fassung der Kündigungsregel vor.",
        milestone="Beschluss des Rates in Billerbeck",
        milestone_on=a.day(-18),
    )
    a.comment(
        field,
        "beauftragte-ascheberg",
        "Unser Rat hat 12 statt 24 Monate Kündigungsfrist beschlossen. Das steht jetzt als Bedingung an unserem Votum.",
        11,
    )
    a.comment(
        field,
        "kreis",
        "Die Aufsicht sieht keine Hindernisse für eine öffentlich-rechtliche Vereinbarung, wenn die Kündigungsfrist benannt ist.",
        10,
    )
    a.comment(
        field,
        "beauftragte-duelmen",
        "Wir prüfen eine Frist von 12 Monaten und legen dazu eine Fassung vor.",
        6,
    )


def work(a: Course) -> None:
    """The steps of the phase Entscheidung, and the costs that were gathered before."""
    field = a.field("Personalabrechnung")
    for name, (today, joint, one_off) in COSTS.items():
        a.cost(field, name, today, joint, 53, one_off)
    a.step(
        field,
        "Entwurf der Vereinbarung versenden",
        "Dülmen",
        38,
        state=StepState.DONE,
        evidence="Entwurf 2.0, versandt an alle beteiligten Kommunen.",
    )
    a.step(
        field,
        "Stellungnahme des Personalrats nachreichen",
        "Rosendahl",
        12,
        due_on=a.day(3),
        state=StepState.WORK,
    )
    a.step(field, "Kündigungsfrist in § 9 neu fassen", "Dülmen", 6, due_on=a.day(-11), state=StepState.WORK)
    a.step(field, "Ausgleich für Nordkirchen berechnen", "Dülmen", 6, due_on=a.day(-8))
    a.step(
        field,
        "Sitzungsvorlagen für die Räte erstellen",
        "Nottuln",
        30,
        state=StepState.DONE,
        evidence="Muster der Vorlage an alle Beauftragten gegeben.",
    )
