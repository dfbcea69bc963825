"""A request with what the middleware adds: the mandates of the signed-in person, and htmx."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from initiatives.models import Mandate, User

__all__ = ["ActingRequest", "Request", "SignedInRequest"]


class Request(HttpRequest):
    """`begun` is when it came in. `mandates` are all that are valid today, `mandate` the chosen one; None where somebody holds
    none or is not signed in.
    """

    htmx: HtmxDetails
    begun: datetime
    mandates: list[Mandate]
    mandate: Mandate | None
    owes_factor: bool  # whether a mandate needs a second factor that is still to be set up
    sent: Any = None  # the form with its token, see `once`


class ActingRequest(Request):
    """Of somebody who acts under a mandate: what a view behind `acting` gets."""

    mandate: Mandate


class SignedInRequest(Request):
    """Of somebody who has signed in, under a mandate or not."""

    user: User
