"""Routes: sign-in by django-allauth under German paths, and the pages of the application."""

from django.urls import include, path, re_path

from initiatives.views.people import accounts as account
from initiatives.views.people import identity_providers, sign_in_codes

accounts = [
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("anmelden/code/anfordern/", sign_in_codes.request_code, name="account_request_login_code"),
    path("anmelden/code/", sign_in_codes.confirm, name="account_confirm_login_code"),
    path("anmelden/mit/<slug:provider_id>/", identity_providers.begin, name="openid_connect_login"),
    path(
        "anmelden/mit/<slug:provider_id>/zurueck/",
        identity_providers.callback,
        name="openid_connect_callback",
    ),
    path("konto/verbunden/", identity_providers.listing, name="socialaccount_connections"),
    path(
        "konto/verbunden/<int:connection_id>/trennen/",
        identity_providers.disconnect,
        name="socialaccount_disconnect",
    ),
    path("gesperrt/", account.inactive, name="account_inactive"),
    path("passwort/aendern/", account.password_change, name="account_change_password"),
    path("passwort/vergessen/", account.password_reset, name="account_reset_password"),
    path("passwort/vergessen/gesendet/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "passwort/geaendert/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

handler400 = "initiatives.views.kernel.errors.bad_request"
handler500 = "initiatives.views.kernel.errors.server_error"

urlpatterns = [*accounts, path("", include("initiatives.urls"))]
