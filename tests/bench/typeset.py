"""Child process: sets one HTML file and prints seconds of processor time, pages and peak memory in MB."""

import resource
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import weasyprint  # noqa: F401  # the import is not what is measured

from initiatives.reports.formats.pdf import pdf

html = Path(sys.argv[1]).read_text(encoding="utf-8")
started = time.process_time()
document = pdf(html, b"bench", datetime(2026, 1, 1, tzinfo=UTC))
seconds = time.process_time() - started
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
with pikepdf.open(BytesIO(document)) as opened:
    pages = len(opened.pages)
print(seconds, pages, memory)
