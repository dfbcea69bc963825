"""The texts of uploaded files: read in the background, found by those who see the file, and never in the way of an upload."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word
from weasyprint import HTML

from initiatives import reading
from initiatives.domain.fields import document_texts, documents
from initiatives.domain.kernel import moments
from initiatives.domain.search import search
from initiatives.domain.search.words import words_of
from initiatives.models import DocumentText, DocumentVersion
from initiatives.tasks import read_document
from tests.support.files import OPEN, archive

ODT = """<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text>
<text:h>Über Zebras</text:h><text:p>Das Bu\u00dfgeld<text:s/>steht <text:span>hier</text:span>.</text:p>
</office:text></office:body></office:document-content>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x xmlns:text="t"><text:p>&b;</text:p></x>"""


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def word(*paragraphs: str) -> bytes:
    made, kept = Word(), BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(kept)
    return kept.getvalue()


def odt(content: str) -> bytes:
    return archive(mimetype=OPEN["odt"], content__xml=content)


def pdf(html: str) -> bytes:
    return HTML(string=f"<html lang=de><title>x</title>{html}</html>").write_pdf()


@pytest.fixture
def put(circle):
    """Upload a file as a document of the field, or as a version of one."""

    def run(name: str, content: bytes, document=None) -> DocumentVersion:
        file = SimpleUploadedFile(name, content)
        given = {"file": file, "by": circle.people["duelmen"], "at": moments.now()}
        if document:
            return documents.add_version(document=document, **given)
        return documents.add(field=circle.payroll, title=f"Datei {name}", **given).versions.get()

    return run


def found(circle, text, persona="nottuln"):
    groups = search.search(
        words=words_of(text), mandate=circle.people[persona], day=moments.today(), only="unterlagen"
    ).groups
    return [hit for group in groups for hit in group.hits]


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.docx", word("Das Bußgeld", "steht hier"), "Das Bußgeld steht hier"),
        ("a.odt", odt(ODT), "Über Zebras Das Bußgeld steht hier."),
        ("a.pdf", pdf("<p>Das Bußgeld<p>steht hier"), "Das Bußgeld steht hier"),
    ],
)
def test_what_a_file_says_is_read_and_found(circle, put, name, content, text):
    version = put(name, content)
    assert [one.pk for one in document_texts.unread(reading.ENDINGS)] == [version.pk]
    read_document.enqueue(version.pk)
    assert " ".join(version.content.text.replace("\u00ad", "").split()) == text
    assert not document_texts.unread(reading.ENDINGS).exists()
    [hit] = found(circle, "bussgeld datei")  # one word in the title, the other in the file
    assert [part.text for part in hit.snippet if part.found] == ["Bußgeld"]
    assert found(circle, "bussgeld", "stranger") == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", reading.UNREADABLE),
        ("a.odt", odt(BOMB), reading.UNREADABLE),
        ("a.odt", odt("<kaputt"), reading.UNREADABLE),
        ("a.odt", odt("<x/>"), reading.NOTHING),
        ("a.pdf", pdf("<svg width=9 height=9><rect width=9 height=9 /></svg>"), reading.NOTHING),
    ],
)
def test_what_cannot_be_read_is_noted_and_not_tried_again(circle, put, name, content, message):
    version = put(name, content)
    read_document.enqueue(version.pk)
    assert (version.content.text, version.content.message) == ("", message)
    assert not document_texts.unread(reading.ENDINGS).exists()


def test_a_file_that_is_gone_or_another_kind_is_no_trouble(put):
    version = put("a.docx", word("Zebra"))
    version.file.storage.delete(version.file.name)
    read_document.enqueue(version.pk)
    assert version.content.message == "Die Datei liegt nicht im Speicher."
    put("a.txt", b"Zebra")
    assert not document_texts.unread(reading.ENDINGS).exists()


def test_of_a_document_the_newest_version_is_found(circle, put):
    first = put("a.docx", word("Zebra"))
    read_document.enqueue(first.pk)
    assert found(circle, "zebra")
    second = put("a.docx", word("Pferd"), first.document)
    assert not found(circle, "zebra")  # before the new one is read, too
    read_document.enqueue(second.pk)
    assert found(circle, "pferd") and not found(circle, "zebra")


def test_a_text_is_cut_where_it_is_too_long(put, monkeypatch):
    version = put("a.docx", word("Zebra " * 60_000))
    read_document.enqueue(version.pk)
    assert version.content.is_cut and len(version.content.text) <= reading.LONGEST


def test_one_that_takes_too_long_is_given_up(put, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    version = put("a.docx", word("Zebra"))
    read_document.enqueue(version.pk)
    assert version.content.message == reading.TOO_LONG


def test_other_letters_are_folded_anew(put):
    version = put("a.docx", word("Zebra"))
    read_document.enqueue(version.pk)
    DocumentText.objects.update(folding="old", folded="")
    assert [one.pk for one in document_texts.unread(reading.ENDINGS)] == [version.pk]
    read_document.enqueue(version.pk)
    assert DocumentText.objects.get().folded == "zebra"
