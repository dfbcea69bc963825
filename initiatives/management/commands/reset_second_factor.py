"""The way back in for whom no administrator can help, such as the last one."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import second_factors
from initiatives.models import User


class Command(BaseCommand):
    help = "Setzt den zweiten Faktor einer Person zurück. Sie meldet sich dann mit dem Passwort allein an."

    def add_arguments(self, parser: CommandParser) -> None:
        """One e-mail address."""
        parser.add_argument("email", metavar="E-MAIL")

    def handle(self, *args, **options) -> None:
        """Reset it, with the event, the record and the mail that a press of the button makes."""
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Eine Person mit der Adresse {options['email']} gibt es nicht.")
        try:
            second_factors.reset(user=user, by=None, at=moments.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"Der zweite Faktor von {user.email} ist zurückgesetzt, die Sitzungen sind beendet."
        )
