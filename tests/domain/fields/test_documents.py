"""Documents of a field: stored whole or not at all, with versions, told in the history."""

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from model_bakery import baker

from initiatives.domain.fields import documents, gate_items, steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import loading
from initiatives.models import Document, DocumentVersion, Event, GateItem, Step
from tests.support import files
from tests.support.files import upload

AT = moments.now() - timedelta(hours=3)
LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def by(circle):
    return circle.people["duelmen"]


def add(circle, title="Entwurf", file=None, at=AT):
    file = file or upload()
    return documents.add(field=circle.payroll, title=title, file=file, by=circle.people["duelmen"], at=at)


def renew(document, by, content=files.PDF + b"2", name="Neu.pdf", at=LATER):
    return documents.add_version(document=document, file=upload(name, content), by=by, at=at)


def stored(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def written():
    rows = (Document, DocumentVersion, Event, GateItem, Step)
    return [model.objects.count() for model in rows]


def shown(circle, moment=None):
    return loading.facts(circle.initiative.pk, moment).field(circle.payroll.pk)


def test_a_file_is_stored_under_a_random_name_and_told(circle, folder, by):
    document = add(circle, "  Entwurf der Satzung ", upload("C:\\Ablage\\Entwurf\u202e 1.pdf"))
    version = document.versions.get()
    (path,) = stored(folder)
    assert path.read_bytes() == files.PDF and path.name == version.file.name.rpartition("/")[2]
    assert "Entwurf" not in str(path.relative_to(folder)) and path.stat().st_mode & 0o077 == 0
    assert (document.title, version.name, version.number) == ("Entwurf der Satzung", "Entwurf 1.pdf", 1)
    assert (version.media_type, version.size, len(version.sha256)) == ("application/pdf", len(files.PDF), 64)
    event = Event.objects.first()
    assert (event.kind, event.subject) == ("document", "Unterlage „Entwurf der Satzung“")
    assert (event.before, event.after) == ("", "Fassung 1: Entwurf 1.pdf, 1\u00a0KB")
    assert (event.actor, event.field_id) == (by.title, circle.payroll.pk)


def test_a_new_version_leaves_the_one_before(circle, folder, by):
    document = add(circle)
    renew(document, by)
    assert [(v.number, v.name) for v in document.versions.all()] == [(2, "Neu.pdf"), (1, "Entwurf.pdf")]
    assert len(stored(folder)) == 2
    event = Event.objects.first()
    assert (event.before, event.after) == (
        "Fassung 1: Entwurf.pdf, 1\u00a0KB",
        "Fassung 2: Neu.pdf, 1\u00a0KB",
    )


def test_the_same_bytes_as_the_newest_version_are_refused_older_ones_are_not(circle, folder, by):
    document, before = add(circle), written()
    with pytest.raises(Refused, match="Diese Datei ist schon da: „Entwurf“"):
        renew(document, by, files.PDF, "anders.pdf")
    with pytest.raises(Refused, match="Diese Datei ist schon da: „Entwurf“"):
        add(circle, "Noch einmal")
    assert written() == before and len(stored(folder)) == 1
    renew(document, by)
    assert renew(document, by, files.PDF).number == 3


@pytest.mark.parametrize(
    ("title", "file", "field", "words"),
    [
        ("  ", upload(), "title", "Bitte geben Sie der Unterlage einen Titel."),
        ("Leer", upload(content=b""), "file", "ist leer"),
        ("Programm", upload(content=files.PROGRAM), "file", "ist kein PDF, sondern ein Programm"),
        (
            "Groß",
            upload(content=files.PDF + bytes(1_000_000)),
            "file",
            "1,0\u00a0MB zu groß; erlaubt sind 1 MB",
        ),
    ],
)
def test_what_is_refused_leaves_nothing(circle, folder, by, settings, title, file, field, words):
    settings.UPLOAD_MB = 1
    before = written()
    with pytest.raises(Refused) as refusal:
        add(circle, title, file)
    assert (refusal.value.field, words in refusal.value.message) == (field, True)
    assert written() == before and stored(folder) == []


def test_an_initiative_has_room_for_so_much_with_all_its_versions(circle, folder, by, settings):
    settings.QUOTA_MB = 1
    document = add(circle, file=upload(content=files.PDF.ljust(600_000)))
    with pytest.raises(
        Refused, match=r"(?s)Von 1,0.MB für die Unterlagen dieser Initiative sind noch 400.KB frei"
    ) as no:
        renew(document, by, files.PDF.ljust(400_001))
    assert no.value.field == "file" and len(stored(folder)) == 1
    renew(document, by, files.PDF.ljust(400_000))
    assert documents.used(circle.initiative.pk) == 1_000_000
    with pytest.raises(Refused, match="ist nichts mehr frei"):
        renew(document, by, files.PDF)
    other = baker.make("initiatives.Field", initiative=baker.make("initiatives.Initiative"))
    documents.add(field=other, title="Anderswo", file=upload(), by=by, at=AT)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("rechnung\u202efdp.exe", "rechnungfdp.exe"),
        ("Gu\u0308tersloh.pdf", "Gütersloh.pdf"),
        ("x.pdf. ", "x.pdf"),
        ("a" * 300 + ".docx", "a" * 145 + ".docx"),
        ("", ""),
    ],
)
def test_a_name_keeps_nothing_that_misleads(given, kept):
    assert documents.safe_name(given) == kept


def test_the_file_goes_if_the_transaction_fails(circle, folder, by, monkeypatch):
    document, before = add(circle), written()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("initiatives.domain.log.events.record", fail)
    with pytest.raises(RuntimeError):
        add(circle, "Zweite", upload("b.png", files.PNG))
    with pytest.raises(RuntimeError):
        renew(document, by)
    assert written() == before and len(stored(folder)) == 1


def test_half_a_file_goes_too(circle, folder, monkeypatch):
    save = FileSystemStorage._save

    def full(self, name, content):
        save(self, name, content)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"):
        add(circle)
    assert stored(folder) == [] and not Document.objects.exists()


def test_an_entry_takes_a_file_and_stays_with_the_version_of_its_day(circle, folder, by):
    entry = {"field": circle.payroll, "kind": "fixed", "result": "done", "by": by}
    item = gate_items.record(**entry, file=upload("Proto_koll.pdf"), at=AT)
    assert item.document.title == "Proto koll"
    assert Event.objects.first().after == "erledigt (Unterlage „Proto koll“)"
    renew(item.document, by)
    old, newest = item.document.versions.order_by("number")
    again = gate_items.record(**entry, document=item.document, at=LATER)
    files_of = {one.id: one.file.id for one in shown(circle).gate_items}
    assert files_of == {item.pk: old.pk, again.pk: newest.pk}


def test_an_entry_that_is_refused_leaves_no_file(circle, folder, by):
    before, entry = written(), {"field": circle.payroll, "kind": "fixed", "by": by, "at": AT}
    with pytest.raises(Refused):
        gate_items.record(**entry, result="not_needed", file=upload())
    with pytest.raises(Refused, match="kein PDF"):
        gate_items.record(**entry, result="done", file=upload(content=files.ELF))
    with pytest.raises(RuntimeError), documents.whole():
        gate_items.record(**entry, result="done", file=upload())
        assert len(stored(folder)) == 1
        raise RuntimeError
    assert written() == before and stored(folder) == []


def test_a_step_takes_a_file_in_place_of_the_one_before(circle, folder, by):
    step = steps.add(field=circle.payroll, title="Vertrag prüfen", by=by, at=AT)
    first = add(circle)
    steps.edit(step=step, values={"document": first}, seen=None, by=by, at=AT)
    values, seen = {"document": first, "evidence": "Liegt bei"}, {"document": None, "evidence": ""}
    steps.edit(step=step, values=values, seen=seen, file=upload("B.png", files.PNG), by=by, at=LATER)
    step.refresh_from_db()
    assert (step.document.title, step.evidence) == ("B", "Liegt bei")
    event = Event.objects.first()
    assert "Unterlage: Entwurf" in event.before and "Unterlage: B" in event.after
    assert shown(circle).steps[0].file == shown(circle).documents[0].newest
    assert [one.title for one in shown(circle).documents] == ["B", "Entwurf"]


def test_a_conflict_and_a_document_of_elsewhere_leave_no_file(circle, folder, by):
    step = steps.add(field=circle.payroll, title="Vertrag prüfen", by=by, at=AT)
    elsewhere = documents.add(field=circle.hotline, title="Fremd", file=upload(), by=by, at=AT)
    before = written()
    change = {"step": step, "by": by, "at": AT}
    with pytest.raises(Conflict):
        steps.edit(
            **change, values={"title": "Neu"}, seen={"title": "Alt"}, file=upload(content=files.PDF + b"3")
        )
    with pytest.raises(Refused) as refusal:
        steps.edit(**change, values={"document": elsewhere}, seen=None)
    assert refusal.value.field == "document"
    with pytest.raises(Refused, match="anderen Feld"):
        gate_items.record(field=circle.payroll, kind="fixed", result="done", document=elsewhere, by=by, at=AT)
    assert written() == before and len(stored(folder)) == 1


def test_facts_hold_the_versions_that_were_known(circle, by):
    document = add(circle)
    renew(document, by)
    (now,) = shown(circle).documents
    assert (now.title, now.newest.name, now.newest.actor) == ("Entwurf", "Neu.pdf", by.title)
    assert now.newest.recorded_at == LATER and [one.number for one in now.versions] == [2, 1]
    assert shown(circle, Moment(moments.today(), moments.now())).documents == (now,)
    (then,) = shown(circle, Moment(moments.today(), AT)).documents
    assert [one.number for one in then.versions] == [1]
    assert shown(circle, Moment(moments.today(), AT - timedelta(seconds=1))).documents == ()


@pytest.mark.django_db(transaction=True)
def test_outside_of_any_transaction_of_a_test_the_file_goes_as_well(circle, folder, by, monkeypatch):
    monkeypatch.setattr("initiatives.domain.fields.documents._tell", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add(circle)
    assert not Document.objects.exists() and stored(folder) == []
    assert not transaction.get_connection().in_atomic_block
