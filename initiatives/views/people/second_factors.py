"""Second factors: django-allauth's views in our words, answering wrong input with 422 like every other form."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy

from initiatives.domain.kernel import moments
from initiatives.domain.log import account_records
from initiatives.domain.people import second_factors
from initiatives.enums import FactorKind
from initiatives.forms.people.second_factors import RemoveKeyForm
from initiatives.middleware import ONWARD_KEY
from initiatives.origins import origin
from initiatives.views.kernel.http import login_not_required
from initiatives.views.people.accounts import refusing

OVERVIEW = reverse_lazy("mfa_index")
SHOWN = 10  # entries of the record


class KeepsForm:
    """Mixin: the form that was refused is shown, not another one made of the same answer of a key."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | kwargs  # type: ignore[misc]


class Overview(base.IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The factors of the person, the mandates that need one, and what happened to the account last."""
        found = list(self.request.user.authenticator_set.order_by("created_at", "pk"))
        codes = next((one for one in found if one.type == FactorKind.RECOVERY_CODES), None)
        return super().get_context_data(**kwargs) | {
            "app": next((one for one in found if one.type == FactorKind.APP), None),
            "keys": [one for one in found if one.type == FactorKind.KEY],
            "codes": codes,
            "codes_left": codes and app_settings.RECOVERY_CODE_COUNT - codes.data["used_mask"].bit_count(),
            "codes_in_all": app_settings.RECOVERY_CODE_COUNT,
            "entries": account_records.of_person(self.request.user)[:SHOWN],
            "requiring": second_factors.requiring(self.request.mandates),
        }


class AddKey(KeepsForm, webauthn.AddWebAuthnView):
    pass


class ConfirmByKey(KeepsForm, webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


class OwnKey:
    """Mixin: a key that is none of the person's is not there, before anything else is asked."""

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)  # type: ignore[misc]
        self.get_object()  # type: ignore[attr-defined]


class RenameKey(OwnKey, webauthn.EditWebAuthnView):
    success_url = OVERVIEW

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "Der Name ist geändert.")
        return super().form_valid(form)


class RemoveKey(OwnKey, webauthn.RemoveWebAuthnView):
    form_class = RemoveKeyForm
    success_url = OVERVIEW

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"authenticator": self.object}

    def form_valid(self, form: Any) -> HttpResponse:
        flows.remove_authenticator(self.request, self.object)
        return redirect(self.get_success_url())


class Codes(recovery_codes.ViewRecoveryCodesView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The codes while they are shown, and where the person wanted to go."""
        onward = self.request.session.pop(ONWARD_KEY, reverse("mfa_index"))
        return super().get_context_data(**kwargs) | {"onward": onward}


_authenticate = refusing(base.authenticate)


@login_not_required
def authenticate(request: HttpRequest) -> HttpResponse:
    """The proof after the password; a wrong one is a sign-in that failed."""
    response = _authenticate(request)
    if response.status_code == 422:
        user = response.context_data["form"].user
        subject = "Zweiter Faktor falsch"
        account_records.failed(subject=subject, user=user, origin=origin(request), at=moments.now())
    return response


confirm_by_code = refusing(base.reauthenticate)
confirm_by_key = refusing(ConfirmByKey.as_view())
overview = Overview.as_view()
add_app = refusing(totp.activate_totp)
remove_app = refusing(totp.deactivate_totp)
add_key = refusing(AddKey.as_view())
rename_key = refusing(RenameKey.as_view())
remove_key = refusing(RemoveKey.as_view())
codes = Codes.as_view()
new_codes = refusing(recovery_codes.generate_recovery_codes)
