"""Reminders of a questionnaire, and templates of questionnaires for the fields of the notice of 2010."""

import django.db.models.deletion
from django.db import migrations, models

FTE_HELP = "Vollzeitäquivalente: zwei halbe Stellen sind 1. Nur der Anteil, der auf diese Aufgabe entfällt."
COST_HELP = (
    "Personal, Sachkosten, IT und Leistungen Dritter zusammen, nach der Ergebnisrechnung oder einer Kosten- und "
    "Leistungsrechnung; ohne einmalige Kosten."
)
FTE = {"text": "Stellenanteile", "kind": "number", "unit": "VZÄ", "meaning": "fte", "help": FTE_HELP}
COST = {
    "text": "Kosten heute",
    "kind": "money",
    "unit": "im Jahr",
    "meaning": "cost",
    "help": COST_HELP,
}
REMARKS = {"text": "Was ist bei Ihnen besonders?", "kind": "text", "is_required": False}


def column(key, text, kind="text", unit="", meaning=""):
    return {"key": key, "text": text, "kind": kind, "unit": unit, "meaning": meaning}


TEMPLATES = [
    (
        "payroll",
        "Personalabrechnung",
        "Für das Feld „Personalabrechnung bündeln“: wie viel abgerechnet wird, womit und was es heute kostet.",
        [
            {
                "text": "Abrechnungen",
                "kind": "number",
                "unit": "im Monat",
                "meaning": "cases",
                "help": "Entgelt, Besoldung und Versorgung zusammen, im Durchschnitt des letzten Jahres.",
            },
            FTE,
            COST,
            {
                "text": "Verfahren der Personalabrechnung",
                "kind": "rows",
                "help": "Abrechnung, Zeiterfassung, Reisekosten, Beihilfe: was Sie einsetzen.",
                "columns": [
                    column("verfahren", "Verfahren", meaning="procedure"),
                    column("fassung", "Fassung", meaning="version"),
                    column("hersteller-oder-rechenzentrum", "Hersteller oder Rechenzentrum"),
                    column("vertragsende", "Vertragsende", "date", meaning="contract_end"),
                ],
            },
            {
                "text": "Wer rechnet heute ab?",
                "kind": "choice",
                "choices": [
                    "die eigene Verwaltung",
                    "eine andere Kommune",
                    "ein Rechenzentrum",
                    "ein Dritter",
                ],
            },
            {"text": "Ist die Vertretung gesichert?", "kind": "yes_no"},
            REMARKS,
        ],
    ),
    (
        "it",
        "IT",
        "Für das Feld „IT“: welche Verfahren in welcher Fassung laufen, wann die Verträge enden, was sie kosten.",
        [
            {
                "text": "Verfahren im Einsatz",
                "kind": "rows",
                "help": "Je Fachverfahren eine Zeile, zum Beispiel Einwohnermeldewesen, Finanzwesen, Ratsinformation.",
                "columns": [
                    column("aufgabe", "Aufgabe"),
                    column("verfahren", "Verfahren", meaning="procedure"),
                    column("fassung", "Fassung", meaning="version"),
                    column("hersteller", "Hersteller"),
                    column("vertragsende", "Vertragsende", "date", meaning="contract_end"),
                ],
            },
            {"text": "Arbeitsplätze mit IT", "kind": "number"},
            FTE,
            COST,
            {
                "text": "Wer betreibt die Verfahren?",
                "kind": "choice",
                "choices": ["überwiegend die eigene Verwaltung", "überwiegend ein Rechenzentrum", "gemischt"],
            },
            {
                "text": "Konzept zur Informationssicherheit",
                "kind": "file",
                "is_required": False,
                "help": "Alle, die das Feld sehen, können die Datei lesen.",
            },
            REMARKS,
        ],
    ),
    (
        "procurement",
        "Gemeinsamer Einkauf, gemeinsame Vergabe",
        "Für das Feld „Gemeinsamer Einkauf, gemeinsame Vergabe“: was beschafft wird, in wie vielen Verfahren und mit wem.",
        [
            {
                "text": "Beschafft im letzten Jahr, nach Warengruppen",
                "kind": "rows",
                "help": "Zum Beispiel Büromaterial, IT, Fahrzeuge, Energie, Reinigung, Bauleistungen.",
                "columns": [
                    column("warengruppe", "Warengruppe"),
                    column("auftragswert-im-jahr", "Auftragswert im Jahr", "money"),
                    column("vergabeverfahren-im-jahr", "Vergabeverfahren im Jahr", "number"),
                    column("rahmenvertrag-bis", "Rahmenvertrag bis", "date"),
                ],
            },
            {
                "text": "Vergabeverfahren",
                "kind": "number",
                "unit": "im Jahr",
                "meaning": "cases",
                "help": "Alle Verfahren ab der Verhandlungsvergabe; ohne Direktaufträge.",
            },
            FTE,
            COST | {"help": f"Was Einkauf und Vergabestelle kosten, nicht, was sie beschaffen. {COST_HELP}"},
            {"text": "Gibt es eine zentrale Vergabestelle?", "kind": "yes_no"},
            REMARKS,
        ],
    ),
    (
        "d115",
        "D 115",
        "Für das Feld „Einführung von D 115“: wie oft angerufen wird und wie die Verwaltung heute zu erreichen ist.",
        [
            {
                "text": "Anrufe",
                "kind": "number",
                "unit": "im Jahr",
                "meaning": "cases",
                "help": "Bei Zentrale und Bürgerbüro; eine Zählung über vier Wochen lässt sich hochrechnen.",
            },
            {
                "text": "Erreichbarkeit (Servicelevel)",
                "kind": "number",
                "unit": "%",
                "help": "Anteil der Anrufe, die innerhalb von 30 Sekunden angenommen werden. Ohne Messung: leer lassen.",
                "is_required": False,
            },
            {
                "text": "Öffnungszeiten am Telefon",
                "kind": "text",
                "help": "Zum Beispiel Mo–Do 8–16 Uhr, Fr 8–12 Uhr.",
            },
            FTE,
            COST,
            {"text": "Gibt es eine Wissensdatenbank?", "kind": "yes_no"},
            REMARKS,
        ],
    ),
    (
        "experts",
        "Expertenpool",
        "Für das Feld „Austausch von Spezialisten“: was die Beschäftigten können und wie viel davon abgegeben werden kann.",
        [
            {
                "text": "Was wir anbieten können",
                "kind": "rows",
                "is_required": False,
                "help": "Fachgebiete, keine Namen.",
                "columns": [
                    column("fachgebiet", "Fachgebiet"),
                    column("umfang", "Umfang", "number", "Stunden in der Woche"),
                    column("moeglich-ab", "Möglich ab", "date"),
                ],
            },
            {
                "text": "Was wir suchen",
                "kind": "rows",
                "is_required": False,
                "help": "Fachgebiete, keine Namen.",
                "columns": [
                    column("fachgebiet", "Fachgebiet"),
                    column("umfang", "Umfang", "number", "Stunden in der Woche"),
                ],
            },
            {
                "text": "Heute eingekaufte Beratung",
                "kind": "money",
                "unit": "im Jahr",
                "meaning": "cost",
                "help": "Was Gutachten und Beratung in diesen Fachgebieten im Jahr kosten; 0, wenn nichts eingekauft wird.",
            },
            {
                "text": "Wird eine Abordnung oder Zuweisung mitgetragen?",
                "kind": "yes_no",
                "is_required": False,
            },
            REMARKS,
        ],
    ),
    (
        "processes",
        "Geschäftsprozessoptimierung (GPO)",
        "Für das Feld „Geschäftsprozessoptimierung“: welche Prozesse wie oft laufen und wie lange sie dauern.",
        [
            {
                "text": "Prozesse",
                "kind": "rows",
                "help": "Nur Prozesse, die alle Beteiligten haben, unter den gemeinsam vereinbarten Namen.",
                "columns": [
                    column("prozess", "Prozess"),
                    column("faelle", "Fälle", "number", "im Jahr", "cases"),
                    column("bearbeitungszeit", "Bearbeitungszeit", "number", "Minuten je Fall"),
                    column("verfahren", "Verfahren", meaning="procedure"),
                ],
            },
            FTE | {"is_required": False},
            COST | {"is_required": False},
            {
                "text": "Sind die Prozesse dokumentiert?",
                "kind": "choice",
                "choices": ["ja", "zum Teil", "nein"],
            },
            {
                "text": "Prozessbeschreibungen",
                "kind": "file",
                "is_required": False,
                "help": "Alle, die das Feld sehen, können die Datei lesen.",
            },
            REMARKS,
        ],
    ),
]


def fill(apps, schema_editor):
    """A template of the same title, which an administrator has made by hand, stays as it is."""
    templates = apps.get_model("initiatives", "QuestionnaireTemplate").objects
    questions = apps.get_model("initiatives", "TemplateQuestion").objects
    for key, title, hint, asked in TEMPLATES:
        if templates.filter(title=title).exists():
            continue
        made = templates.create(key=key, title=title, hint=hint)
        questions.bulk_create(
            questions.model(template=made, order=order, **one) for order, one in enumerate(asked, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0032_plain_costs_gone")]

    operations = [
        migrations.CreateModel(
            name="QuestionnaireReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="Frist")),
                ("is_after", models.BooleanField(verbose_name="nach der Frist")),
                ("reminded_at", models.DateTimeField()),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="initiatives.questionnaire",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on", None), ("due_on__gte", models.F("effective_on")), _connector="OR"
                ),
                name="questionnaire_due_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionnairereminder",
            constraint=models.UniqueConstraint(
                fields=("questionnaire", "due_on", "is_after"), name="questionnaire_reminder_once"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
