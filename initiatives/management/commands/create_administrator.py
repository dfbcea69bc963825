"""The first administrator of an installation."""

import os
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import people
from initiatives.models import User


class Command(BaseCommand):
    help = (
        "Legt eine Person an, die die Installation verwaltet. Das Passwort kommt aus IKZ_ADMIN_PASSWORD, "
        "sonst wird eines erzeugt und ausgegeben."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One e-mail address."""
        parser.add_argument("email", metavar="E-MAIL")

    def handle(self, *args, **options) -> None:
        """Make the person and the mandate where they are missing; a known person keeps the password."""
        given = os.environ.get("IKZ_ADMIN_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        try:
            validate_password(password, User(email=options["email"]))
            user, is_new, has_new_mandate = people.install_administrator(
                email=options["email"], password=password, at=moments.now()
            )
        except ValidationError as error:
            raise CommandError(f"IKZ_ADMIN_PASSWORD: {' '.join(error.messages)}") from error
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        if is_new:
            self.stdout.write(f"{user.email} verwaltet jetzt diese Installation.")
            self.stdout.write("Passwort: wie in IKZ_ADMIN_PASSWORD" if given else f"Passwort: {password}")
        elif has_new_mandate:
            self.stdout.write(
                f"{user.email} gab es schon und verwaltet jetzt diese Installation. Das Passwort bleibt."
            )
        else:
            self.stdout.write(f"{user.email} verwaltet diese Installation schon. Nichts geändert.")
