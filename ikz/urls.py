"""Routes: sign-in by django-allauth under German paths, and the pages of the application."""

from django.urls import include, path, re_path

from initiatives.views.people import accounts as account
from initiatives.views.people import identity_providers, second_factors, sign_in_codes

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
    path("passwort/festlegen/", account.password_set, name="account_set_password"),
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
    path("anmelden/zweiter-faktor/", second_factors.authenticate, name="mfa_authenticate"),
    path("konto/bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/bestaetigen/code/", second_factors.confirm_by_code, name="mfa_reauthenticate"),
    path("konto/bestaetigen/schluessel/", second_factors.confirm_by_key, name="mfa_reauthenticate_webauthn"),
    path("konto/sicherheit/", second_factors.overview, name="mfa_index"),
    path("konto/sicherheit/app/", second_factors.add_app, name="mfa_activate_totp"),
    path("konto/sicherheit/app/entfernen/", second_factors.remove_app, name="mfa_deactivate_totp"),
    path("konto/sicherheit/schluessel/", second_factors.add_key, name="mfa_add_webauthn"),
    path("konto/sicherheit/schluessel/<int:pk>/", second_factors.rename_key, name="mfa_edit_webauthn"),
    path(
        "konto/sicherheit/schluessel/<int:pk>/entfernen/",
        second_factors.remove_key,
        name="mfa_remove_webauthn",
    ),
    path("konto/sicherheit/codes/", second_factors.codes, name="mfa_view_recovery_codes"),
    path("konto/sicherheit/codes/neu/", second_factors.new_codes, name="mfa_generate_recovery_codes"),
]

handler400 = "initiatives.views.kernel.errors.bad_request"
handler500 = "initiatives.views.kernel.errors.server_error"

urlpatterns = [*accounts, path("", include("initiatives.urls"))]
