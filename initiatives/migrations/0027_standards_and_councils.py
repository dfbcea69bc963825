"""An agreement says which common standard it fixes; the law of a Land says by which rule its councils decide.

The seeded law of the gemeinsames Kommunalunternehmen says what of it was read up.
"""

from datetime import date

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


def councils(apps, schema_editor):
    """An installation that has another law may change or add to it."""
    rows = apps.get_model("initiatives", "Competence").objects
    for is_county, paragraph, law in ((False, "§ 41", "GO NRW"), (True, "§ 26", "KrO NRW")):
        rows.create(
            land="05",
            is_county=is_county,
            paragraph=f"{paragraph} {law}",
            source=f"{law} vom 14.07.1994",
            valid_from=date(1994, 10, 17),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0026_notice_audience"),
    ]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='standard',
            field=models.TextField(blank=True, verbose_name='Gemeinsamer Standard'),
        ),
        migrations.AddField(
            model_name='historicalagreement',
            name='standard',
            field=models.TextField(blank=True, verbose_name='Gemeinsamer Standard'),
        ),
        migrations.CreateModel(
            name='Competence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('land', models.CharField(choices=[('01', 'Schleswig-Holstein'), ('02', 'Hamburg'), ('03', 'Niedersachsen'), ('04', 'Bremen'), ('05', 'Nordrhein-Westfalen'), ('06', 'Hessen'), ('07', 'Rheinland-Pfalz'), ('08', 'Baden-Württemberg'), ('09', 'Bayern'), ('10', 'Saarland'), ('11', 'Berlin'), ('12', 'Brandenburg'), ('13', 'Mecklenburg-Vorpommern'), ('14', 'Sachsen'), ('15', 'Sachsen-Anhalt'), ('16', 'Thüringen')], max_length=2, verbose_name='Land')),
                ('paragraph', models.CharField(max_length=150, verbose_name='Vorschrift')),
                ('source', models.CharField(max_length=300, verbose_name='Quelle')),
                ('valid_from', models.DateField(verbose_name='gilt ab')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='gilt bis')),
                ('is_county', models.BooleanField(verbose_name='der Kreistag eines Kreises')),
            ],
            options={
                'ordering': ['land', 'is_county', 'valid_from'],
                'constraints': [models.UniqueConstraint(fields=('land', 'is_county', 'valid_from'), name='competence_once_a_day', violation_error_message='Diese Zuständigkeit hat an diesem Tag schon eine Fassung.'), models.CheckConstraint(condition=models.Q(('land__in', ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14', '15', '16'])), name='competence_land'), models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='competence_ends_after_it_begins')],
            },
        ),
        migrations.RunPython(say_what_was_read, migrations.RunPython.noop),
        migrations.RunPython(councils, migrations.RunPython.noop),
    ]
