"""Writes the status report to a body as of a day, without storing it."""

from argparse import ArgumentTypeError
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.reports import county_paper, reports
from initiatives.enums import Edition
from initiatives.models import Body
from initiatives.reports.rendering import RenderingFailed, render
from initiatives.snapshot.form import write


def day(text: str) -> date:
    """A day as ISO 8601. Raises ArgumentTypeError with a German message."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"„{text}“ ist kein Datum der Form 2010-10-31") from error


UNCHECKED = "Diesen Bericht hat ein Befehl geschrieben. Niemand hat ihn geprüft, und er ist nicht erteilt."


def paper_of(body: Body, as_of: date, written_on: date) -> county_paper.Paper:
    """The usual head of a paper, which says on its first page and in what follows that nobody has checked it."""
    usual = county_paper.default_paper(body, as_of, written_on)
    return replace(usual, subject=f"{usual.subject} (nicht geprüft)", proposal=UNCHECKED, preface=UNCHECKED)


class Command(BaseCommand):
    help = "Schreibt den Statusbericht an ein Gremium zu einem Stichtag als PDF; gespeichert wird nichts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--body", required=True, help="Kurzname des Gremiums, zum Beispiel kreistag-coesfeld"
        )
        parser.add_argument("--as-of", required=True, type=day, help="Stichtag, zum Beispiel 2010-10-31")
        parser.add_argument("--edition", choices=Edition.values, default=Edition.PUBLIC, help="Ausgabe")
        parser.add_argument("--output", required=True, type=Path, help="Zieldatei, zum Beispiel bericht.pdf")

    def handle(self, *args, body: str, as_of: date, edition: str, output: Path, **options) -> None:
        found = Body.objects.select_related("organisation").filter(slug=body).first()
        if found is None:
            known = ", ".join(Body.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"Ein Gremium „{body}“ gibt es nicht. Vorhanden: {known or 'noch keines'}.")
        at = moments.now()
        try:
            snapshot, _ = reports.snapshot(
                body=found,
                initiatives=report_bodies.initiatives_for(found),
                as_of=as_of,
                edition=edition,
                paper=paper_of(found, as_of, moments.day_of(at)),
                at=at,
            )
            output.write_bytes(render(write(snapshot)).pdf)
        except (Refused, RenderingFailed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} lässt sich nicht schreiben ({error.strerror}).") from error
        self.stdout.write(f"{output}: {output.stat().st_size // 1024} KB")
