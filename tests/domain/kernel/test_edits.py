"""What two change: texts and values are merged, an act on what was seen is done on that or not at all."""

from types import SimpleNamespace

import pytest

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields, steps, workflow
from initiatives.domain.kernel import edits, moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.seen import ANYTHING, check


def apply(stands, mine, seen, **more):
    row = SimpleNamespace(**stands)
    edits.apply(row, mine, seen, **more)
    return vars(row)


def test_what_only_one_changed_is_kept_of_both():
    assert apply({"a": "neu", "b": 1}, {"a": "alt", "b": 2}, {"a": "alt", "b": 1}) == {"a": "neu", "b": 2}
    assert apply({"a": [" x"]}, {"a": ["y "]}, {"a": [" x"]}) == {"a": ["y"]}, (
        "texts of a list are cleaned too"
    )


@pytest.mark.parametrize("stands", [None, "", "neu"])
def test_what_another_has_emptied_is_not_filled_again_unseen(db, stands):
    with pytest.raises(Conflict) as conflict:
        apply({"a": stands}, {"a": "mein"}, {"a": "alt"})
    assert conflict.value.theirs == {"a": stands} and conflict.value.merged == {"a": "mein"}


def test_who_comes_first_overwrites_nobody():
    proposed = {"a": "x", "b": 1}  # what a form shows where nobody has said anything
    assert apply({"a": "", "b": None}, {"a": "x", "b": 2}, proposed, unsaid={"a", "b"}) == {"a": "x", "b": 2}


def test_who_comes_first_with_one_value_does_not_overwrite_another(db):
    with pytest.raises(Conflict) as conflict:
        apply({"a": None, "b": 3}, {"a": 1, "b": 2}, {"a": 7, "b": 1}, unsaid={"a"})
    assert conflict.value.theirs == {"b": 3}


def test_the_editor_of_the_disputed_value_is_named_not_the_last_one(circle):
    """Both texts were edited since; only the aim is disputed."""
    at, version = moments.now(), circle.payroll.version
    for name, values in (("duelmen", {"aim": "Sparen"}), ("nottuln", {"title": "Entgelte"})):
        circle.payroll.refresh_from_db()
        fields.edit(
            field=circle.payroll,
            values=values,
            version=circle.payroll.version,
            by=circle.people[name],
            at=at,
        )
    with pytest.raises(Conflict) as conflict:
        fields.edit(
            field=circle.payroll,
            values={"aim": "Anders"},
            version=version,
            by=circle.people["rosendahl"],
            at=at,
        )
    assert conflict.value.actor == circle.people["duelmen"].title


@pytest.mark.parametrize(
    ("seen", "done"), [(ANYTHING, True), (3, True), (2, False), (None, False), ("3", False)]
)
def test_an_act_is_done_on_what_was_seen_or_not_at_all(seen, done):
    if done:
        check(seen, 3, lambda: Refused("Überholt"))
        return
    with pytest.raises(Refused, match="Überholt"):
        check(seen, 3, lambda: Refused("Überholt"))


def test_a_field_that_was_rejected_since_is_not_taken_up_as_one_on_hold(circle):
    move = {"field": circle.payroll, "reason": "So beschlossen.", "at": moments.now()}
    by = circle.people["nottuln"]
    workflow.rest(side_state="on_hold", by=by, **move)
    workflow.rest(side_state="rejected", by=by, **move)
    with pytest.raises(Refused, match="inzwischen abgelehnt"):
        workflow.resume(by=by, seen="0 on_hold", **move)
    circle.payroll.refresh_from_db()
    assert circle.payroll.side_state == "rejected"


def test_the_editor_of_the_disputed_step_is_named_not_that_of_another(circle):
    at = moments.now()
    first, second = (
        steps.add(field=circle.payroll, title=title, by=None, at=at) for title in ("Eins", "Zwei")
    )

    def edit(step, name, evidence):
        values, seen = {"evidence": evidence}, {"evidence": ""}
        steps.edit(step=step, values=values, seen=seen, by=circle.people[name], at=at)

    edit(first, "duelmen", "Geprüft")
    edit(second, "rosendahl", "Auch geprüft")
    with pytest.raises(Conflict) as conflict:
        edit(first, "nottuln", "Nichts geprüft")
    assert conflict.value.actor == circle.people["duelmen"].title


def test_the_editor_of_the_disputed_value_of_an_initiative_is_named(circle):
    row, at = circle.initiative, moments.now()
    version = row.version

    def edit(name, version, **values):
        return initiatives.edit(initiative=row, values=values, version=version, by=circle.people[name], at=at)

    edit("county_administrator", version, short_title="Kreis")
    edit("nottuln", version, title="Gemeinsam im Kreis")
    with pytest.raises(Conflict) as conflict:
        edit("administrator", version, short_title="Anders")
    assert conflict.value.actor == circle.people["county_administrator"].title
