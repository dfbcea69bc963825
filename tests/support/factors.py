"""Second factors as people hold them: an app that shows codes, and codes on paper."""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from initiatives.models import User

STEP = 30  # seconds


def code(secret: str, steps: int = 0) -> str:
    """What an app shows (RFC 6238), now or some steps later."""
    counter = struct.pack(">Q", int(time.time()) // STEP + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def give_app(user: User) -> str:
    """Set up an app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_codes(user: User) -> list[str]:
    """Make recovery codes."""
    return RecoveryCodes.activate(user).get_unused_codes()
