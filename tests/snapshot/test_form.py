"""The one form of snapshots: what is read, refused, put in order and written."""

from copy import deepcopy
from typing import Any

import pytest

from initiatives.domain.snapshots import changes
from initiatives.enums import ProposalReply
from initiatives.snapshot.council_paper import Core, CouncilPaper
from initiatives.snapshot.form import SCHEMA, Rows, Unreadable, canonical, read, write
from initiatives.snapshot.meeting_papers import Invitation, Minutes
from initiatives.snapshot.status_report import REPLIES, StatusReport
from tests.reports import council, full, meetings, snapshots
from tests.reports.test_samples import turned

ROWS: dict[str, tuple[type[Rows], dict[str, Any]]] = {
    "status": (StatusReport, full.full()),
    "invitation": (Invitation, meetings.invitation()),
    "minutes": (Minutes, meetings.approved()),
    "council": (CouncilPaper, council.paper()),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_written_is_read_as_the_same(name):
    kind, stored = ROWS[name]
    rows = read(kind, stored)
    assert read(kind, write(rows)) == rows
    assert canonical(write(read(kind, turned(write(rows))))) == canonical(write(rows))


@pytest.mark.parametrize(
    ("name", "schema", "known"),
    [
        *(("status", schema, schema in (3, SCHEMA)) for schema in (None, 1, 2, 3, SCHEMA, SCHEMA + 1)),
        *(("minutes", schema, schema in (1, SCHEMA)) for schema in (None, 1, 2, 3, SCHEMA, SCHEMA + 1)),
    ],
)
def test_only_forms_that_the_rows_can_hold_are_read(name, schema, known):
    kind, stored = ROWS[name]
    value = {key: one for key, one in stored.items() if key != "schema"}
    value |= {} if schema is None else {"schema": schema}
    if known:
        assert read(kind, value)
    else:
        with pytest.raises(ValueError, match="unknown schema"):
            read(kind, value)


def test_the_core_of_a_paper_bears_no_number():
    assert read(Core, council.paper()["core"]) == read(CouncilPaper, council.paper()).core


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("as_of",), "heute"),
        (("paper", "subject"), None),
        (("initiatives", 0, "fields", 0, "phase"), "2"),
        (("initiatives", 0, "fields", 0, "aim"), 5),
        (("initiatives", 0, "places"), {}),
    ],
)
def test_what_does_not_fit_is_refused_and_named(path, wrong):
    value: Any = deepcopy(full.full())
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = wrong
    with pytest.raises(Unreadable, match=str(path[-1])):
        read(StatusReport, value)


def test_maps_have_the_order_that_follows_from_the_data():
    """Places in their order and not by key, phases by number, replies by choice; what has no place comes last."""
    places = [snapshots.place(key, key, key, "gemeinde") for key in ("b", "a")]
    cost = {"today": 2, "joint": 1, "one_off": 0, "confidence": "geschätzt", "source": ""}
    answer = {"stance": "consent", "date": None, "provisional": False}
    field = snapshots.field(
        1,
        "Archiv",
        participation={"a": "interested", "z": "left", "b": "left"},
        answers=dict.fromkeys("azb", answer),
        costs=dict.fromkeys("azb", cost),
        phase_dates={"2": "2026-02-01", "0": "2026-01-01"},
    )
    project = {"title": "P", "proposed_by": "", "date": "2026-01-01", "state": "offen", "field": None}
    project |= {"answered": 3, "asked": 3, "replies": {"Ablehnung": 1, "später": 1, "Teilnahme": 1}}
    initiative = snapshots.initiative("a", "Kreis", places=places, fields=[field], projects=[project])
    [found] = snapshots.rows(snapshots.snapshot(initiative)).initiatives
    [field] = found.fields
    assert [list(each) for each in (field.participation, field.answers, field.costs)] == [["b", "a", "z"]] * 3
    assert list(field.phase_dates) == ["0", "2"]
    assert list(found.projects[0].replies) == ["Teilnahme", "später", "Ablehnung"]


def test_all_replies_to_a_proposal_have_their_place():
    assert ProposalReply.labels == list(REPLIES)


def test_changes_are_told_in_the_same_order_whatever_order_the_database_gives_keys_back_in():
    old, new = full.full(), full.full()
    for field in (field for initiative in new["initiatives"] for field in initiative["fields"]):
        field["participation"] = {}
        for line in field["costs"].values():
            line["joint"] += 100_00
    found = changes.changes(snapshots.rows(old), snapshots.rows(new))
    assert len(found) > 20
    assert changes.changes(snapshots.rows(turned(old)), snapshots.rows(turned(new))) == found
