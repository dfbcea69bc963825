"""Does the work in the background, task by task, and gives a sign of life between them. `serve` runs two of it."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker

from initiatives import health

SECONDS_BETWEEN = 1  # two looks at the queue


def _give_sign(**told: Any) -> None:
    health.give_sign(health.WORKER)


class Command(BaseCommand):
    help = "Erledigt die Arbeit im Hintergrund, etwa das Setzen von Berichten; „serve“ startet es."

    def handle(self, *args, **options) -> None:
        worker = Worker(
            queue_names=["default"],
            interval=SECONDS_BETWEEN,
            batch=True,  # it comes back when nothing is left to do
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        task_finished.connect(_give_sign)
        while worker.running:
            _give_sign()
            worker.run()
            if worker.running:
                time.sleep(SECONDS_BETWEEN)
