"""An agreement says which common standard it fixes; the seeded law of the gemeinsames Kommunalunternehmen says what of it was read."""

from django.db import migrations, models

SEEDED = "GkG NRW, eingefügt durch das GO-Reformgesetz vom 09.10.2007"
READ = (
    f"{SEEDED}. Nachgelesen: § 27 Abs. 4 (übereinstimmende Beschlüsse) und § 28 Abs. 1 (Angaben der Satzung). Nicht "
    "nachgelesen: Anzeige, Genehmigung und Bekanntmachung der Satzung. Hinweis, keine Rechtsberatung."
)


def say_what_was_read(apps, schema_editor):
    """A source that an administrator has worded stays."""
    forms = apps.get_model("initiatives", "LegalForm").objects
    forms.filter(land="05", key="joint_enterprise", source=SEEDED).update(source=READ)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0020_homes"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="standard",
            field=models.TextField(blank=True, verbose_name="Gemeinsamer Standard"),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="standard",
            field=models.TextField(blank=True, verbose_name="Gemeinsamer Standard"),
        ),
        migrations.RunPython(say_what_was_read, migrations.RunPython.noop),
    ]
