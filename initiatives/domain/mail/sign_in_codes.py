"""The code by which a person signs in once, sent by mail.

Invariant: no code is stored. It follows from the Message-ID of its mail and SECRET_KEY, whenever it is needed: at the
hand-over, and when somebody types it in. Who reads the tables has one of the two.
"""

from datetime import timedelta

from django.utils.crypto import salted_hmac

LIFETIME = timedelta(minutes=10)
LENGTH = 8
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # RFC 8628, 6.1: no vowels, so no words, and nothing that looks like a digit


def code(message_id: str) -> str:
    """The code of the mail with this Message-ID, as "BCDF-GHJK"."""
    digest = salted_hmac("initiatives.sign_in_code", message_id, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    letters = ""
    for _ in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"
