"""The framework conditions as live checks: one pure function each over the facts, with result, reason and section.

A rule has a version, which rises when it judges otherwise. A person may overrule its result with a written reason; the
computed result stays beside it, and an overrule is outdated once the computed result or the rule has changed. A
condition without a rule is judged by people. A new rule is one function and one line in `RULES`.
Source of the nine conditions: notice of the Landrat to the Kreistag of Kreis Coesfeld, 2010, part b).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from initiatives.domain.kernel.texts import euro_in_words, percent_in_words
from initiatives.domain.rules.agreements import bound_to_standard, in_force_on, unended
from initiatives.domain.rules.money import disclosure, economics
from initiatives.domain.rules.money.economics import Comparison, Outcome
from initiatives.domain.state.facts import ConditionFacts, FieldFacts, InitiativeFacts, OverrideFacts
from initiatives.enums import CheckResult, GateKind, GateResult, Nature, Phase, Stance
from initiatives.enums.agreements import AgreementKind

MET, OPEN = CheckResult.MET, CheckResult.OPEN
NOT_MET, NOT_APPLICABLE = CheckResult.NOT_MET, CheckResult.NOT_APPLICABLE


@dataclass(frozen=True)
class Judgement:
    """What a rule says: a result, why, and the section of the field's page where it can be mended."""

    result: CheckResult
    reason: str
    section: str = "nachweise"


Rule = Callable[[InitiativeFacts, FieldFacts], Judgement]


@dataclass(frozen=True)
class Check:
    """A condition on a field: what was computed, and what counts."""

    condition: ConditionFacts
    computed: Judgement
    rule_version: int
    override: OverrideFacts | None

    @property
    def outdated(self) -> bool:
        """Whether the overrule was made for another computed result or another version of the rule."""
        return self.override is not None and (
            (self.override.computed, self.override.rule_version) != (self.computed.result, self.rule_version)
        )

    @property
    def overruled(self) -> bool:
        """Whether an overrule stands."""
        return self.override is not None and not self.outdated

    @property
    def result(self) -> CheckResult:
        """The overruled result while the overrule stands, else the computed one."""
        if self.override is None or self.outdated:
            return self.computed.result
        return CheckResult(self.override.result)


def of_field(facts: InitiativeFacts, field: FieldFacts) -> list[Check]:
    """All conditions of the initiative on one field, in their order."""
    return [_check(facts, field, condition) for condition in facts.conditions]


def _check(facts: InitiativeFacts, field: FieldFacts, condition: ConditionFacts) -> Check:
    version, rule = RULES.get(condition.rule_key or "", (0, by_people))
    return Check(condition, rule(facts, field), version, field.overrides.get(condition.id))


def is_withheld(check: Check, field: FieldFacts) -> bool:
    """Whether the result rests on what the public edition of a report withholds.

    That follows from what it shows alone (resolutions, participation, answers behind which a body stands), so that it tells
    nothing of the rest; see docs/decisions/0013 and 0036.
    """
    rule = check.condition.rule_key
    if rule == "economy":
        return not disclosure.is_whole(field)
    return rule == "voluntary" and _rests_on_consents(field)


def _rests_on_consents(field: FieldFacts) -> bool:
    """One refusal decides, and consents without conditions that a body has resolved on; all else stays open in public."""
    members = [field.decision_of(one.organisation.id) for one in field.taking_part()]
    if any(ask and ask.stance == Stance.REFUSAL for ask in members):
        return False
    return not all(ask and ask.stance == Stance.CONSENT and not ask.unresolved for ask in members)


def tally(checks: list[Check]) -> Counter[str]:
    """How many conditions have which result."""
    return Counter(check.result.value for check in checks)


# --- the rules


def by_people(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    return Judgement(OPEN, "Diese Bedingung beurteilen Menschen; ein Urteil steht noch aus.", "rahmen")


def economy(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Höhere Wirtschaftlichkeit: all costs on one basis and borne, a saving in sum (or a gain in service), no unwilling loser."""
    result = economics.of_field(field)
    if not result.outcomes:
        return Judgement(
            OPEN, "Es ist noch niemand beteiligt, also gibt es keinen Kostenvergleich.", "kosten"
        )
    if result.missing or result.gaps:
        return Judgement(OPEN, " ".join(_lacking(result)), "kosten")
    unwilling = [
        one for one in result.losers if not field.settled(GateKind.LOSS_ACCEPTED, one.organisation.id)
    ]
    if unwilling:
        return Judgement(NOT_MET, " ".join(_losses(result, unwilling)), "kosten")
    if result.saving > 0:
        return Judgement(MET, _saved(result), "kosten")
    gain = field.item(GateKind.SERVICE_GAIN)
    if gain is not None and field.settled(GateKind.SERVICE_GAIN):
        return Judgement(MET, f"Ohne Ersparnis, aber mit Gewinn an Qualität: {gain.text}", "kosten")
    if result.saving == 0:
        return Judgement(NOT_MET, "Zusammen kostet es so viel wie heute.", "kosten")
    return Judgement(
        NOT_MET,
        f"Zusammen kostet es {euro_in_words(-result.saving, brief=True)} im Jahr mehr als heute.",
        "kosten",
    )


def _lacking(result: Comparison) -> Iterator[str]:
    """Who has not said what, and what nobody bears."""
    lacking: dict[str, list[str]] = {}  # by name
    for organisation, what in result.missing:
        lacking.setdefault(organisation.name, []).append(what)
    names: dict[str, list[str]] = {}  # by what they lack
    for name, several in lacking.items():
        names.setdefault("die Kosten" if len(several) > 1 else f"die {several[0]}", []).append(name)
    for text, owing in names.items():
        yield f"Es fehlen {text} von {', '.join(owing)}."
    if result.gaps:
        yield f"Gemeinsame Kosten trägt noch niemand: {' '.join(result.gap_reasons)}"


def _losses(result: Comparison, unwilling: list[Outcome]) -> Iterator[str]:
    """Who pays how much more a year, and who does not get back what falls due once, without having accepted that."""
    more = [one for one in unwilling if one.saving is not None and one.saving < 0]
    if more:
        losses = ", ".join(
            f"{one.organisation.name} {euro_in_words(-(one.saving or 0), brief=True)}" for one in more
        )
        yield f"Im Jahr zahlen mehr als heute und haben das nicht schriftlich angenommen: {losses}."
    once = [
        f"{one.organisation.name} {euro_in_words(one.one_off, brief=True)}"
        for one in unwilling
        if one not in more
    ]
    if once:
        years = result.basis.years
        time = f"{years} Jahren" if years > 1 else "einem Jahr"
        yield (
            f"Einmalige Kosten holen in {time} nicht wieder herein und haben das nicht schriftlich angenommen: "
            f"{', '.join(once)}."
        )


def _saved(result: Comparison) -> str:
    """What all save together; guidelines of funding ask for 15 percent."""
    if not result.is_considerable or result.percent is None:
        return f"Alle zusammen sparen {euro_in_words(result.saving, brief=True)} im Jahr."
    percent = percent_in_words(round(result.percent, 1))
    saving = euro_in_words(result.saving, brief=True)
    return f"Alle zusammen sparen {saving} im Jahr, das sind {percent} und damit mindestens 15\u00a0%."


def voluntary(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Nur freiwillige Teilnahme: everybody who takes part has consented itself; leaving is regulated."""
    members = field.taking_part()
    if not members:
        return Judgement(OPEN, "Es ist noch niemand beteiligt.", "beteiligte")
    silent = [m.organisation.name for m in members if m.organisation.id not in field.willing]
    against = [m.organisation.name for m in members if field.stance_of(m.organisation.id) == Stance.REFUSAL]
    if against:
        return Judgement(NOT_MET, f"Beteiligt trotz Ablehnung: {', '.join(against)}.", "beteiligte")
    if silent:
        return Judgement(OPEN, f"Ohne eigenes zustimmendes Votum beteiligt: {', '.join(silent)}.", "voten")
    if not field.settled(GateKind.EXIT):
        return Judgement(
            OPEN, "Alle Beteiligten haben selbst zugestimmt; der Austritt ist noch nicht geregelt."
        )
    return Judgement(MET, "Alle Beteiligten haben selbst zugestimmt, und der Austritt ist geregelt.")


def back_office_first(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Vorrang für Hintergrundprozesse: no citizen-facing field in work while a ready back-office field waits."""
    if field.nature == Nature.BACK_OFFICE:
        return Judgement(MET, "Das Feld ist ein Hintergrundprozess.", "ziel")
    if field.side_state or field.phase in (Phase.PROPOSAL, Phase.OPERATION):
        return Judgement(MET, "Das Feld ist bürgernah und zurzeit nicht in Arbeit.", "ziel")
    waiting = [
        other.short_title
        for other in facts.fields
        if other.nature == Nature.BACK_OFFICE
        and other.phase == Phase.PROPOSAL
        and not other.side_state
        and other.aim
        and other.description
        and other.lead
    ]
    if waiting:
        return Judgement(
            NOT_MET,
            f"Das Feld ist bürgernah und in Arbeit, während Hintergrundfelder warten: {', '.join(waiting)}.",
            "ziel",
        )
    return Judgement(MET, "Das Feld ist bürgernah; kein entscheidungsreifes Hintergrundfeld wartet.", "ziel")


def open_to_others(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Ausbaufähig für die Beteiligung Dritter: who may join, how and at what cost is recorded, or one has acceded."""
    acceded = [one for one in unended(field) if one.kind == AgreementKind.ACCESSION and in_force_on(one)]
    if acceded and not field.settled(GateKind.ACCESSION):
        names = ", ".join(dict.fromkeys(str(place) for one in acceded for place in one.entering))
        return Judgement(
            MET, f"Der Beitritt ist möglich, und vereinbart ist er mit: {names}.", "vereinbarung"
        )
    return _recorded(field, GateKind.ACCESSION, "Die Regel für den Beitritt Dritter")


def small_start(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Start mit wenigen Beteiligten: two are enough, and the starting circle is named."""
    members = field.taking_part()
    if len(members) < 2:
        return Judgement(OPEN, "Der Startkreis braucht mindestens zwei Beteiligte.", "beteiligte")
    undecided = [ask for ask in field.asks.values() if not ask.answered]
    if field.phase == Phase.INTERNAL and undecided and field.round and field.round.is_open:
        return Judgement(
            MET, f"{len(members)} Beteiligte; die Runde wartet nicht über ihre Frist hinaus.", "beteiligte"
        )
    return Judgement(MET, f"Start mit {len(members)} von {len(facts.participants)} Kommunen.", "beteiligte")


def early_involvement(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Frühzeitige Beteiligung: at least one involvement of those concerned, the staff council too, before the concept phase."""
    kinds = (GateKind.INVOLVEMENT, GateKind.PERSONNEL_COUNCIL)
    involved = [i for i in field.gate_items if i.kind in kinds and i.result == GateResult.DONE]
    began = field.phase_dates.get(Phase.CONCEPT)
    if not involved:
        if field.is_unrecorded(Phase.BASELINE):
            return Judgement(OPEN, "Ob Betroffene vor dem Konzept beteiligt wurden, ist nicht erfasst.")
        if began:
            return Judgement(
                NOT_MET, "Das Konzept hat begonnen, ohne dass eine Beteiligung der Betroffenen erfasst ist."
            )
        return Judgement(
            OPEN, "Noch keine Beteiligung der Betroffenen erfasst, etwa Personalrat, IT oder Datenschutz."
        )
    first = min(involved, key=lambda i: i.effective_on)
    if began and first.effective_on >= began:
        return Judgement(
            NOT_MET,
            f"Erst am {first.effective_on:%d.%m.%Y} beteiligt, das Konzept hat am {began:%d.%m.%Y} begonnen.",
        )
    return Judgement(MET, f"Beteiligt seit {first.effective_on:%d.%m.%Y}: {first.text}")


def one_hand(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Zuständigkeit und Verantwortlichkeit nur in einer Hand: one lead with one contact."""
    if field.lead is None:
        if field.phase == Phase.PROPOSAL:
            return Judgement(OPEN, "Für den Vorschlag ist noch keine Federführung benannt.", "beteiligte")
        if field.is_unrecorded(Phase.PROPOSAL):
            return Judgement(OPEN, "Die Federführung ist nicht erfasst.", "beteiligte")
        return Judgement(NOT_MET, "Es gibt keine Federführung.", "beteiligte")
    if not field.lead.contact:
        return Judgement(
            OPEN, f"Federführend: {field.lead.organisation}. Die Ansprechstelle fehlt.", "beteiligte"
        )
    return Judgement(
        MET, f"Federführend: {field.lead.organisation.designation}, {field.lead.contact}.", "beteiligte"
    )


def common_standard(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Verständigung auf einen gemeinsamen Standard: a standard with the assent of every participant.

    It is recorded by hand with the assents, or an agreement fixes it: whom that binds has assented.
    """
    standard = field.item(GateKind.STANDARD)
    if standard and standard.result == GateResult.NOT_NEEDED:
        return Judgement(NOT_APPLICABLE, standard.reason)
    fixing = [one for one in unended(field) if one.standard]
    recorded = standard is not None and standard.result == GateResult.DONE
    if not recorded and not fixing:
        return Judgement(OPEN, "Ein gemeinsamer Standard ist noch nicht festgelegt.")
    bound = bound_to_standard(field, standard.effective_on if standard else None)
    members = [m.organisation for m in field.taking_part()]
    missing = [o.name for o in members if not (o.id in bound or (recorded and field.assented(o.id)))]
    section = "nachweise" if recorded else "vereinbarung"
    if missing or not members:
        who = ", ".join(missing) or "alle"
        return Judgement(OPEN, f"Dem Standard haben noch nicht zugestimmt: {who}.", section)
    if recorded and standard:
        day = f"{standard.effective_on:%d.%m.%Y}"
        return Judgement(MET, f"Alle {len(members)} Beteiligten haben dem Standard vom {day} zugestimmt.")
    names = ", ".join(f"„{one.title}“" for one in fixing)
    return Judgement(
        MET, f"Den Standard legt fest, woran alle {len(members)} Beteiligten gebunden sind: {names}.", section
    )


def continuity(facts: InitiativeFacts, field: FieldFacts) -> Judgement:
    """Sicherheit der Aufgabenerfüllung: deputy, failure plan, term and notice, and exit are recorded."""
    kinds = (GateKind.DEPUTY, GateKind.FAILURE_PLAN, GateKind.TERM, GateKind.EXIT)
    regulated = {GateKind.TERM} if _term_regulated(field) else set()
    missing = [kind.label for kind in kinds if kind not in regulated and not field.settled(kind)]
    if not missing:
        return Judgement(MET, "Vertretung, Notfallplan, Laufzeit und Austritt sind geregelt.")
    section = "vereinbarung" if missing == [GateKind.TERM.label] else "nachweise"
    if field.is_unrecorded(Phase.CONCEPT):
        return Judgement(OPEN, f"Nicht erfasst: {', '.join(missing)}.", section)
    if field.phase >= Phase.IMPLEMENTATION:
        return Judgement(NOT_MET, f"In der Umsetzung fehlen: {', '.join(missing)}.", section)
    return Judgement(OPEN, f"Noch zu regeln: {', '.join(missing)}.", section)


def _term_regulated(field: FieldFacts) -> bool:
    """Whether an agreement says how long it runs or how it is terminated, or none is needed."""
    agreed = any(one.termination_rule or one.term_until for one in unended(field) if one.stands_alone)
    return agreed or field.settled(GateKind.NO_AGREEMENT)


def _recorded(field: FieldFacts, kind: GateKind, subject: str) -> Judgement:
    item = field.item(kind)
    if item is None or item.result == GateResult.OPEN:
        return Judgement(OPEN, f"{subject} ist noch nicht erfasst.")
    if item.result == GateResult.NOT_NEEDED:
        return Judgement(NOT_APPLICABLE, item.reason)
    return Judgement(MET, f"{subject} ist erfasst: {item.text}")


RULES: dict[str, tuple[int, Rule]] = {
    "economy": (2, economy),
    "voluntary": (1, voluntary),
    "back_office_first": (1, back_office_first),
    "open_to_others": (1, open_to_others),
    "small_start": (1, small_start),
    "early_involvement": (1, early_involvement),
    "one_hand": (1, one_hand),
    "common_standard": (1, common_standard),
    "continuity": (2, continuity),
}
