"""How often a password may be tried (docs/decisions/0028): counted and limited by django-allauth, by the rates of the settings.

Who tries an account from one place waits longer and longer. A place is an address, or a device on which that account was signed
in before: its cookie says so, and no stranger counts for it or holds it back. Two wide limits, of an account from all unknown
devices and of an address for all accounts, slow down what comes from many places or goes for many accounts.
"""

import math
import secrets
import time
from datetime import timedelta

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from initiatives.domain.kernel import moments
from initiatives.domain.log import account_records
from initiatives.enums import RecordKind
from initiatives.models import User
from initiatives.origins import origin

APP = "allauth.account"
FROM_PLACE, OF_ACCOUNT, FROM_ADDRESS = "login_failed", "login_failed_account", "login_failed_address"
HELD_BACK = "too_many_login_attempts"  # the code of the error
COOKIE, SALT = "device", "initiatives.throttle"
COOKIE_AGE = timedelta(days=180)  # since the last sign-in
MOST = 8  # accounts of one device
WHEN_BUSY = 60  # seconds to wait where another attempt is just being counted
RECORDED = {
    FROM_PLACE: "Anmeldung gebremst: zu viele falsche Passwörter von diesem Ort",
    OF_ACCOUNT: "Anmeldung gebremst: zu viele falsche Passwörter von fremden Geräten",
    FROM_ADDRESS: "Anmeldung gebremst: zu viele falsche Passwörter von dieser Netzadresse",
}


def place_of(request: HttpRequest, email: str) -> str:
    """What an account is tried from: the number of a known device of it, else the address."""
    return _known(request).get(_mark(email)) or ratelimit.get_ip(request)


def key_of(request: HttpRequest, email: str) -> str:
    """Under what the attempts from a place are counted."""
    return f"{email}:{place_of(request, email)}"


def count(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage:
    """Count an attempt, before its password is looked at; what is returned can be taken back if it was right.

    Raises ValidationError (`HELD_BACK`) with the seconds to wait as its parameter where a limit is reached.
    """
    limits = {FROM_PLACE: key_of(request, email)}
    if _mark(email) not in _known(request):
        limits |= {OF_ACCOUNT: email, FROM_ADDRESS: ""}
    counted = ratelimit.RateLimitUsage([])
    for action, key in limits.items():
        usage = ratelimit.consume(request, app=APP, action=action, key=key)
        if usage is None:
            counted.rollback()
            wait = _wait(request, action, key)
            _record(request, action, key, email, wait)
            raise ValidationError(
                f"Das waren zu viele Versuche. Bitte warten Sie {in_words(wait)}, oder setzen Sie Ihr Passwort zurück.",
                code=HELD_BACK,
                params={"seconds": wait},
            )
        counted.usage += usage.usage
    return counted


def forgive(request: HttpRequest, email: str) -> None:
    """Forget what strangers tried on an account: whoever reads its mails has given it a new password."""
    ratelimit.clear(request, app=APP, action=OF_ACCOUNT, key=email)


def in_words(seconds: int) -> str:
    """A wait as one says it, rounded up: "eine Minute", "4 Minuten", "2 Stunden"."""
    minutes = math.ceil(seconds / 60)
    if minutes > 90:
        return f"{math.ceil(minutes / 60)} Stunden"
    return "eine Minute" if minutes == 1 else f"{minutes} Minuten"


def _wait(request: HttpRequest, action: str, key: str) -> int:
    """Seconds until one more attempt is allowed."""
    now, waits = time.time(), [0.0]
    for rate in ratelimit.get_rates(app=APP, action=action):
        stored = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key), [])
        allowed, history = ratelimit.apply_rate(stored, now, rate, dry_run=True)
        if not allowed:
            waits.append(history[rate.amount - 1] + rate.duration - now)
    return math.ceil(max(waits)) or WHEN_BUSY


def _record(request: HttpRequest, action: str, key: str, email: str, wait: int) -> None:
    """Write down that somebody is held back, once a wait."""
    name = f"{action}:{key or ratelimit.get_ip(request)}"
    if cache.add(f"held-back:{salted_hmac(SALT, name).hexdigest()}", True, wait):
        user = None if action == FROM_ADDRESS else User.objects.filter(email=email).first()
        account_records.note(
            kind=RecordKind.HELD_BACK,
            subject=RECORDED[action],
            at=moments.now(),
            user=user,
            organisation=user.home if user else None,
            origin=origin(request),
        )


# --- known devices


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Let the device on which somebody has just signed in be known for this account. It names nobody, and opens nothing."""
    known = _known(request)
    number = known.pop(_mark(user.email), "") or secrets.token_urlsafe(12)
    known = dict(list(known.items())[1 - MOST :]) | {_mark(user.email): number}
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    """The accounts for which a device is known, by their marks, with its number for each."""
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return {}


def _mark(email: str) -> str:
    """What stands for an address, and does not tell it."""
    return salted_hmac(SALT, email).hexdigest()[:24]
