"""The mail with which a new person sets a password."""

from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.template.loader import render_to_string

from initiatives.domain.people import mandates
from initiatives.models import User
from initiatives.views.kernel.requests import ActingRequest


def invite(request: ActingRequest, user: User) -> None:
    """Send the link and say on the next page whether that worked; a fault of the mail loses nothing else."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    context = {
        "address": get_adapter(request).get_reset_password_from_key_url(key),
        "mandates": [row.title for row in mandates.valid(user)],
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    text = render_to_string("emails/invitation.txt", context)
    try:
        send_mail("Ihr Zugang zur interkommunalen Zusammenarbeit", text, None, [user.email])
    except (OSError, SMTPException):
        messages.warning(
            request,
            f"Die E-Mail an {user.email} konnte nicht gesendet werden. Bitte senden Sie den Zugangslink später noch einmal.",
        )
    else:
        messages.success(
            request,
            f"{user.email} erhält jetzt eine E-Mail mit einem Link, um das Passwort festzulegen. "
            f"Der Link gilt {context['days']} Tage.",
        )
