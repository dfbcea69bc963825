"""Sessions from before nobody knows whose they are without a look into each: all sign in again."""

from django.db import migrations


def end_all(apps, editor):
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0023_mandate_end_told_for"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(end_all, migrations.RunPython.noop)]
