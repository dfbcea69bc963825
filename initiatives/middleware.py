"""Who acts: the mandates of the signed-in person that are valid today, and the one they chose."""

from django.http import HttpRequest

from initiatives.domain import moments
from initiatives.models import Mandate

SESSION_KEY = "mandate"


class ActingMandate:
    """Sets `request.mandates` (all that are valid today) and `request.mandate` (the chosen one, else the first, or None)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.mandates = []
        if request.user.is_authenticated:
            valid = Mandate.objects.valid_on(moments.today()).with_names()
            request.mandates = list(valid.filter(user=request.user))
        chosen = request.session.get(SESSION_KEY) if request.mandates else None
        request.mandate = next((m for m in request.mandates if m.pk == chosen), None) or next(
            iter(request.mandates), None
        )
        return self.get_response(request)
