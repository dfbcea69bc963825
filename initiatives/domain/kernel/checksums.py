"""Checksums of stored documents, and the one form of a snapshot over which its checksum goes."""

import hashlib
import json
from typing import Any


def sha256(document: bytes) -> str:
    """The checksum that is stored beside a document, in hexadecimal digits."""
    return hashlib.sha256(document).hexdigest()


def canonical(value: dict[str, Any]) -> bytes:
    """The JSON of a snapshot in the one form over which its checksum goes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
