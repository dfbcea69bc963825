"""Sign-in by a code sent by mail, where a setting allows it: django-allauth's views over our outbox."""

from allauth.account import views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login, stash_login, unstash_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.contrib.messages import get_messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.log import account_records
from initiatives.domain.mail import mails
from initiatives.models import User
from initiatives.origins import origin
from initiatives.views.kernel.http import login_not_required
from initiatives.views.people.accounts import refusing

NOBODY = 0  # who is looked for as everybody is, by the same statements


class RequestCode(views.RequestLoginCodeView):
    """The session keeps whom the code is for and the Message-ID from which it follows, never the code."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        mail = mails.ask_for_code(email=email, at=moments.now())
        login = Login(user=mail.user or User(pk=NOBODY), email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(self.request, login), self.request, login)
        stage.state |= LoginCodeVerificationProcess.initial_state(user=mail.user, email=email)
        stage.state |= {"initiated_by_user": True, "code": mail.message_id}
        stash_login(self.request, login)
        return HttpResponseRedirect(self.get_success_url())


_request_code = refusing(RequestCode.as_view())
_confirm = refusing(views.confirm_login_code)


@login_not_required
def request_code(request: HttpRequest) -> HttpResponseBase:
    """The form of the address; what follows is the same whether an account has it or not."""
    _check_setting()
    return _request_code(request)


@login_not_required
def confirm(request: HttpRequest) -> HttpResponseBase:
    """The form of the code. One that was used, is too old or of another browser, or was missed three times, is told so (422)."""
    _check_setting()
    begun = unstash_login(request, peek=True) if request.method == "POST" else None
    person = begun.user if begun and isinstance(begun.user, User) and begun.user.pk else None
    if begun and person and begun.email and begun.email.lower() != person.email.lower():
        clear_login(request)  # the code lies in a mailbox that is the person's no more
    response = _confirm(request)
    ended = (reverse("account_request_login_code"), reverse("account_login"))
    has_ended = request.method == "POST" and getattr(response, "url", "") in ended
    if begun and (has_ended or response.status_code == 422):
        account_records.failed(
            subject="Code aus der E-Mail falsch", user=person, origin=origin(request), at=moments.now()
        )
    if has_ended:
        list(get_messages(request))  # allauth's, of too many tries: the page says it, and no later one
        return render(request, "account/code_ended.html", status=422)
    return response


def _check_setting() -> None:
    if not settings.ACCOUNT_LOGIN_BY_CODE_ENABLED:
        raise Http404
