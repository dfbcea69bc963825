"""On PYTHONPATH: the clock of each process goes two hours behind. What Python measures by (`monotonic`) goes on."""

from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) - timedelta(hours=2), tick=True).start()
