"""Loads the first case: `load_demo` what the source says, `load_demo --example` adds a marked example course."""

import secrets
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.domain.people import bodies
from initiatives.domain.reports import county_paper, reports, sittings
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.enums import Edition
from initiatives.management.demo import example, source
from initiatives.models import Body, Initiative, Mandate, Organisation, Report, User
from initiatives.reports.rendering import RenderingFailed, render

REPORTED_DAYS_AGO = 30
SITTINGS = (-9, 21, 77, 140)  # days from today; the report goes to the first


class Command(BaseCommand):
    help = "Lädt den ersten Fall (Mitteilung 2010); mit --example einen als Beispiel gekennzeichneten Verlauf dazu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--example", action="store_true", help="mit Beispielverlauf und einem erteilten Bericht"
        )

    @notices.silence()
    def handle(self, *args, example: bool, **options) -> None:
        case = source.find()
        if case is None and (Initiative.objects.exists() or Organisation.objects.exists()):
            self.stdout.write("Es sind schon eigene Daten vorhanden; nichts geladen.")
            return
        if case and (case.municipalities.is_example or not example):
            self.stdout.write("Der Fall ist schon geladen.")
            return
        with transaction.atomic():
            case = case or self.load_source()
            if example:
                self.load_example(case)
        if example:
            self.issue_report(case)

    def load_source(self) -> source.Case:
        password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
        case = source.load(password)
        addresses = User.objects.order_by("email").values_list("email", flat=True)
        self.stdout.write("Konten: " + ", ".join(addresses))
        self.stdout.write(f"Kennwort aller Konten: {password}")
        return case

    def load_example(self, case: source.Case) -> None:
        example.load(case, moments.today())

    def issue_report(self, case: source.Case) -> None:
        """Issue one report to the Kreistag, so that its members find something. Without Pango there is none."""
        by, body = case.people["kreis"], case.bodies["kreistag-coesfeld"]
        as_of = moments.today() - timedelta(days=REPORTED_DAYS_AGO)
        at = datetime.combine(as_of + timedelta(days=1), time(9), timezone.get_default_timezone())
        self.show(body, at, case.people["fachadministration"])
        paper = county_paper.Paper(
            subject=f"Interkommunale Zusammenarbeit (IKZ): Statusbericht zum {as_of:%d.%m.%Y}",
            proposal="Der Bericht wird zur Kenntnis genommen.",
            paper_date=as_of + timedelta(days=1),
            meeting_on=as_of + timedelta(days=21),
        )
        report = report_drafts.plan(
            body=body,
            initiatives=[case.municipalities, case.counties],
            as_of=as_of,
            edition=Edition.PUBLIC,
            paper=paper,
            sitting=body.sittings.get(held_on=as_of + timedelta(days=21)),
            by=by,
            at=at,
        )
        report = Report.objects.get(pk=report.pk)
        try:
            documents = render(reports.start(report=report, at=at) or {})
        except RenderingFailed as error:
            reports.fail(report=report, message=str(error), at=at)
            self.stdout.write(f"Ohne Beispielbericht: {error}")
            return
        reports.finish(report=report, html=documents.html, pdf=documents.pdf, xlsx=documents.xlsx, at=at)
        report_life.check(report=report, by=case.people["kreis-zweite"], at=at)
        report_life.issue(report=report, by=by, at=at)

    def show(self, body: Body, at: datetime, by: Mandate) -> None:
        """Give a body its calendar, and let its public reports be read without sign-in."""
        days = [(moments.today() + timedelta(days=n), "") for n in SITTINGS]
        sittings.add(body=body, days=days, by=by, at=at)
        bodies.edit(body=body, values={"shows_public": True}, by=by, at=at)
