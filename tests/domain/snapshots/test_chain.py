"""The chain of checksums: what was issued can be proved, and what was changed, left out or put in is named."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection

from initiatives.domain.kernel import checksums, moments
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import reports
from initiatives.domain.snapshots import chain, pdfs
from initiatives.enums import Edition
from initiatives.models import ChainLink, MeetingPaper, Report, append_only
from tests.domain.reports.test_reports import finished, issue, second
from tests.support.lifting import overwrite, remove
from tests.support.meetings import call


@pytest.fixture
def record(circle):
    """A report, an invitation, its PDF and a second report, each issued in this order."""
    first = issue(circle, finished(circle))
    call(circle)
    paper = MeetingPaper.objects.get()
    pdfs.finish(paper=paper, pdf=b"%PDF Einladung")
    pdfs.finish(paper=paper, pdf=b"%PDF von einem anderen")
    second = issue(circle, finished(circle))
    return first, paper, second


def test_each_issue_joins_the_chain_and_all_of_it_is_sound(record):
    first, paper, second = record
    links = list(ChainLink.objects.values_list("number", "report", "paper", "of_pdf"))
    assert links == [
        (1, first.pk, None, False),
        (2, None, paper.pk, False),
        (3, None, paper.pk, True),
        (4, second.pk, None, False),
    ]
    before = ""
    for link in ChainLink.objects.all():
        assert link.head == checksums.sha256(f"{before}{link.checksum}".encode())
        before = link.head
    found = chain.verify()
    assert (found.links, found.sound, found.faults, found.head) == (4, 4, [], before)
    assert chain.heads([second.pk]) == {second.pk: before}
    assert chain.last_head(paper) == ChainLink.objects.get(number=3).head


def test_drafts_stand_outside(circle):
    finished(circle)
    assert chain.verify() == chain.Verdict() and not ChainLink.objects.exists()


def test_what_goes_to_several_bodies_joins_with_each(circle, record):
    old = record[0]
    draft = report_life.correct(report=old, reason="x", by=circle.people["county"], at=moments.now())
    reports.start(report=draft, at=moments.now())
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=moments.now())
    issue(circle, Report.objects.get(pk=draft.pk))
    assert ChainLink.objects.get(number=5).report_id == draft.pk and chain.verify().faults == []


def falsified(name):
    """Of the first report a part, and its checksum with it."""
    value = b"%PDF falsch"
    return {name: value, f"{name}_sha256": checksums.sha256(value)}


CHANGES = {
    "the PDF": ({"pdf": b"%PDF falsch"}, ": PDF (Nr. 1"),
    "the tables": ({"xlsx": b"PK falsch"}, ": Tabellen (Nr. 1"),
    "the HTML": ({"html": "<p>falsch"}, ": HTML (Nr. 1"),
    "the snapshot": ({"snapshot": {"schema": 4}}, ": Datenstand (Nr. 1"),
    "what is kept to compare with": ({"whole": None}, ": vollständiger Datenstand (Nr. 1"),
    "the PDF with its checksum": (falsified("pdf"), "samt ihren Prüfsummen"),
    "its number": ({"number": 7}, "Angaben"),
    "its label": ({"label": "7/2026"}, "Angaben"),
    "the edition": ({"edition": Edition.NON_PUBLIC}, "Angaben"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_named(record, name):
    values, words = CHANGES[name]
    overwrite(Report.objects.filter(pk=record[0].pk), **values)
    found = chain.verify()
    (fault,) = found.faults
    assert "wurde nach der Erteilung verändert" in fault and words in fault
    assert fault.startswith(f"Statusbericht Nr. {values.get('label', '1/2026')} an Kreistag")
    assert (found.sound, found.links) == (3, 4)


def test_a_changed_paper_is_named_and_its_pdf_by_itself(record):
    overwrite(MeetingPaper.objects.all(), pdf=b"%PDF falsch")
    (fault,) = chain.verify().faults
    assert fault.startswith("Einladung Nr. 1 zu") and "PDF (Nr. 3" in fault
    overwrite(MeetingPaper.objects.all(), snapshot={"title": "x"})
    assert len(chain.verify().faults) == 2


def test_a_report_that_was_slipped_in_is_named(circle, record):
    draft = finished(circle)
    report_life.check(report=draft, by=second(circle), at=moments.now())
    by = circle.people["county"]
    Report.objects.filter(pk=draft.pk).update(state="issued", issued_at=moments.now(), issued_by=by)
    (fault,) = chain.verify().faults
    assert "steht nicht in der Kette" in fault and fault.startswith("Statusbericht Nr. 3/2026")


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ([2], ["zwischen Nr. 1 und Nr. 3", "Einladung Nr. 1", "steht nicht in der Kette"]),
        ([1, 2], ["zwischen Nr. 0 und Nr. 3", "Statusbericht Nr. 1/2026", "Einladung Nr. 1"]),
    ],
)
def test_a_link_that_was_taken_out_is_noticed(record, gone, words):
    remove(ChainLink.objects.filter(number__in=gone))
    told = " ".join(chain.verify().faults)
    assert all(word in told for word in words), told


def cut(record) -> None:
    """The last report never was: neither it nor its link is there."""
    remove(ChainLink.objects.filter(number=4))
    overwrite(
        Report.objects.filter(pk=record[2].pk),
        state="draft",
        issued_at=None,
        issued_by=None,
        checked_at=None,
        checked_by=None,
    )


def test_a_chain_that_was_cut_is_noticed_by_a_head_from_a_mail(record):
    head, earlier = ChainLink.objects.get(number=4).head, ChainLink.objects.get(number=2).head
    assert chain.verify(f" {head.upper()}").given_at == 4
    cut(record)
    assert chain.verify().faults == [], "it is sound in itself"
    assert chain.verify(earlier).given_at == 2
    found = chain.verify(head)
    assert found.given_at is None and "kommt in der Kette nicht vor" in found.faults[0]


def test_a_chain_that_was_written_anew_is_noticed_by_a_head_from_a_mail(record):
    head = ChainLink.objects.get(number=4).head
    overwrite(Report.objects.filter(pk=record[0].pk), **falsified("pdf"))
    remove(ChainLink.objects.all())
    for document, of_pdf in ((record[0], False), (record[1], False), (record[1], True), (record[2], False)):
        document.refresh_from_db()
        chain.seal(document, of_pdf=of_pdf)
    assert chain.verify().faults == [], "it is sound in itself"
    assert chain.verify(head).given_at is None


def test_a_link_that_does_not_follow_is_named(record):
    overwrite(ChainLink.objects.filter(number=2), head="0" * 64)
    assert [fault[:36] for fault in chain.verify().faults] == [
        "Die Kette ist bei Nr. 2 unterbrochen",
        "Die Kette ist bei Nr. 3 unterbrochen",
    ]


def test_the_command_says_what_is_wrong_and_fails(record, capsys):
    call_command("verify", head=ChainLink.objects.get(number=2).head)
    head = ChainLink.objects.get(number=4).head
    assert capsys.readouterr().out.splitlines() == [
        "Unverändert: 4 von 4 Gliedern der Kette.",
        "Die angegebene Prüfsumme gehört zu Nr. 2 von 4.",
        f"Prüfsumme der Kette: {head} (Nr. 4)",
    ]
    overwrite(Report.objects.filter(pk=record[0].pk), pdf=b"%PDF falsch")
    with pytest.raises(SystemExit) as ended:
        call_command("verify")
    said = capsys.readouterr().out
    assert ended.value.code == 1 and "Statusbericht Nr. 1/2026" in said and "3 von 4" in said


def test_the_command_says_where_the_triggers_are_missing(circle, capsys):
    name = next(iter(append_only.standing(connection)))
    table = append_only.standing(connection)[name]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + ("" if connection.vendor == "sqlite" else f' ON "{table}"'))
    with pytest.raises(SystemExit):
        call_command("verify")
    assert f"Den Tabellen {table} fehlt der Schutz" in capsys.readouterr().out


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_issued_at_the_same_time_makes_one_chain(circle):
    papers = [
        MeetingPaper.objects.create(
            meeting=circle.initiative.meetings.get(),
            kind="minutes",
            number=number,
            snapshot={},
            snapshot_sha256=chain.digest({}),
            recorded_at=moments.now(),
        )
        for number in range(6)
    ]
    barrier = Barrier(len(papers))

    def join(paper) -> None:
        try:
            barrier.wait()
            chain.seal(paper)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(papers)) as pool:
        list(pool.map(join, papers))
    found = chain.verify()
    assert (found.links, found.sound, found.faults) == (6, 6, [])
