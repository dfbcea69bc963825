"""What was issued before there was a chain of checksums joins it in the order of its issue.

Each with the checksums that were stored beside it then, so that what was changed since is found.
"""

import hashlib
from datetime import UTC

from django.db import migrations

from initiatives.snapshot.form import digest

SUMS = ("snapshot_sha256", "whole_sha256", "html_sha256", "pdf_sha256", "xlsx_sha256")
REPORT = ("id", "body_id", "label", "number", "year", "correction", "as_of", "edition", "replaces_id", "issued_at", *SUMS)
PAPER = ("id", "kind", "number", "meeting_id", "recorded_at", "snapshot_sha256", "pdf_sha256", "pdf_size")


def fill(apps, editor):
    ChainLink = apps.get_model("initiatives", "ChainLink")
    reports = apps.get_model("initiatives", "Report").objects.filter(state="issued")
    papers = apps.get_model("initiatives", "MeetingPaper").objects.all()
    issued = [(one["issued_at"], 0, one["id"], of_report(one)) for one in reports.values(*REPORT)]
    issued += [(one["recorded_at"], 1, one["id"], of_paper(one)) for one in papers.values(*PAPER)]
    number, head = 0, ""
    for *_, links in sorted(issued, key=lambda one: one[:3]):
        for target, told in links:
            checksum = digest(told)
            number, head = number + 1, hashlib.sha256(f"{head}{checksum}".encode()).hexdigest()
            ChainLink.objects.create(number=number, checksum=checksum, head=head, **target)


def instant(at):
    return at.astimezone(UTC).isoformat()


def of_report(row):
    told = {name.removesuffix("_sha256"): row[name] for name in SUMS}
    told |= {"report": row["id"], "body": row["body_id"], "label": row["label"], "number": row["number"]}
    told |= {"year": row["year"], "correction": row["correction"], "as_of": row["as_of"].isoformat()}
    told |= {"edition": row["edition"], "replaces": row["replaces_id"], "issued_at": instant(row["issued_at"])}
    return [({"report_id": row["id"]}, told)]


def of_paper(row):
    told = {"paper": row["id"], "kind": row["kind"], "number": row["number"], "meeting": row["meeting_id"]}
    told |= {"recorded_at": instant(row["recorded_at"]), "snapshot": row["snapshot_sha256"]}
    links = [({"paper_id": row["id"]}, told)]
    if row["pdf_size"] is not None:
        links.append(({"paper_id": row["id"], "of_pdf": True}, {"paper": row["id"], "pdf": row["pdf_sha256"]}))
    return links


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0017_chain")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
