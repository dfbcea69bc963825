from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0009_steering_group'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='exists_since',
            field=models.DateField(blank=True, help_text='Nur wo sie neu entstanden ist: vorher kann sie nirgends dabei sein. Zum Beispiel 01.01.2024', null=True, verbose_name='Besteht seit'),
        ),
    ]
