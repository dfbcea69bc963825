"""Sign-in by an identity provider, and the accounts there that a person has connected."""

from typing import Any

import requests
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required, suspend_request
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.ratelimit import consume_or_429
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.people import connected_accounts
from initiatives.identity_providers import Client, Provider, unreachable
from initiatives.origins import origin
from initiatives.views.kernel.http import login_not_required, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press
from initiatives.views.kernel.requests import Request, SignedInRequest


@login_not_required
@require_POST
def begin(request: Request, provider_id: str) -> HttpResponse:
    """Send the visitor to a provider: to sign in, or, who is signed in, to connect the account there.

    The answer is a page that leads on at once, not a redirect: a browser would hold the whole way of a form that was sent, and so
    the hosts to which the provider leads on, to the policy of our pages (form-action).
    """
    provider = _provider(request, provider_id)
    if slowed := consume_or_429(request, app="allauth.account", action="identity_provider"):
        return slowed
    if asked_first := _prove_again(request):
        return asked_first
    process = "connect" if request.user.is_authenticated else "login"
    try:
        sent = provider.redirect(request, process=process, next_url=get_next_redirect_url(request))
    except (requests.RequestException, ProviderException) as error:
        return unreachable(request, provider, error)
    if not isinstance(sent, HttpResponseRedirect):
        return sent
    response = render(request, "account/onward.html", {"provider": provider, "address": sent.url})
    response["Refresh"] = f"0; url={sent.url}"
    return response


@login_not_required
@require_safe
def callback(request: Request, provider_id: str) -> HttpResponse:
    """Where a provider sends the visitor back to."""
    _provider(request, provider_id)
    return OAuth2CallbackView.adapter_view(Client(request, provider_id))(request)


@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """The providers, each with the account there that is connected or a way to connect one."""
    return _show(request)


@require_POST
def disconnect(request: SignedInRequest, connection_id: int) -> HttpResponse:
    """Let one sign in no more (404 for one that is not the person's)."""
    row = get_object_or_404(SocialAccount, user=request.user, pk=connection_id)
    name = _names().get(row.provider, row.provider)

    def act() -> Done:
        connected_accounts.disconnect(
            user=request.user,
            connection_id=row.pk,
            name=name,
            at=moments.now(),
            origin=origin(request),
        )
        return Done(
            request, f"Ihr Konto bei „{name}“ ist nicht mehr verbunden.", reverse("socialaccount_connections")
        )

    return press(request, act, lambda refusal: _show(request, refusal.message, status=422))


def _prove_again(request: Request) -> HttpResponse | None:
    """Who connects an account proves to be the person once more, unless that was a moment ago."""
    required = is_reauthentication_required(request, app="allauth.socialaccount")
    if not request.user.is_authenticated or not required:
        return None
    methods = get_account_adapter(request).get_reauthentication_methods(request.user)
    return suspend_request(request, redirect_to=methods[0]["url"])


def _show(request: SignedInRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    names = _names()
    rows = SocialAccount.objects.filter(user=request.user).order_by("date_joined")
    held = {row.provider: row for row in rows}
    if not names and not held:
        raise Http404
    every = [*names, *(one for one in held if one not in names)]
    context: dict[str, Any] = {
        "providers": [
            {"id": one, "name": names.get(one, one), "is_set": one in names, "row": held.get(one)}
            for one in every
        ],
        "refusal": refusal,
    }
    return respond(request, "people/connected_accounts.html", context, status=status)


def _names() -> dict[str, str]:
    """The providers by their ids."""
    return {one["provider_id"]: one["name"] for one in settings.IDENTITY_PROVIDERS}


def _provider(request: Request, provider_id: str) -> Provider:
    if provider_id not in _names():
        raise Http404
    return get_adapter().get_provider(request, provider_id)
