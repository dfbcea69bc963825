"""Funding says which proofs are there; the guidelines of Nordrhein-Westfalen, as far as they were read up.

Read up: pages of the Bezirksregierungen Köln, Detmold and Arnsberg and recht.nrw.de on the guideline of 31.08.2021, which
was listed as in force on 15.11.2024. Of the later guideline only what it gives and until when it takes applications
(klimaatlas.nrw.de); its date, its first day and its percentage were not.
"""

from datetime import date

from django.db import migrations, models

NEW = "Neue Zusammenarbeit: Im konkreten Aufgabenbereich arbeiten die Beteiligten noch nicht zusammen"
PROGRAMME = {
    "land": "05",
    "key": "ikz-nrw",
    "name": "Förderung interkommunaler Zusammenarbeit (IKZ NRW)",
    "least_partners": 2,
    "least_years": 5,
    "least_saving": 15,
}
GUIDELINES = [
    {
        "paragraph": "Richtlinie vom 31.08.2021 (MBl. NRW. 2021 S. 737)",
        "source": (
            "Richtlinie für Zuwendungen des Landes NRW zur Förderung der interkommunalen Zusammenarbeit, Runderlass des MHKBG "
            "vom 31.08.2021 – 301 – 43.02.05/04. Zuletzt als geltend nachgelesen am 15.11.2024; ihr Ende ist nicht nachgelesen."
        ),
        "valid_from": date(2021, 8, 31),
        "valid_until": date(2024, 11, 15),
        "base_cents": 175_000_00,
        "further_cents": 35_000_00,
        "most_percent": 90,
        "proofs": [
            NEW,
            "Wesentliche Beiträge zur Aufgabenerfüllung",
            "Vorbildcharakter des Vorhabens",
            "Antrag vor Beginn des Vorhabens",
        ],
    },
    {
        "paragraph": "Spätere Richtlinie, Anträge bis 31.12.2026",
        "source": (
            "Nachgelesen: Beträge und Antragsfrist (klimaatlas.nrw.de). Nicht nachgelesen: Fundstelle, erster Tag, Höchstsatz; "
            "hier geführt ab dem Tag, bis zu dem die frühere belegt ist. Vor einem Antrag mit der Bezirksregierung klären."
        ),
        "valid_from": date(2024, 11, 16),
        "base_cents": 150_000_00,
        "further_cents": 30_000_00,
        "applications_until": date(2026, 12, 31),
        "proofs": [NEW],
    },
]


def guidelines(apps, schema_editor):
    """An installation that has another law may change or add to it."""
    rows = apps.get_model("initiatives", "FundingProgramme").objects
    for one in GUIDELINES:
        rows.create(**PROGRAMME | one)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0034_simulation"),
    ]

    operations = [
        migrations.AddField(
            model_name="fieldfunding",
            name="proofs",
            field=models.JSONField(blank=True, default=list, verbose_name="Nachweise von Hand"),
        ),
        migrations.RunPython(guidelines, migrations.RunPython.noop),
    ]
