"""Snapshots as they were issued keep their bytes and checksum, and give the documents that were issued with them."""

import json
from typing import Any

import pytest

from initiatives.domain.kernel.checksums import sha256
from initiatives.domain.snapshots import changes, editions
from initiatives.snapshot.council_paper import COUNCIL_PAPER, CouncilPaper
from initiatives.snapshot.form import canonical, read, write
from initiatives.snapshot.meeting_papers import KINDS
from initiatives.snapshot.status_report import StatusReport
from tests.reports.samples import keep

CHECKSUMS = {
    "council_paper": "12921cd582bec3c093807081e052e582545e35445266cad06e505b028c432e3e",
    "council_paper_costs": "9c19db890c9f994234219d606d9b2f807e0f6ce823decffab375ea7d2a6237c6",
    "invitation": "8febd7e30f0ef001fa960bde5061cb008440cfd0a0b4c02c240551454c573eff",
    "minutes_approved": "4855371aaf1f0cf504d87b5a62d0c53edecad34a7814baad2a6642dc9fbe2b1f",
    "minutes_draft": "cc0869727569a9382eb40ef6818e86ec05a436bb80ebf9543c94ebd22d06f273",
    "status_issued": "f9c169ad0b28199a2acdeba2c02184c303d806a1a3ac539c26bafc586bc9c69e",
    "status_money": "244ae720de8b5338ddf456c424df65e9622fecc193541d4c996f4c14437e1d2a",
    "status_money_public": "377a289c05d26c203b61e604ea91361d56884f919603de5dda134a1c022f3c52",
    "status_non_public": "055a62c319b3198a78fb97e5358784556b7fece4d73b92b84130c2414df72510",
    "status_public": "f1ef27fe8f54b6c0ce3caf76187645a173e41a6a02f0e5efc9ac58758e51fbdc",
    "status_rich": "6804a2d1811c5323e1a1b3f054773f2edcae3db4eb4de83fd1e4a20222a62a15",
}
DOCUMENTS = json.loads(keep.DOCUMENTS.read_text("utf-8"))


@pytest.mark.parametrize("name", CHECKSUMS)
def test_an_issued_snapshot_keeps_its_bytes_and_its_checksum(name):
    bytes_then = keep.stored(name)
    assert sha256(bytes_then) == CHECKSUMS[name]
    assert canonical(json.loads(bytes_then)) == bytes_then


@pytest.mark.parametrize("name", CHECKSUMS)
def test_the_rows_of_today_hold_all_that_an_issued_snapshot_says(name):
    stored = json.loads(keep.stored(name))
    genres = KINDS | {COUNCIL_PAPER: CouncilPaper, None: StatusReport}
    assert kept(stored, write(read(genres[stored.get("genre")], stored))) == stored


def kept(stored: Any, now: Any) -> Any:
    """What stands there now under the keys of before; a row may know more by now."""
    if isinstance(stored, dict):
        return {key: kept(value, now[key]) for key, value in stored.items()}
    if isinstance(stored, list):
        return [kept(*pair) for pair in zip(stored, now, strict=True)]
    return now


def test_the_changes_between_two_issued_reports_are_those_that_the_second_told():
    first, second = (
        read(StatusReport, json.loads(keep.stored(name))) for name in ("status_issued", "status_public")
    )
    pair = editions.public(first), editions.public(second)
    found, quiet = changes.changes(*pair), changes.quiet(*pair)
    assert found == tuple(one for one in second.changes if one.kind != changes.SILENT)
    assert quiet == tuple(one for one in second.changes if one.kind == changes.SILENT), "a change in layout 1"


@pytest.mark.parametrize("name", CHECKSUMS)
def test_the_documents_made_of_an_issued_snapshot_are_those_that_were_issued(name):
    assert keep.documents(json.loads(keep.stored(name))) == DOCUMENTS[name]


@pytest.mark.parametrize("name", CHECKSUMS)
def test_the_order_in_which_a_database_gives_the_keys_back_changes_no_document(name):
    assert keep.documents(turned(json.loads(keep.stored(name)))) == DOCUMENTS[name]


def turned(value: Any) -> Any:
    """JSON with the keys of each object in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(one) for one in value] if isinstance(value, list) else value
