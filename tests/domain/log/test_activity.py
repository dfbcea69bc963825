"""Grouping of events, the differing words, and what is new since the last visit."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel import word_differences as differences
from initiatives.domain.log import activity, visits
from initiatives.domain.talk import comments
from initiatives.models import Event, Initiative, Visit

BASE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def event(minute: float, actor="A", subject="Ampel", before="", after="", initiative=1, kind="light", **more):
    at = BASE + timedelta(minutes=minute)
    values = {"recorded_at": at, "effective_on": at.date(), "kind": kind, "initiative_id": initiative}
    return Event(actor=actor, subject=subject, before=before, after=after, **values, **more)


def told(*events: Event, seen=None):
    """Groups in short: actor, and the changes as subject, before, after; events are given oldest first."""
    newest_first = sorted(events, key=lambda one: one.recorded_at, reverse=True)
    groups = activity.grouped(newest_first, seen)
    return [(g.actor, [(c.event.subject, c.before, c.after) for c in g.changes]) for g in groups]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # one author within ten minutes
        ([event(0, after="x"), event(10, subject="Stand", after="y")],
         [("A", [("Stand", "", "y"), ("Ampel", "", "x")])]),
        # a moment later
        ([event(0, after="x"), event(10.1, subject="Stand", after="y")],
         [("A", [("Stand", "", "y")]), ("A", [("Ampel", "", "x")])]),
        # two at once
        ([event(0, "A", after="1"), event(1, "B", after="2"), event(2, "A", "Stand", after="3")],
         [("A", [("Stand", "", "3"), ("Ampel", "", "1")]), ("B", [("Ampel", "", "2")])]),
        # the same thing twice: first old, last new
        ([event(0, before="grün", after="gelb"), event(5, before="gelb", after="rot")],
         [("A", [("Ampel", "grün", "rot")])]),
        # somebody else between: the old value is not the one that was left
        ([event(0, before="grün", after="gelb"), event(5, before="rot", after="grün")],
         [("A", [("Ampel", "rot", "grün"), ("Ampel", "grün", "gelb")])]),
        # the same subject on two fields
        ([event(0, before="", after="x", field_id=1), event(1, before="x", after="y", field_id=2)],
         [("A", [("Ampel", "x", "y"), ("Ampel", "", "x")])]),
        # two readers' circles
        ([event(0, after="x", audience_id=7), event(1, before="x", after="y")],
         [("A", [("Ampel", "x", "y"), ("Ampel", "", "x")])]),
        # two initiatives
        ([event(0, after="x"), event(1, after="x", initiative=2)],
         [("A", [("Ampel", "", "x")]), ("A", [("Ampel", "", "x")])]),
    ],
)  # fmt: skip
def test_grouping(events, expected):
    assert told(*events) == expected


def test_releases_are_never_told_as_one_and_a_history_tells_all_by_themselves():
    phases = ["Vorschlag", "Interne Abstimmung", "Bestandsaufnahme"]
    steps = pairwise(phases)
    released = [event(n, before=old, after=new, kind="phase") for n, (old, new) in enumerate(steps)]
    changes = [("Ampel", phases[1], phases[2]), ("Ampel", phases[0], phases[1])]
    assert told(*released) == [("A", changes)]
    lights = [event(0, before="grün", after="gelb"), event(5, before="gelb", after="rot")]
    assert told(*lights) == [("A", [("Ampel", "grün", "rot")])]
    history = activity.one_by_one(lights[::-1])
    assert [[(c.before, c.after) for c in one.changes] for one in history] == [
        [("gelb", "rot")],
        [("grün", "gelb")],
    ]
    assert [one.newest for one in history] == [one.recorded_at for one in lights[::-1]]


def test_a_group_ends_where_the_last_visit_was():
    events = [event(0, after="x"), event(5, subject="Stand", after="y")]
    seen = {1: BASE + timedelta(minutes=3)}
    assert [actor for actor, _ in told(*events, seen=seen)] == ["A", "A"]
    groups = activity.grouped(events[::-1], seen)
    assert [group.is_new for group in groups] == [True, False]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happened_each_event_is_told_once_by_its_author_in_order(seed):
    dice = random.Random(seed)
    events = [
        event(
            dice.uniform(0, 60),
            dice.choice("ABC"),
            f"S{number}",
            after=str(number),
            initiative=dice.choice([1, 2]),
        )
        for number in range(dice.randrange(30))
    ]
    events.sort(key=lambda one: one.recorded_at, reverse=True)
    seen = {1: BASE + timedelta(minutes=30)}
    groups = activity.grouped(events, seen)
    assert sorted(c.event.subject for g in groups for c in g.changes) == sorted(e.subject for e in events)
    assert [g.newest for g in groups] == sorted((g.newest for g in groups), reverse=True)
    for group in groups:
        times = [c.event.recorded_at for c in group.changes]
        assert times == sorted(times, reverse=True) and times[0] - times[-1] <= activity.TOGETHER
        assert {c.event.actor for c in group.changes} == {group.actor}
        assert len({(c.event.initiative_id, c.event.recorded_at > seen[1]) for c in group.changes}) == 1 or (
            group.changes[0].event.initiative_id == 2
        )


def test_what_happened_stands_under_its_day_and_what_is_new_apart():
    """Days are those of the clock on the wall, and only the day of the last visit comes in two parts."""
    evening = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight on the second
    minutes = (evening - BASE).total_seconds() / 60
    events = [event(15), event(14, "B"), event(0), event(minutes), event(minutes - 60)]
    days = activity.by_day(activity.grouped(events, {1: BASE + timedelta(minutes=14, seconds=30)}))
    assert [(part.day.day, part.is_new, [g.actor for g in part.groups]) for part in days] == [
        (2, True, ["A"]),
        (2, False, ["B", "A", "A"]),
        (1, False, ["A"]),
    ]
    assert activity.by_day([]) == []


def test_back_to_what_it_was():
    (group,) = activity.grouped(
        [event(5, before="gelb", after="grün"), event(0, before="grün", after="gelb")]
    )
    assert group.changes[0].undone


def test_the_words_that_differ_and_a_little_beside_them():
    long = " ".join(f"Wort{n}" for n in range(60))
    pieces = differences.changed(f"{long} bis Mai {long}", f"{long} bis Juni {long}")
    assert [(p.text, p.kind) for p in pieces if p.kind != "same"] == [("Mai", "gone"), ("Juni", "new")]
    assert len("".join(p.text for p in pieces)) < 200 and pieces[0].text.startswith("… ")


@pytest.mark.parametrize("seed", range(30))
def test_old_and_new_can_be_read_out_of_the_differences(seed):
    dice = random.Random(seed)
    one, other = (" ".join(dice.choices("abcd", k=dice.randrange(1, 8))) for _ in range(2))
    pieces = differences.changed(one, other)
    assert "".join(p.text for p in pieces if p.kind != "new") == one
    assert "".join(p.text for p in pieces if p.kind != "gone") == other


def test_long_texts_are_compared_in_no_time():
    words = [f"w{n}" for n in range(3000)]
    pieces = differences.changed(" ".join(words), " ".join(reversed(words)))
    assert [p.kind for p in pieces] == ["gone", "new"]


@pytest.mark.parametrize(
    ("before", "after"), [("grün", "gelb"), ("Rückmeldung ausstehend", "in Beratung"), ("", "Text")]
)
def test_values_without_a_common_word_stand_side_by_side(before, after):
    (group,) = activity.grouped([event(0, before=before, after=after)])
    assert group.changes[0].pieces == []


def test_neighbouring_words_that_differ_are_told_together():
    pieces = differences.changed("bis Ende Mai prüfen", "bis Anfang Juni prüfen")
    assert [(p.text, p.kind) for p in pieces] == [
        ("bis ", "same"),
        ("Ende Mai", "gone"),
        ("Anfang Juni", "new"),
        (" prüfen", "same"),
    ]


def test_new_is_what_others_did_since_the_last_visit(circle):
    by, at = circle.people["duelmen"], moments.now()

    def news(mandate):
        return visits.of(visits.with_news(Initiative.objects.all(), by=mandate).get())

    assert news(by) == visits.News(None, 0)
    visits.mark_read(initiative=circle.initiative, until=at, by=by, at=at)
    later = at + timedelta(minutes=1)
    comments.write(field=circle.payroll, text="Neu", by=circle.people["nottuln"], at=later)
    comments.write(field=circle.payroll, text="Von mir", by=by, at=later)
    comments.write(field=circle.payroll, text="Geheim", internal=True, by=circle.people["nottuln"], at=later)
    assert news(by) == visits.News(at, 1)
    assert news(circle.people["reader"]).seen_until is None


def test_a_visit_goes_neither_back_nor_into_the_future(circle):
    by, now = circle.people["duelmen"], moments.now()
    ago, ahead = now - timedelta(days=1), now + timedelta(days=1)
    marks = [
        visits.mark_read(initiative=circle.initiative, until=until, by=by, at=now).seen_until
        for until in (ago, ahead, ago)
    ]
    assert marks == [ago, now, now] and Visit.objects.count() == 1


def test_each_kind_of_event_belongs_to_one_group(db):
    kinds = [*activity.WORDS, "position-corrected", "unbekannt"]
    for kind in kinds:
        event(0, kind=kind).save()
    found = {
        group: set(
            Event.objects.filter(activity.of_group(group), recorded_at=BASE).values_list("kind", flat=True)
        )
        for group in activity.GROUPS
    }
    assert sum(len(one) for one in found.values()) == len(kinds)
    assert "unbekannt" in found["aenderungen"] and "position-corrected" in found["voten"]
