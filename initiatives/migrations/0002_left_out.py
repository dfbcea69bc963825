from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0001_version_0_2_0'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='left_out',
            field=models.JSONField(blank=True, default=list),
        ),
    ]
