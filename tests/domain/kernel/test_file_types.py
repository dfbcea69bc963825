"""What a file is, by its content and not by its name."""

import struct

import pytest

from initiatives.domain.kernel import file_types
from initiatives.domain.kernel.errors import Refused
from tests.support import files
from tests.support.files import archive, mail, office, ole, open_document, upload

WORD = {"WordDocument": b"\xec\xa5\xc1\x00"}
LOCKED = {"WordDocument": b"\xec\xa5\xc1\x00".ljust(11, b"\x00") + b"\x01"}
OUTLOOK = {"__properties_version1.0": b"", "__substg1.0_0037001F": b"Betreff"}
ATTACHED = "__attach_version1.0_#00000000/__substg1.0_37010102"
DEEP = b"From: a\nDate: b\n" + b"".join(
    b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (number, number) for number in range(1_500)
)
TAKEN = {
    "Vertrag.pdf": (files.PDF, "application/pdf"),
    "LAUT.PDF": (files.PDF, "application/pdf"),
    "bild.png": (files.PNG, "image/png"),
    "bild.jpg": (files.JPEG, "image/jpeg"),
    "bild.jpeg": (files.JPEG, "image/jpeg"),
    "a.docx": (office("docx"), files.MAIN["docx"]),
    "a.xlsx": (office("xlsx"), files.MAIN["xlsx"]),
    "a.pptx": (office("pptx"), files.MAIN["pptx"]),
    "a.odt": (open_document("odt"), files.OPEN["odt"]),
    "a.ods": (open_document("ods"), files.OPEN["ods"]),
    "a.odp": (open_document("odp"), files.OPEN["odp"]),
    "utf8.txt": ("Zuständigkeit, 20 €\n\tklar".encode(), "text/plain"),
    "windows.txt": ("Zuständigkeit, 20 €".encode("cp1252"), "text/plain"),
    "MZ-Liste.txt": (b"MZ, Mainz\n", "text/plain"),  # begins like a program
    "scan.tif": (files.TIFF, "image/tiff"),
    "scan.tiff": (b"MM\x00*\x00\x00\x00\x08" + bytes(6), "image/tiff"),
    "foto.heic": (files.HEIC, "image/heic"),
    "alt.doc": (ole(WORD | {"ObjectPool/_1/Workbook": b""}), "application/msword"),
    "post.msg": (ole(OUTLOOK | {ATTACHED: files.PDF}), "application/vnd.ms-outlook"),
    "weitergeleitet.msg": (ole(OUTLOOK | {ATTACHED: ole(OUTLOOK)}), "application/vnd.ms-outlook"),
    "post.eml": (mail(), "message/rfc822"),
    "anlage.eml": (mail(files.PDF, b"MZ, Mainz"), "message/rfc822"),
    "post.txt": (b"From: a@b.example\nDate: heute\n\nGuten Tag", "text/plain"),
    "davor.pdf": (b"\x00".ljust(1_024, b"\xff") + files.PDF, "application/pdf"),
    "davor-text.pdf": (b"\xef\xbb\xbf\r\n" + files.PDF, "application/pdf"),
    "ueber-pdf.txt": (b"Ein PDF beginnt mit %PDF-1.7", "text/plain"),
    "zahlen.csv": ("Kommune;Kosten\r\nDülmen;1".encode("utf-8-sig"), "text/csv"),
}
REFUSED = {
    "renamed.pdf": (files.PROGRAM, "ist kein PDF, sondern ein Programm"),
    "linux.pdf": (files.ELF, "ist kein PDF, sondern ein Programm"),
    "setup.exe": (files.PROGRAM, "ist ein Programm"),
    "bild.png": (files.JPEG, "ist kein PNG-Bild, sondern ein JPEG-Bild"),
    "text.pdf": (b"Nur Text", "ist kein PDF, sondern ein reiner Text"),
    "seite.html": (b"<script>alert(1)</script>", "ihr Name muss auf .txt enden"),
    "ohne-endung": (files.PDF, "ist ein PDF; ihr Name muss auf .pdf enden"),
    "foto.jpg": (files.PDF, "ist kein JPEG-Bild, sondern ein PDF"),
    "bewegt.gif": (b"GIF89a" + bytes(20), "ist ein Bild der Art GIF"),
    "binaer.txt": (b"Text\x00\x01", "sondern eine Datei unbekannter Art"),
    "undefiniert.txt": (b"Text \x81\x8d", "sondern eine Datei unbekannter Art"),
    "ordner.docx": (archive(a__txt="x"), "sondern ein Archiv"),
    "ordner.zip": (archive(a__txt="x"), "ist ein Archiv"),
    "tabelle.docx": (office("xlsx"), "ist kein Word-Dokument (DOCX), sondern ein Excel-Dokument (XLSX)"),
    "makros.docx": (office(word_vbaProject__bin=b"x"), "sondern ein Dokument mit Makros"),
    "makros.odt": (open_document(Basic_Standard_Module1__xml="x"), "sondern ein Dokument mit Makros"),
    "makrotyp.docx": (office(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "ein Archiv"),
    "kaputt.docx": (office()[:-40], "sondern ein beschädigtes oder verschlüsseltes Archiv"),
    "kaputt.doc": (files.OLE + bytes(600), "sondern ein beschädigtes altes Office-Dokument"),
    "gekuerzt.doc": (ole(WORD)[:3_000], "sondern ein beschädigtes altes Office-Dokument"),
    "tabelle.doc": (ole({"Workbook": b""}), "sondern ein altes Excel-Dokument (XLS)"),
    "post.doc": (ole(OUTLOOK), "ist kein Word-Dokument (DOC), sondern ein Outlook-Dokument (MSG)"),
    "brief.msg": (ole(WORD), "ist kein Outlook-Dokument (MSG), sondern ein Word-Dokument (DOC)"),
    "beides.doc": (ole(WORD | OUTLOOK), "sondern eine Datei unbekannter Art"),
    "alt.xls": (ole({"Workbook": b""}), "ist ein altes Excel-Dokument (XLS)"),
    "alt.ppt": (ole({"PowerPoint Document": b""}), "ist eine alte PowerPoint-Präsentation (PPT)"),
    "locked.docx": (ole({"EncryptedPackage": b""}), "sondern ein verschlüsseltes Office-Dokument"),
    "locked.doc": (ole(LOCKED), "sondern ein verschlüsseltes Office-Dokument"),
    "makros.doc": (ole(WORD | {"Macros/VBA/dir": b""}), "sondern ein Dokument mit Makros"),
    "setup.msg": (ole(OUTLOOK | {ATTACHED: files.PROGRAM}), "(MSG), an dem ein Programm hängt"),
    "makros.msg": (
        ole(OUTLOOK | {ATTACHED: office(word_vbaProject__bin=b"x")}),
        "an dem ein Dokument mit Makros",
    ),
    "setup.eml": (mail(files.PDF, files.ELF), "(EML), an dem ein Programm hängt"),
    "makros.eml": (mail(ole(WORD | {"Macros/VBA/dir": b""})), "an dem ein Dokument mit Makros hängt"),
    "viele.eml": (mail(*[b"x"] * 2_001), "sondern eine E-Mail mit zu vielen Teilen"),
    "lang.eml": (mail() + b"\n" * 1_000_000, "sondern eine E-Mail mit zu vielen Teilen oder Zeilen"),
    "tief.eml": (DEEP, "sondern eine beschädigte E-Mail"),
    "seite.eml": (b"<html><body>From: a@b Date: c</body></html>", "sondern ein reiner Text"),
    "betreff.eml": (mail(head=b"Date: Mon, 4 Oct 2010 09:00:00 +0200\r\n"), "(EML), sondern ein reiner Text"),
    "programm.eml": (files.PROGRAM, "sondern ein Programm"),
    "zu-spaet.pdf": (b"\x00".ljust(1_025, b"\xff") + files.PDF, "sondern eine Datei unbekannter Art"),
    "programm.pdf": (b"MZ\x90\x00" + files.PDF, "sondern ein Programm"),
    "davor": (b"\x00" + files.PDF, "ist ein PDF; ihr Name muss auf .pdf enden"),
    "foto.heic": (files.TIFF, "ist kein HEIC-Bild, sondern ein TIFF-Bild"),
    "ohne.odt": (archive(content__xml="<office/>"), "(ODT), sondern ein Archiv"),
    "anders.odt": (open_document("ods"), "sondern ein OpenDocument-Tabellenblatt (ODS)"),
    "leer.eml": (b"", "sondern"),
    "davor.docx": (b"#!/bin/sh\nrm -r\x00\n" + office(), "sondern eine Datei unbekannter Art"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_an_allowed_kind_is_recognised_by_its_content(name):
    content, media_type = TAKEN[name]
    assert file_types.judge(upload(name, content), name).media_type == media_type


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_and_the_message_says_what_it_is(name):
    content, words = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        file_types.judge(upload(name, content), name)
    assert words in refusal.value.message
    assert f"„{name}“" in refusal.value.message and "Erlaubt sind PDF, PNG" in refusal.value.message
    assert refusal.value.field == "file"


def swollen(content: bytes, name: bytes, size: int) -> bytes:
    """The archive, in whose list the part `name` claims to unpack to `size` bytes."""
    listed = content.rindex(name) - 46
    return content[: listed + 24] + struct.pack("<I", size) + content[listed + 28 :]


def test_an_archive_that_swells_beyond_measure_is_refused_unread(monkeypatch):
    bomb = office(word_media__bin=bytes(1_000))
    monkeypatch.setattr(file_types, "_part", lambda *args: pytest.fail("nothing of it may be unpacked"))
    with pytest.raises(Refused, match="auf mehr als 500 MB entpackt"):
        file_types.judge(upload("a.docx", swollen(bomb, b"word/media.bin", 4_000_000_000)), "a.docx")


def test_of_a_part_no_more_is_unpacked_than_its_kind_needs():
    content = archive(mimetype=files.OPEN["odt"] + " " * 5_000_000)
    assert len(content) < 20_000
    assert file_types.judge(upload("a.odt", content), "a.odt") is file_types.ODT
    types = b"x" * file_types.PART + files.MAIN["docx"].encode() + b".main+xml"
    late = archive(**{"[Content/Types]__xml": types}).replace(b"[Content/Types]", b"[Content_Types]")
    with pytest.raises(Refused, match="sondern ein Archiv"):
        file_types.judge(upload("a.docx", late), "a.docx")
