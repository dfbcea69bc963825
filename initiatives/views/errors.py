"""Answers to what Django refuses before a view is reached."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives.views.http import login_not_required


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The proof that a form came from here is missing or outdated (403); `reason` is for the log only."""
    return render(request, "403_csrf.html", status=403)
