import uuid

import django.db.models.deletion
from django.db import migrations, models


def begin(apps, schema_editor):
    """Each initiative that is there already has its row, so that its first two changes don't meet in making it."""
    version = apps.get_model("initiatives", "StateVersion")
    for initiative_id in apps.get_model("initiatives", "Initiative").objects.values_list("pk", flat=True):
        version.objects.create(initiative_id=initiative_id, value=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ("initiatives", "0002_left_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="StateVersion",
            fields=[
                (
                    "initiative",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="state_version",
                        serialize=False,
                        to="initiatives.initiative",
                    ),
                ),
                ("value", models.UUIDField()),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
