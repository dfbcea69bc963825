"""What has changed on one field between two snapshots. Pure; `changes` puts the pieces together.

A field has *news* where anything in its snapshot says another thing than before; that time has passed is none. It *fell
silent* where it is worked on (phases 1 to 5, no side state) in both snapshots, has no news, and was last assessed before
the day of the earlier one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from initiatives.domain.snapshots import money_changes
from initiatives.domain.snapshots import words as say
from initiatives.domain.snapshots.told import Told
from initiatives.domain.snapshots.words import Words
from initiatives.enums import Edition, Phase, ReportText, ResolutionResult, Stance
from initiatives.snapshot.agreements import Agreement
from initiatives.snapshot.status_report import Answer, Decision, FieldState

OPEN_ANSWERS = ("pending", "no_answer")
DECIDED = (
    Stance.CONSENT,
    Stance.CONDITIONAL,
    Stance.REFUSAL,
)  # what a resolution of the body may have made final
FINAL = {one.label for one in (ResolutionResult.ADOPTED, ResolutionResult.AMENDED, ResolutionResult.REJECTED)}
TEXTS = (
    *(ReportText.AIM, ReportText.DESCRIPTION, ReportText.ORIGIN, ReportText.CONTACT, ReportText.CAUSE),
    *(ReportText.MEASURE, ReportText.SIDE_REASON),
)


def news(old: FieldState, new: FieldState, words: Words) -> list[Told]:
    """All that was said anew on a field that stands in both snapshots."""
    parts = (
        *(_moves, _decisions, _agreements, _milestone, _light, _participation, _answers),
        *(money_changes.costs, money_changes.keys, money_changes.actuals, _texts),
    )
    return [told for part in parts for told in part(old, new, words)]


def decided(new: FieldState, words: Words) -> list[Told]:
    """The resolutions and agreements on a field that the earlier snapshot did not know."""
    found = [Told("decided", one.body, "", say.decision(one), one.date, one.key) for one in new.decisions]
    return found + [_agreed(one, "", words) for one in new.agreements]


def passed(old: FieldState, new: FieldState, words: Words, since: date, until: date) -> list[Told]:
    """What only the time has brought between the days of two snapshots: a milestone overdue, answers that did not come."""
    return [*_overdue(old, new, since, until), *_unanswered(old, new, words, since, until)]


def fell_silent(old: FieldState, new: FieldState, since: date) -> bool:
    """Whether a field without news is worked on and was not assessed since the earlier snapshot."""
    worked_on = all(
        not one.side_state and Phase.INTERNAL <= one.phase <= Phase.IMPLEMENTATION for one in (old, new)
    )
    assessed = new.light_since is not None and new.light_since > since
    return worked_on and not assessed


def silence(new: FieldState, words: Words, edition: str) -> Told:
    """The public edition knows of public news only, and says so."""
    nothing = "keine öffentliche Nachricht" if edition == Edition.PUBLIC else "keine Nachricht"
    light = words.of("lights", new.light)
    said = f"{light} seit {say.day(new.light_since)}" if new.light_since else light
    return Told("silent", "Nachricht", said, f"seit dem letzten Bericht {nothing}")


def _moves(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    if old.phase != new.phase:
        since = new.phase_dates.get(str(new.phase))
        yield Told("moved", "Phase", words.phase(old), words.phase(new), since)
    if old.side_state != new.side_state:
        yield Told("moved", "Stand", words.side_state(old), words.side_state(new), new.moved_on)


def _decisions(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """Each with the one before it of the same body on the same question."""
    last = {(_body(one), one.question): one for one in old.decisions}
    for one in _new_decisions(old, new):
        before = last.get((_body(one), one.question))
        yield Told("decided", one.body, say.decision(before), say.decision(one), one.date, one.key)
        last[_body(one), one.question] = one


def _new_decisions(old: FieldState, new: FieldState) -> list[Decision]:
    known = Counter(map(_identity, old.decisions))
    found = []
    for one in new.decisions:
        if known[_identity(one)]:
            known[_identity(one)] -= 1
        else:
            found.append(one)
    return found


def _agreements(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """How far each has come; who has entered or left stands at the instrument that brought it."""
    before = {one.key: one for one in old.agreements}
    for one in new.agreements:
        was = before.get(one.key)
        if was is None or was.state != one.state:
            yield _agreed(one, was.state if was else "", words)


def _agreed(found: Agreement, before: str, words: Words) -> Told:
    return Told("agreement", f"{found.kind} „{found.title}“", before, words.agreement(found), found.since)


def _body(found: Decision) -> str:
    """The body, of a county too as snapshots before the labels call it: "Kreistag Coesfeld"."""
    return found.body.replace(" des Kreises ", " ")


def _identity(found: Decision) -> tuple[str, date, str, str, bool]:
    return _body(found), found.date, found.result, found.paper, found.confirmed


def _milestone(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    before, after = old.milestone, new.milestone
    if before == after:
        return
    if before and after and before.text == after.text:
        later = (after.date or date.max) > (before.date or date.max)
        kind = "slipped" if before.date and later else "text"
        subject = f"Meilenstein „{after.text}“"
        yield Told(kind, subject, say.day(before.date), say.day(after.date), new.assessed_on)
    elif say.differ(*(one.text if one else "" for one in (before, after))):
        was, now = say.milestone(before), say.milestone(after)
        yield Told("text", "Nächster Meilenstein", was, now, new.assessed_on)


def _light(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """Grey follows from the side state, which is told as a move, and so does what stands in its place afterwards."""
    resumed = old.side_state and not new.side_state and old.assessed_on == new.assessed_on
    if old.light != new.light and new.light != "grey" and not resumed:
        since = new.light_since or new.assessed_on
        yield Told("light", "Ampel", words.of("lights", old.light), words.of("lights", new.light), since)


def _participation(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    since = new.participation_since
    if old.lead != new.lead:
        was, now = words.designation(old.lead), words.designation(new.lead)
        yield Told("participation", "Federführung", was, now, since.get(new.lead or ""))
    for key in _keys(old.participation, new.participation):
        before, after = (one.participation.get(key, "open") for one in (old, new))
        if before != after:
            was, now = words.of("participations", before), words.of("participations", after)
            yield Told("participation", f"Beteiligung {words.whose(key)}", was, now, since.get(key))


def _answers(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """From answer to answer on one question; in a round on another one everybody is asked anew. What a body has decided is
    told as its resolution.
    """
    yield from _round(old, new)
    decided = {one.question for one in _new_decisions(old, new) if one.question and one.result in FINAL}
    for key, after in new.answers.items():
        before = _answered_before(old, new, key)
        if (before and _said(before) == _said(after)) or (
            after.stance in OPEN_ANSWERS and (not before or _waits(before))
        ):
            continue
        if after.question in decided and after.stance in DECIDED and not after.provisional:
            continue
        since = after.since or after.date
        yield Told("answer", f"Votum {words.whose(key)}", words.answer(before), words.answer(after), since)


def _answered_before(old: FieldState, new: FieldState, key: str) -> Answer | None:
    """What was answered to the same question; where the earlier snapshot does not name it, to one of the same purpose."""
    before, after = old.answers.get(key), new.answers[key]
    if before is None:
        return None
    same = before.question == after.question if before.question else _same_round(old, new)
    return before if same else None


def _said(answer: Answer) -> tuple[str, date | None, bool]:
    return answer.stance, answer.date, answer.provisional


def _same_round(old: FieldState, new: FieldState) -> bool:
    if old.round_key and new.round_key:
        return old.round_key == new.round_key
    return say.purpose(old.round_title) == say.purpose(new.round_title)


def _round(old: FieldState, new: FieldState) -> Iterator[Told]:
    before, after = old.round_title, new.round_title
    if not _same_round(old, new):
        yield Told("answer", "Abstimmungsrunde", "", after, new.round_since)
    elif before != after:
        first, then = say.deadline(before), say.deadline(after)
        if first and then:
            kind = "slipped" if then > first else "answer"
            subject = f"Frist der Abstimmung „{say.purpose(after)}“"
            yield Told(kind, subject, f"{first:%d.%m.%Y}", f"{then:%d.%m.%Y}")
        else:
            yield Told("answer", "Abstimmungsrunde", before, after)


def _waits(answer: Answer) -> bool:
    return answer.stance in OPEN_ANSWERS


def _texts(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    days = {
        ReportText.CAUSE: new.assessed_on,
        ReportText.MEASURE: new.assessed_on,
        ReportText.SIDE_REASON: new.moved_on,
        ReportText.CONTACT: new.participation_since.get(new.lead or ""),
    }
    texts = [("Titel", old.title, new.title, new.worded_on)]
    texts += [
        (text.label, getattr(old, text), getattr(new, text), days.get(text, new.worded_on))
        for text in TEXTS
        if text != ReportText.SIDE_REASON or old.side_state == new.side_state  # else told with its move
    ]
    for subject, was, now, since in texts:
        if say.differ(was, now):
            yield Told("text", subject, *say.quoted(was, now), since)
    if old.focal_points != new.focal_points:
        points = say.quoted(say.listed(old.focal_points), say.listed(new.focal_points))
        yield Told("text", "Schwerpunkte", *points, new.worded_on)
    if old.nature != new.nature:
        was, now = words.of("natures", old.nature), words.of("natures", new.nature)
        yield Told("text", "Art", was, now, new.worded_on)


def _overdue(old: FieldState, new: FieldState, since: date, until: date) -> Iterator[Told]:
    found = new.milestone
    if not found or not found.date or found != old.milestone or new.side_state:
        return
    if since <= found.date < until:
        said = f"am {say.day(found.date)}"
        subject = f"Meilenstein „{found.text}“"
        yield Told("slipped", subject, said, f"überfällig, vorgesehen {said}", until)


def _unanswered(old: FieldState, new: FieldState, words: Words, since: date, until: date) -> Iterator[Told]:
    end = say.deadline(new.round_title)
    lapsed = end is not None and since <= end < until
    for key, after in new.answers.items():
        before = _answered_before(old, new, key)
        if before is None or before.stance != "pending":
            continue
        subject, was = f"Votum {words.whose(key)}", words.answer(before)
        if after.stance == "no_answer":
            yield Told("answer", subject, was, words.answer(after), until)
        elif after.stance == "pending" and lapsed:
            overdue = f"Rückmeldung überfällig, Frist war der {end:%d.%m.%Y}"
            yield Told("answer", subject, was, overdue, until)


def _keys(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [*new, *(key for key in old if key not in new)]
