"""Small files of each kind, as people would upload them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(100)
ELF = b"\x7fELF\x02\x01\x01" + bytes(100)
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OPEN = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}


def archive(**parts: bytes | str) -> bytes:
    """A zip archive; in the names "__" stands for "." and "_" for "/"."""
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", ".").replace("_", "/"), content)
    return kept.getvalue()


def office(kind: str = "docx", main: str = "", **parts: bytes | str) -> bytes:
    """An Office document of a kind, or with another content type of its main part."""
    kept = BytesIO(archive(word_document__xml="<w/>", **parts))
    with ZipFile(kept, "a", ZIP_DEFLATED) as made:
        override = (
            f'<Override PartName="/word/document.xml" ContentType="{main or MAIN[kind] + ".main+xml"}"/>'
        )
        made.writestr("[Content_Types].xml", f"<Types>{override}</Types>")
    return kept.getvalue()


def open_document(kind: str = "odt", **parts: bytes | str) -> bytes:
    return archive(mimetype=OPEN[kind], content__xml="<office/>", **parts)


def upload(name: str = "Entwurf.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")
