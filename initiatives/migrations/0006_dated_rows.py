"""Fills what 0005 has added: the day from which texts hold, entries of participations, what a correction corrects."""

from django.db import migrations
from django.utils import timezone

UNGIVEN = "Grund nicht erfasst"


def days_of_texts(apps, name, first):
    """Each version of a row holds from the day on which it was written, the first one from `first` of the row."""
    rows, history = apps.get_model("initiatives", name), apps.get_model("initiatives", f"Historical{name}")
    latest = {}
    for row in history.objects.order_by("history_date", "history_id").iterator():
        written = timezone.localdate(row.history_date)
        before = latest.get(row.id)
        latest[row.id] = max(written, before) if before else first(row) or written
        history.objects.filter(history_id=row.history_id).update(effective_on=latest[row.id])
    for row in rows.objects.all().iterator():
        day = latest.get(row.pk) or first(row) or timezone.localdate()
        rows.objects.filter(pk=row.pk).update(effective_on=day)


def texts(apps, schema_editor):
    days_of_texts(apps, "Field", lambda row: row.proposed_on)
    days_of_texts(apps, "Initiative", lambda row: row.documented_from)
    days_of_texts(apps, "Step", lambda row: None)


def participations(apps, schema_editor):
    history = apps.get_model("initiatives", "HistoricalFieldParticipation")
    entries = apps.get_model("initiatives", "ParticipationEntry")
    rows = history.objects.exclude(history_type="-").order_by("history_date", "history_id")
    entries.objects.bulk_create(
        (
            entries(
                field_id=row.field_id,
                organisation_id=row.organisation_id,
                status=row.status,
                is_responsible=row.is_responsible,
                contact=row.contact,
                effective_on=row.effective_on,
                recorded_at=row.history_date,
            )
            for row in rows.iterator()
        ),
        batch_size=500,
    )


def corrections(apps, schema_editor):
    positions = apps.get_model("initiatives", "Position")
    for row in positions.objects.filter(is_correction=True).iterator():
        row.corrects_id, row.correction_reason = row.supersedes_id, UNGIVEN
        row.save(update_fields=["corrects", "correction_reason"])


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0005_dated")]

    operations = [
        migrations.RunPython(texts, migrations.RunPython.noop),
        migrations.RunPython(participations, migrations.RunPython.noop),
        migrations.RunPython(corrections, migrations.RunPython.noop),
    ]
