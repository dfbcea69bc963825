"""The example's proposals of joint projects and requests for support, marked as such like the rest of the course."""

from initiatives.domain.proposals import acceptance, proposals
from initiatives.domain.work import support
from initiatives.enums import ProposalReply
from initiatives.management.demo.course import Course
from initiatives.models import Mandate, Proposal, SupportRequest

REPLIES = {
    "T": ProposalReply.TAKE_PART,
    "I": ProposalReply.INTEREST,
    "S": ProposalReply.LATER,
    "A": ProposalReply.REFUSAL,
}


def course(a: Course) -> None:
    """One proposal of the county that waits for its fifth answer, one accepted inside a field, and two requests."""
    _training(a)
    _signatures(a)
    _support(a)


def _county(a: Course) -> Mandate:
    return a.case.people["kreis"]


def _answer(a: Course, proposal: Proposal, name: str, letter: str, ago: int, reason: str = "") -> None:
    proposals.answer(
        proposal=proposal, reply=REPLIES[letter], reason=reason, by=a.delegate(name), at=a.at(ago, 11)
    )


def _training(a: Course) -> None:
    asked = ["Ascheberg", "Billerbeck", "Dülmen", "Nottuln", "Senden"]
    proposal = proposals.propose(
        initiative=a.initiative,
        organisations=[a.place(name) for name in asked],
        title="Gemeinsame Fortbildung der Verwaltungen",
        purpose="Kreis und Kommunen bieten Schulungen gemeinsam an, statt jede für sich.",
        benefit="Kurse kommen zustande, die für eine einzelne Kommune zu klein wären; die Wege sind kurz.",
        effort="Eine Ansprechstelle je Kommune und ein gemeinsamer Kalender; Kosten nach Teilnehmenden.",
        deadline=a.day(-6),
        by=_county(a),
        at=a.at(18),
    )
    _answer(a, proposal, "Nottuln", "T", 15)
    _answer(a, proposal, "Billerbeck", "T", 12, "Bedarf besteht vor allem bei der E-Akte.")
    _answer(a, proposal, "Senden", "I", 9, "Die Personalstelle prüft den Bedarf.")
    _answer(a, proposal, "Dülmen", "A", 4, "Die Stadt hat ein eigenes Fortbildungsprogramm.")


def _signatures(a: Course) -> None:
    names = ["Billerbeck", "Lüdinghausen", "Nottuln", "Rosendahl"]
    proposal = proposals.propose(
        initiative=a.initiative,
        organisations=[a.place(name) for name in names],
        field=a.field("IT"),
        title="Elektronische Signatur für alle Fachverfahren",
        purpose="Ein gemeinsamer Dienst für elektronische Signaturen.",
        benefit="Ein Vertrag statt vieler, und Bescheide gehen ohne Ausdruck hinaus.",
        effort="Auswahl des Dienstes und Anbindung der Verfahren, etwa ein halbes Jahr.",
        deadline=a.day(60),
        by=a.delegate("Coesfeld"),
        at=a.at(95),
    )
    for name, letter, ago in (("Billerbeck", "T", 90), ("Nottuln", "T", 85), ("Lüdinghausen", "S", 80)):
        _answer(a, proposal, name, letter, ago)
    _answer(a, proposal, "Rosendahl", "A", 70, "Die Gemeinde nutzt schon einen solchen Dienst.")
    proposal.refresh_from_db()
    acceptance.accept(proposal=proposal, version=proposal.version, by=a.delegate("Nottuln"), at=a.at(55, 15))


def _ask(a: Course, name: str, subject: str, text: str, field: str, ago: int, wanted: int) -> SupportRequest:
    return support.ask(
        initiative=a.initiative,
        subject=subject,
        text=text,
        field=a.field(field),
        wanted_by=a.day(wanted),
        by=a.delegate(name),
        at=a.at(ago, 9),
    )


def _support(a: Course) -> None:
    answered = _ask(
        a,
        "Senden",
        "Schwellenwerte bei gemeinsamer Vergabe",
        "Zählt bei einer gemeinsamen Ausschreibung die Summe aller beteiligten Kommunen für die Schwellenwerte?",
        "Einkauf und Vergabe",
        24,
        10,
    )
    support.accept(asked=answered, by=_county(a), at=a.at(23, 14))
    support.answer(
        asked=answered,
        answer="Ja. Wird gemeinsam ausgeschrieben, ist der Auftragswert zusammenzurechnen. Die Vergabestelle des Kreises "
        "sieht den Entwurf der Bekanntmachung gern durch.",
        by=_county(a),
        at=a.at(20, 16),
    )
    _ask(
        a,
        "Billerbeck",
        "Umsatzsteuer bei Überlassung von Fachleuten",
        "Kann die Kämmerei des Kreises bei der verbindlichen Auskunft zu § 2b UStG helfen?",
        "Expertenpool",
        5,
        -9,
    )
