"""Answers requests, in one process. `serve` starts as many as WEB_CONCURRENCY says, all on one socket."""

import socket

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import get_resolver

from ikz.wsgi import application
from initiatives.management import server


class Command(BaseCommand):
    help = "Beantwortet Anfragen, in einem Vorgang; „serve“ startet ihn."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--socket", type=int, metavar="NUMMER", help="geerbt, statt IKZ_HOST und PORT")

    def handle(self, *args, socket: int | None, **options) -> None:
        get_resolver().url_patterns  # noqa: B018 - all pages are loaded before the first is asked for
        with inherited(socket) if socket else server.listen(settings.HOST, settings.PORT) as listening:
            server.run(application, listening)


def inherited(number: int) -> socket.socket:
    return socket.socket(fileno=number)
