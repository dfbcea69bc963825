"""Hands out stored documents, each compared with the checksum that was stored beside it."""

from django.core.exceptions import PermissionDenied

from initiatives.domain.kernel.checksums import sha256


def unchanged(document: bytes, checksum: str, what: str) -> bytes:
    """The document. Raises PermissionDenied where it is not what its SHA-256 says; `what` is it in the genitive."""
    if sha256(document) != checksum:
        raise PermissionDenied(
            f"Die Prüfsumme {what} stimmt nicht: Die Datei wurde verändert und wird nicht ausgeliefert."
        )
    return document
