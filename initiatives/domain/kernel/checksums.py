"""Checksums of stored documents."""

import hashlib


def sha256(document: bytes) -> str:
    """The checksum that is stored beside a document, in hexadecimal digits."""
    return hashlib.sha256(document).hexdigest()
