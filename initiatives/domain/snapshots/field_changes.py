"""What has changed on one field between two snapshots. Pure; `changes` puts the pieces together.

A field has *news* where anything in its snapshot says another thing than before; that time has passed is none. It *fell
silent* where it is worked on (phases 1 to 5, no side state) in both snapshots, has no news, and was last assessed before
the day of the earlier one. Silent are also those asked whose answer was pending then and is overdue or given up now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from initiatives.domain.snapshots import words as say
from initiatives.domain.snapshots.words import Words
from initiatives.enums import Edition, Phase, ReportText
from initiatives.snapshot.status_report import Answer, Decision, FieldState

Told = tuple[str, str, str, str]  # kind, subject, old, new
OPEN_ANSWERS = ("pending", "no_answer")
TEXTS = (
    *(ReportText.AIM, ReportText.DESCRIPTION, ReportText.ORIGIN, ReportText.CONTACT, ReportText.CAUSE),
    *(ReportText.MEASURE, ReportText.SIDE_REASON),
)


def news(old: FieldState, new: FieldState, words: Words) -> list[Told]:
    """All that was said anew on a field that stands in both snapshots."""
    parts = (_moves, _decisions, _milestone, _light, _participation, _answers, _costs, _texts)
    return [told for part in parts for told in part(old, new, words)]


def decided(new: FieldState) -> list[Told]:
    """The resolutions on a field that the earlier snapshot did not know."""
    return [("decided", one.body, "", say.decision(one)) for one in new.decisions]


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
    return "silent", "Nachricht", said, f"seit dem letzten Bericht {nothing}"


def _moves(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    if old.phase != new.phase:
        yield "moved", "Phase", words.phase(old), words.phase(new)
    if old.side_state != new.side_state:
        yield "moved", "Stand", words.side_state(old), words.side_state(new)


def _decisions(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    known = Counter(map(_identity, old.decisions))
    last = {_body(one): one for one in old.decisions}
    for one in new.decisions:
        if known[_identity(one)]:
            known[_identity(one)] -= 1
        else:
            yield "decided", one.body, say.decision(last.get(_body(one))), say.decision(one)
            last[_body(one)] = one


def _body(found: Decision) -> str:
    """The body, of a county too as snapshots before the labels call it: "Kreistag Coesfeld"."""
    return found.body.replace(" des Kreises ", " ")


def _identity(found: Decision) -> tuple[str, date, str, str]:
    return _body(found), found.date, found.result, found.paper


def _milestone(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    before, after = old.milestone, new.milestone
    if before == after:
        return
    if before and after and before.text == after.text:
        later = (after.date or date.max) > (before.date or date.max)
        kind = "slipped" if before.date and later else "text"
        yield kind, f"Meilenstein „{after.text}“", say.day(before.date), say.day(after.date)
    elif say.differ(*(one.text if one else "" for one in (before, after))):
        yield "text", "Nächster Meilenstein", say.milestone(before), say.milestone(after)


def _light(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """Grey follows from the side state, which is told as a move."""
    if old.light != new.light and new.light != "grey":
        yield "light", "Ampel", words.of("lights", old.light), words.of("lights", new.light)


def _participation(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    if old.lead != new.lead:
        yield "participation", "Federführung", words.designation(old.lead), words.designation(new.lead)
    for key in _keys(old.participation, new.participation):
        before, after = (one.participation.get(key, "open") for one in (old, new))
        if before != after:
            was, now = words.of("participations", before), words.of("participations", after)
            yield "participation", f"Beteiligung {words.whose(key)}", was, now


def _answers(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """Within one round from answer to answer; in a round on another question everybody is asked anew."""
    known = old.answers if _same_round(old, new) else {}
    yield from _round(old, new)
    for key, after in new.answers.items():
        before = known.get(key)
        if (before and _said(before) == _said(after)) or (
            after.stance in OPEN_ANSWERS and (not before or _waits(before))
        ):
            continue
        yield "answer", f"Votum {words.whose(key)}", words.answer(before), words.answer(after)


def _said(answer: Answer) -> tuple[str, date | None, bool]:
    return answer.stance, answer.date, answer.provisional


def _same_round(old: FieldState, new: FieldState) -> bool:
    return say.purpose(old.round_title) == say.purpose(new.round_title)


def _round(old: FieldState, new: FieldState) -> Iterator[Told]:
    before, after = old.round_title, new.round_title
    if before == after:
        return
    first, then = say.deadline(before), say.deadline(after)
    if _same_round(old, new) and first and then:
        kind = "slipped" if then > first else "answer"
        yield kind, f"Frist der Abstimmung „{say.purpose(after)}“", f"{first:%d.%m.%Y}", f"{then:%d.%m.%Y}"
    else:
        yield "answer", "Abstimmungsrunde", before, after


def _waits(answer: Answer) -> bool:
    return answer.stance in OPEN_ANSWERS


def _costs(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    """Nothing where the public edition shows none any more, since the field went back before the phase of its costs."""
    if not new.costs and new.phase < Phase.IMPLEMENTATION <= old.phase:
        return
    for key in _keys(old.costs, new.costs):
        before, after = say.cost(old.costs.get(key)), say.cost(new.costs.get(key))
        if before != after:
            yield "cost", f"Kosten {words.whose(key)}", before, after


def _texts(old: FieldState, new: FieldState, words: Words) -> Iterator[Told]:
    texts = [("Titel", old.title, new.title)]
    texts += [(text.label, getattr(old, text), getattr(new, text)) for text in TEXTS]
    for subject, was, now in texts:
        if say.differ(was, now):
            yield "text", subject, *say.quoted(was, now)
    if old.focal_points != new.focal_points:
        points = say.quoted(say.listed(old.focal_points), say.listed(new.focal_points))
        yield "text", "Schwerpunkte", *points
    if old.nature != new.nature:
        yield "text", "Art", words.of("natures", old.nature), words.of("natures", new.nature)


def _overdue(old: FieldState, new: FieldState, since: date, until: date) -> Iterator[Told]:
    found = new.milestone
    if not found or not found.date or found != old.milestone or new.side_state:
        return
    if since <= found.date < until:
        said = f"am {say.day(found.date)}"
        yield "slipped", f"Meilenstein „{found.text}“", said, f"überfällig, vorgesehen {said}"


def _unanswered(old: FieldState, new: FieldState, words: Words, since: date, until: date) -> Iterator[Told]:
    if not _same_round(old, new):
        return
    end = say.deadline(new.round_title)
    lapsed = end is not None and since <= end < until
    for key, after in new.answers.items():
        before = old.answers.get(key)
        if before is None or before.stance != "pending":
            continue
        if after.stance == "no_answer":
            yield "silent", f"Votum {words.whose(key)}", words.answer(before), words.answer(after)
        elif after.stance == "pending" and lapsed:
            overdue = f"Rückmeldung überfällig, Frist war der {end:%d.%m.%Y}"
            yield "silent", f"Votum {words.whose(key)}", words.answer(before), overdue


def _keys(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [*new, *(key for key in old if key not in new)]
