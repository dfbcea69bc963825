import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0004_submissions'),
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
    ]
