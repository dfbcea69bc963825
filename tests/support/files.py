"""Small files of each kind, as people would upload them."""

import struct
from base64 import b64encode
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(6)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(8)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(100)
ELF = b"\x7fELF\x02\x01\x01" + bytes(100)
OLE, END, NONE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0xFFFFFFFE, 0xFFFFFFFF
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


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE file (MS-CFB, version 3) of these streams by their paths; each is filled up to what has sectors of its own."""
    body, fat, rows, of, last = bytearray(), [], [], {}, {}

    def keep(content: bytes) -> int:
        first, count = len(fat), -(-len(content) // 512)
        fat.extend([*range(first + 1, first + count), END])
        body.extend(content.ljust(count * 512, b"\0"))
        return first

    def enter(path: str, kind: int, first: int = END, size: int = 0) -> None:
        folder, _, name = path.rpartition("/")
        if folder and folder not in of:
            enter(folder, 1)
        if path:
            before, link = (last[folder], 2) if folder in last else (of[folder], 3)
            rows[before][link] = last[folder] = len(rows)
        of[path] = len(rows)
        rows.append([name or "Root Entry", kind, NONE, NONE, first, size])

    enter("", 5)
    for path, content in streams.items():
        whole = content.ljust(4_096, b"\0")
        enter(path, 2, keep(whole), len(whole))
    directory = keep(b"".join(_entry(*row) for row in rows))
    sectors = -(-len(fat) // 127)
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        OLE,
        62,
        3,
        0xFFFE,
        9,
        6,
        0,
        sectors,
        directory,
        0,
        4_096,
        END,
        0,
        END,
        0,
        len(fat),
    )
    head += struct.pack("<108I", *[*range(len(fat) + 1, len(fat) + sectors), *[NONE] * 108][:108])
    table = [*fat, *[0xFFFFFFFD] * sectors, *[NONE] * 128 * sectors][: 128 * sectors]
    return head + bytes(body) + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", written, len(written) + 2, kind, 1, NONE, right, child, first, size)


def mail(
    *attached: bytes, head: bytes = b"From: a@stadt.example\r\nDate: Mon, 4 Oct 2010 09:00:00 +0200\r\n"
) -> bytes:
    """A mail with files that hang on it."""
    parts = [b"--x\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64encode(one) for one in attached]
    begin = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head + (begin + b"\r\n".join(parts) + b"\r\n--x--" if parts else b"\r\nGr\xfc\xdfe\r\n")


def upload(name: str = "Entwurf.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")
