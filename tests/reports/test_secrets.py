"""A secret in every text of every table that belongs to an initiative: none of them is in the public report.

What the public edition may show carries an open word instead, which proves that these rows are told of at all.
"""

import io
import re
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import timedelta

import pikepdf
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from initiatives.domain.kernel import moments
from initiatives.domain.reports import reports
from initiatives.domain.rules.checks import RULES
from initiatives.enums import Edition, GateKind
from initiatives.models import (
    CostLine,
    CostLineEntry,
    Field,
    FieldFunding,
    FrameworkCondition,
    GateItem,
    Meeting,
    Report,
    SupportRequest,
    append_only,
)
from initiatives.models.dated import Dated
from initiatives.reports.rendering import render
from tests.domain.reports.test_reports import issue, plan
from tests.models import agreement_rows, baseline_rows, circle_rows, field_rows, money_rows
from tests.support.lifting import overwrite
from tests.support.personas import AT, BEGIN

pytestmark = [
    pytest.mark.needs("pango", "poppler"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
SECRET, OPEN, LATER = "Zq", "Wy", "Xk"  # followed by four digits
# What the public edition may show; of the aim of one field, which is raised, see below.
PUBLIC = {
    "Organisation": ("name", "designation"),
    "Body": ("name", "sender_line", "number_scheme"),
    "Initiative": ("title", "short_title", "background", "conditions_note", "order_reason"),
    "Field": ("title", "short_title", "focal_points", "aim", "description", "origin"),
    "FieldParticipation": ("contact",),
    "ParticipationEntry": ("contact",),
    "FrameworkCondition": ("text", "origin"),
    "Meeting": ("title", "place", "result"),
    "MeetingResult": ("text",),
    "Proposal": ("title",),
    "StatusAssessment": ("cause", "measure", "milestone"),
    "PhaseTransition": ("reason",),
    "ConditionOverride": ("reason",),
    "Resolution": ("paper_number", "title"),
    "CostKey": ("title",),
    "FundingProgramme": ("name", "paragraph"),
}
# What the database holds to its form: codes, what only a publication has, and the reason that only a correction has, which
# goes out with it.
KEPT = {"Organisation.ags", "Arms.media_type", "Report.replace_reason"}
KEPT |= {f"{one.__name__}.correction_reason" for one in Dated.__subclasses__()}
KEPT |= {
    f"AgreementStage.{name}" for name in ("gazette", "issue_number", "entry_number")
}  # of a publication alone


def columns(model: type[models.Model]) -> Iterator[models.Field]:
    for one in model._meta.concrete_fields:
        if isinstance(one, models.CharField | models.TextField | models.JSONField) and not one.choices:
            yield one


def name_of(model: type[models.Model]) -> str:
    return model.__name__.removeprefix("Historical")


def planted(column: models.Field, word: str, row: models.Model):
    if column.name == "criteria":
        return [{"title": word, "weight": 100, "points": {}}]
    if column.name == "columns":
        return [{"key": "a", "text": word, "kind": "text", "unit": word, "meaning": ""}]
    if isinstance(row, FieldFunding) and column.name == "proofs":
        return [{"title": word, "is_there": True, "note": word}]
    if isinstance(column, models.JSONField):
        return [word] if isinstance(getattr(row, column.attname), list) else {"text": word}
    return word


def plant(
    secret: str,
    open_word: str,
    but: Collection[models.Model] = (),
    kept: Collection[str] = ("rule_key", "former_deadlines", "left_out"),
) -> dict[str, list[str]]:
    """Write one word of its own into each text of each row, but for some rows and columns that are no free texts. Returns
    what each column got.
    """
    got, number, spared = defaultdict(list), 0, set(but)
    with append_only.lifted(connection):
        for model in apps.get_app_config("initiatives").get_models():
            for row in (one for one in model._base_manager.all() if one not in spared):
                for column in columns(model):
                    if column.name in kept or (column.max_length is not None and column.max_length < 6):
                        continue
                    number += 1
                    is_open = column.name in PUBLIC.get(name_of(model), ())
                    word = f"{open_word if is_open else secret}{number:04}"
                    kept_by_it = got[f"{name_of(model)}.{column.name}"]
                    with suppress(IntegrityError), transaction.atomic():
                        changes = {column.name: planted(column, word, row)}
                        model._base_manager.filter(pk=row.pk).update(**changes)
                        kept_by_it.append(word)
    return got


def raise_aim(circle, word: str) -> None:
    """The sound rows have one text that was raised."""
    for manager in (Field.objects.filter(pk=circle.payroll.pk), Field.history.filter(id=circle.payroll.pk)):
        overwrite(manager, aim=word)


def rules_that_quote(circle) -> None:
    """All rules of conditions, and entries whose texts they give as their reason."""
    seen = {"effective_on": field_rows.DAY, "recorded_at": field_rows.AT, "mandate": circle.people["nottuln"]}
    for order, rule in enumerate(RULES, start=2):
        FrameworkCondition.objects.create(
            initiative=circle.initiative,
            order=order,
            text=rule,
            rule_key=rule,
            effective_on=BEGIN,
            recorded_at=AT,
        )
    for kind in (GateKind.ACCESSION, GateKind.INVOLVEMENT, GateKind.STANDARD):
        GateItem.objects.create(field=circle.payroll, kind=kind, result="done", text="x", **seen)
    today = CostLine.objects.create(
        field=circle.payroll, variant="today", kind="total", organisation=circle.nottuln
    )
    CostLineEntry.objects.create(line=today, amount_cents=0, source="x", confidence="estimated", **seen)
    overwrite(CostLineEntry.objects.filter(line__variant="joint"), amount_cents=98_765_432)


def planned(circle, edition: str, days: int) -> Report:
    return plan(circle, as_of=moments.today() - timedelta(days=days), edition=edition)


def texts_of(path) -> str:
    """Everything that a PDF holds: its text, and all streams and strings of all its objects."""
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    found = [done.stdout]
    with pikepdf.open(path) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Stream):
                found += _decoded(bytes(one.read_bytes()))
            found.append(_strings(one))
        found.append(str(dict(document.docinfo.items())))
    return re.sub(r"[\u00ad\s]", "", " ".join(found))


def sheets(data: bytes) -> str:
    """Everything that a spreadsheet or a document of an office program holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return " ".join(parts.read(name).decode(errors="ignore") for name in parts.namelist())


def _decoded(data: bytes) -> list[str]:
    return [
        data.decode("latin-1"),
        data.decode("utf-16-be", "ignore"),
        data[1:].decode("utf-16-be", "ignore"),
    ]


def _strings(value, depth: int = 0) -> str:
    if isinstance(value, pikepdf.String):
        return str(value)
    if depth > 20 or not isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
        return ""
    inner = value if isinstance(value, pikepdf.Array) else dict(value.items()).values()
    return " ".join(_strings(one, depth + 1) for one in inner if not getattr(one, "is_indirect", False))


def test_no_secret_of_any_table_is_in_the_public_report(circle, tmp_path):
    field_rows.rows(circle)
    circle_rows.rows(circle)
    agreement_rows.rows(circle)
    money_rows.rows(circle)
    baseline_rows.rows(circle)
    Meeting.objects.filter(closed_at=None, starts_at__isnull=False).update(
        started_at=models.F("starts_at"), closed_at=models.F("starts_at"), state="closed"
    )
    rules_that_quote(circle)
    SupportRequest.objects.update(answer="x", answered_at=moments.now(), answered_by=circle.people["county"])
    plant(LATER, LATER)
    raise_aim(circle, f"{LATER}9999")
    before = planned(circle, Edition.NON_PUBLIC, 30)
    told = reports.start(report=before, at=moments.now())
    assert f"{LATER}9999" in str(told) and "98765432" in str(told) and "987.654" in str(told)
    reports.finish(report=before, html="<p>", pdf=b"%PDF", at=moments.now())
    issue(circle, Report.objects.get(pk=before.pk))

    got = plant(SECRET, OPEN)
    overwrite(Report.objects.filter(pk=before.pk), snapshot=told)
    raise_aim(circle, f"{SECRET}9999")
    assert {name for name, words in got.items() if not words} == KEPT
    tables = apps.get_app_config("initiatives").get_models()
    assert not [one.__name__ for one in tables if not one._base_manager.exists()], "all tables have rows"
    report = planned(circle, Edition.PUBLIC, 0)
    taken = reports.start(report=report, at=moments.now())
    assert taken["previous"]["comparable"] and taken["changes"]
    made = render(taken)
    path = tmp_path / "report.pdf"
    path.write_bytes(made.pdf)
    for text in (str(taken), re.sub(r"[\u00ad\s]", "", made.html), texts_of(path), sheets(made.xlsx)):
        assert not re.findall(rf"{SECRET}\d{{4}}", text)
        assert not re.findall(r"987.?654|987654", text)
        assert f"{LATER}9999" not in text
        shown = [
            name
            for name, words in got.items()
            if any(word.startswith(OPEN) and word in text for word in words)
        ]
        assert len(shown) >= 12, shown
