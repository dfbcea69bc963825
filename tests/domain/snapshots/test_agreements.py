"""What a report tells of agreements on its day, and what of it in public."""

import pytest

from initiatives.domain.snapshots import agreements, changes, council_paper, editions
from initiatives.enums import RoundPurpose
from initiatives.reports.status import document, tables
from initiatives.snapshot.form import write
from tests.domain.agreed import agreement, approved, changed, enters, on, running, stage
from tests.domain.builders import COUNTY, DAY, NOTTULN, OLFEN, ask, asks, field, initiative, round_
from tests.reports import snapshots

BASE = running(DAY)
BY_GAZETTE = (*approved(DAY), stage("published", on(9), gazette="Amtsblatt", issue_number="23"))
UNPUBLISHED = (*approved(DAY), stage("in_force", on(10)))


def told(day, *found, decided=(COUNTY, NOTTULN, OLFEN)):
    """The rows of agreements on a day; `decided` are those whose body has resolved on the decision."""
    answers = asks(*(ask(place, "consent", "adopted") for place in decided))
    one = field(agreements=found, round=round_(RoundPurpose.DECISION), asks=answers)
    return agreements.of_field(one, initiative(one, guests=(COUNTY,)), day)


def acceding(stages):
    return agreement(*stages, id=2, kind="accession", amends_id=1, title="Beitritt", changes=(enters(OLFEN),))


def keys(parties):
    return {one.place for one in parties}


@pytest.mark.parametrize(("days", "there"), [(9, False), (10, True), (11, True)])
def test_who_accedes_is_party_from_the_day_in_force_on(days, there):
    base, accession = told(on(days), BASE, acceding(BY_GAZETTE))
    assert (OLFEN.key in keys(base.parties)) is there
    assert (accession.state, accession.in_force_on) == ("in Kraft" if there else "veröffentlicht", on(10))
    assert accession.amends == base.key and (accession.gazette, accession.issue) == ("Amtsblatt", "23")


def report(*rows):
    """A whole snapshot with these agreements of one field."""
    told = snapshots.field(1, "Feld", agreements=[write(one) for one in rows])
    return snapshots.rows(
        snapshots.snapshot(snapshots.initiative("a", "Initiative", fields=[told]), edition="non_public")
    )


def test_in_public_stands_what_is_published_and_no_party_whose_body_has_not_resolved():
    base, accession = told(on(10), BASE, acceding(UNPUBLISHED))
    assert keys(base.parties) - keys(base.published_parties) == {OLFEN.key}
    [shown] = editions.public(report(base, accession)).initiatives[0].fields[0].agreements
    assert (shown.key, shown.parties, shown.unsigned, shown.due) == (base.key, (), (), "")
    assert keys(shown.published_parties) == {COUNTY.key, NOTTULN.key}
    [base] = told(on(10), BASE, decided=(COUNTY,))
    assert keys(base.parties) == {COUNTY.key, NOTTULN.key} and keys(base.published_parties) == {COUNTY.key}


@pytest.mark.parametrize("decided", [True, False])
def test_who_leaves_is_public_where_its_own_body_has_resolved(decided):
    gone = running(
        on(10), id=2, kind="amendment", amends_id=1, title="Änderung", changes=(changed(NOTTULN, "leaves"),)
    )
    _, row = told(on(10), BASE, gone, decided=(COUNTY, *([NOTTULN] if decided else [])))
    whole = report(row)
    [shown] = editions.public(whole).initiatives[0].fields[0].agreements
    assert row.leaves == (NOTTULN.key,) and shown.leaves == ()
    assert shown.published_leaves == ((NOTTULN.key,) if decided else ())
    tells = [
        f"{NOTTULN.key} scheidet aus" in document.html(write(one)) for one in (whole, editions.public(whole))
    ]
    assert tells == [True, decided]


@pytest.mark.parametrize(
    ("days", "stages", "state", "unsigned"),
    [
        (9, (), "nicht erfasst", 0),
        (9, (stage("text_agreed"),), "Text vereinbart", 0),
        (10, (), "Entwurf", 2),
    ],
)
def test_what_was_entered_later_is_not_said_to_be_missing_on_the_days_before(days, stages, state, unsigned):
    [found] = told(on(days), agreement(*stages, recorded_on=on(10)))
    assert (found.state, len(found.unsigned)) == (state, unsigned)


def test_an_agreement_is_a_change_once_with_its_state():
    before, *_ = told(on(9), BASE, acceding(BY_GAZETTE))
    rows = told(on(10), BASE, acceding(BY_GAZETTE))
    old, new = report(before), report(*rows)
    found = [one for one in changes.changes(old, new) if one.kind == "agreement"]
    assert [(one.subject, one.old) for one in found] == [("Beitritt „Beitritt“", "")]
    assert found[0].new.startswith(f"in Kraft seit {on(10):%d.%m.%Y}") and "nimmt in Anspruch" in found[0].new
    assert [one for one in changes.changes(new, new) if one.kind == "agreement"] == []


def test_documents_show_the_parties_of_their_edition_and_tables_too():
    rows = report(*told(on(10), BASE, acceding(BY_GAZETTE), decided=(COUNTY, NOTTULN)))
    table = tables.agreements(rows)
    assert [row[table.heads.index("Nummer")] for row in table.rows] == ["", "23"]
    parties = {
        edition.edition: tables.agreements(edition).rows[1][7] for edition in (rows, editions.public(rows))
    }
    assert "nimmt in Anspruch" in parties["non_public"] and parties["public"] == ""
    assert tables.agreements(rows) in tables.all_tables(rows)
    assert "vereinbarungen.csv" not in [one.name for one in tables.all_tables(report())]


def test_the_draft_paper_tells_the_council_what_an_agreement_says_until_it_ends():
    draft = agreement(cost_clause="", is_unlimited=True, term_until=None)
    one = field(agreements=(draft, running(on(-90), id=3, term_until=on(-1))))
    found = [*council_paper._agreed(initiative(one, guests=(COUNTY,)), one, DAY)]
    assert [(ground.name, ground.result) for ground in found] == [("Vereinbarung „Vereinbarung“", "Entwurf")]
    assert found[0].text.startswith("Mandatierende Vereinbarung (§ 23). Parteien: ")
    for told in (
        "Laufzeit: unbefristet.",
        "Kostenregelung",
        "die Kündigung muss geregelt sein",
        "keine Rechtsberatung.",
    ):
        assert told in found[0].text
