import django.db.models.deletion
from django.db import migrations, models


def name_what_happened_by_itself(apps, schema_editor):
    """A round that closed itself had no author, as source data have none; no source has told of a closed round."""
    closed = apps.get_model("initiatives", "Event").objects.filter(kind="round", actor="")
    closed.filter(subject="Abstimmungsrunde geschlossen").update(actor="selbsttätig durch die Anwendung")


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0007_dated_whole'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='for_participants',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='report',
            name='together',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group', to='initiatives.report'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('together', 'body'), name='report_body_once_a_group'),
        ),
        migrations.RunPython(name_what_happened_by_itself, migrations.RunPython.noop),
    ]
