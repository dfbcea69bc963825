"""Sign-in by identity providers (OpenID Connect): how it differs from django-allauth's habits.

allauth speaks the protocol; who somebody is in this application is `domain/people/connected_accounts`'. Providers come
from the settings alone, no token of theirs is kept, and of what they tell only their name for a person and the address.
"""

import logging
from functools import cached_property
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError, ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import account_records
from initiatives.domain.people import connected_accounts
from initiatives.domain.people.connected_accounts import Identity
from initiatives.origins import origin

log = logging.getLogger(__name__)

TIMEOUT = 5  # seconds for the connection, and for each part of the answer
PATIENCE = 1  # seconds that a request waits for its turn
LONGEST_SUBJECT = 191
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
# A provider that is silent holds two of the four threads of a process at most.
_turns = BoundedSemaphore(2)


class Session(requests.Session):
    """Asks a provider, when it is its turn."""

    def __enter__(self) -> "Session":
        if not _turns.acquire(timeout=PATIENCE):
            raise requests.ConnectionError("Es werden schon zu viele Antworten erwartet.")
        return super().__enter__()

    def __exit__(self, *error) -> None:
        _turns.release()
        super().__exit__(*error)

    def request(self, *args, **kwargs) -> requests.Response:
        return super().request(*args, **{"timeout": TIMEOUT, **kwargs})


class Client(OpenIDConnectOAuth2Adapter):
    """Asks one provider; what is not as the standard wants it raises ProviderException."""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, under the name by which it is set (OpenID Connect Discovery 1.0, 4.3)."""
        server = self.get_provider().app.settings["server_url"]
        with get_adapter().get_requests_session() as session:
            answer = session.get(f"{server}/.well-known/openid-configuration")
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict) or str(found.get("issuer", "")).rstrip("/") != server:
            raise ProviderException("It calls itself something else than the setting.")
        allowed = {"https", urlsplit(server).scheme}
        if not all(urlsplit(str(found.get(name, ""))).scheme in allowed for name in ENDPOINTS):
            raise ProviderException("An address is missing, or is not encrypted.")
        return found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where it sends people back to, whatever host the request named."""
        return settings.BASE_URL + reverse("openid_connect_callback", args=[self.provider_id])

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs
    ) -> SocialLogin:
        """Who has signed in there. Both answers have to speak of the same (OpenID Connect Core 1.0, 5.3.2)."""
        signed = self._decode_id_token(app, str(kwargs["response"].get("id_token", "")))
        told = self._fetch_user_info(token.token)
        subject = signed.get("sub")
        if not isinstance(told, dict) or told.get("sub") != subject:
            raise ProviderException("Its two answers speak of different accounts.")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise ProviderException("It has no usable name for the account.")
        email = told.get("email")
        identity = Identity(
            provider=app.provider_id,
            provider_name=app.name,
            domains=tuple(app.settings["domains"]),
            subject=subject,
            email=email.strip() if isinstance(email, str) else "",
            is_verified=told.get("email_verified") is True,
        )
        return Known(identity, self.get_provider())


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Client


class Known(SocialLogin):
    """Who somebody is at a provider, on the way to a sign-in."""

    def __init__(self, identity: Identity, provider: Provider) -> None:
        account = SocialAccount(provider=identity.provider, uid=identity.subject)
        super().__init__(account=account, provider=provider)
        self.identity = identity

    def lookup(self) -> None:
        """Nothing yet: the domain looks who it is, and writes nothing for whom it refuses."""
        self._did_authenticate_by_email = None

    def serialize(self) -> dict[str, Any]:
        """What the session keeps while a second factor is asked: of the person the number alone."""
        return super().serialize() | {"user": {"id": self.user.pk}}


class Adapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None):
        """Those of the settings; a row of a table makes no provider."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        """Raises SocialApp.DoesNotExist for one that is not set."""
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> Session:
        return Session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False, always."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Known) -> None:
        """Find the person, or end it with a page that says why not."""
        sociallogin.token = None  # which the session would keep while a second factor is asked
        identity, at = sociallogin.identity, moments.now()
        try:
            if sociallogin.state.get("process") == "connect":
                raise ImmediateHttpResponse(_connected(request, identity))
            sociallogin.user = connected_accounts.sign_in(identity=identity, at=at, origin=origin(request))
        except Refused as refusal:
            subject = f"Über „{identity.provider_name}“ abgewiesen"
            account_records.failed(subject=subject, user=None, origin=origin(request), at=at)
            title = "Die Anmeldung ist nicht möglich"
            raise ImmediateHttpResponse(refused(request, title, refusal.message)) from refusal

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """End it with a page that says what to do: cancelled there, not begun in this browser, or the provider fails."""
        if isinstance(exception, requests.RequestException | OAuth2Error | ProviderException):
            raise ImmediateHttpResponse(unreachable(request, provider, exception))
        if not (extra_context or {}).get("state"):
            title = "Diese Anmeldung gilt nicht mehr"
            text = (
                "Sie wurde schon abgeschlossen, dauerte länger als zehn Minuten oder begann in einem anderen Browser. "
                "Bitte beginnen Sie noch einmal."
            )
        elif error == AuthError.CANCELLED:
            title = "Die Anmeldung wurde abgebrochen"
            text = (
                f"„{provider.name}“ hat Sie ohne Anmeldung zurückgeschickt. Sie können es noch einmal versuchen oder sich "
                "mit Ihrem Passwort anmelden."
            )
        else:
            title = "Die Anmeldung ist nicht gelungen"
            text = (
                f"„{provider.name}“ hat die Anmeldung nicht abgeschlossen. Versuchen Sie es noch einmal; bleibt es dabei, "
                "melden Sie sich mit Ihrem Passwort an und sagen Sie es der Fachadministration."
            )
        raise ImmediateHttpResponse(refused(request, title, text))


def _connected(request: HttpRequest, identity: Identity) -> HttpResponse:
    if not request.user.is_authenticated:
        raise Refused(
            "Sie sind inzwischen abgemeldet. Melden Sie sich an und verbinden Sie das Konto dann noch einmal."
        )
    is_new = connected_accounts.connect(
        user=request.user, identity=identity, at=moments.now(), origin=origin(request)
    )
    told = "ist jetzt" if is_new else "war schon"
    messages.success(request, f"Ihr Konto bei „{identity.provider_name}“ {told} verbunden.")
    return redirect("socialaccount_connections")


def refused(request: HttpRequest, title: str, text: str, status: int = 403) -> HttpResponse:
    """The page on which a sign-in by a provider ends, with where to go on."""
    context = {"title": title, "text": text}
    return render(request, "account/provider_refused.html", context, status=status)


def unreachable(request: HttpRequest, provider: Provider, error: Exception) -> HttpResponse:
    """The page where a provider gives no answer, or none that is to be understood (503)."""
    log.warning(
        "Der Anbieter „%s“ antwortet nicht wie erwartet: %s", provider.app.provider_id, type(error).__name__
    )
    text = (
        f"„{provider.name}“ antwortet gerade nicht wie erwartet. Das liegt nicht an Ihnen. Versuchen Sie es in einigen Minuten "
        "noch einmal, oder melden Sie sich mit Ihrem Passwort an. Bleibt es dabei, sagen Sie es bitte der Fachadministration."
    )
    response = refused(request, "Der Anbieter antwortet nicht", text, status=503)
    response["Retry-After"] = "60"
    return response
