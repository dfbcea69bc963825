"""Fills what 0014 has added: the law of Nordrhein-Westfalen, and the agreements that were recorded as entries by hand."""

from datetime import date

from django.db import migrations

GKG, GO = "GkG NRW", "GO NRW"
LAW = {"land": "05", "valid_from": date(1979, 10, 1), "source": f"{GKG} in der Fassung vom 01.10.1979"}
FORMS = [
    ("working_group", "Kommunale Arbeitsgemeinschaft", f"§§ 2–3 {GKG}", {}),
    (
        "delegating",
        "Öffentlich-rechtliche Vereinbarung, delegierend",
        f"§§ 23–25 {GKG}",
        {"needs_approval": True, "needs_publication": True},
    ),
    (
        "mandating",
        "Öffentlich-rechtliche Vereinbarung, mandatierend",
        f"§§ 23–25 {GKG}",
        {"needs_approval": True, "needs_publication": True},
    ),
    (
        "special_purpose",
        "Zweckverband",
        f"§§ 4–22a {GKG}",
        {"needs_approval": True, "needs_publication": True, "fixes_cost_key": True, "has_members": True},
    ),
    (
        "joint_enterprise",
        "Gemeinsames Kommunalunternehmen",
        f"§§ 27–28 {GKG}",
        {
            "needs_publication": True,
            "needs_matching_resolutions": True,
            "has_members": True,
            "valid_from": date(2007, 10, 17),
            "source": f"{GKG}, eingefügt durch das GO-Reformgesetz vom 09.10.2007",
        },
    ),
    (
        "private",
        "Privatrechtlicher Vertrag oder Gesellschaft",
        f"§ 115 {GO}",
        {"needs_notice": True, "valid_from": date(1994, 10, 17), "source": f"{GO} vom 14.07.1994"},
    ),
]
TERMS = [
    ("approval_refusal", 4, "weeks", f"§ 24 Abs. 2 {GKG}", {}),
    ("approval_hearing", 4, "weeks", f"§ 24 Abs. 2 {GKG}", {}),
    (
        "notification",
        6,
        "weeks",
        f"§ 115 {GO}",
        {"valid_from": date(1994, 10, 17), "source": f"{GO} vom 14.07.1994"},
    ),
    ("unlimited_needs_termination", 20, "years", f"§ 23 {GKG}", {}),
]
AUTHORITIES = [(True, "Bezirksregierung"), (False, "Landrat als untere staatliche Verwaltungsbehörde")]

CARRIED = ("legal_form", "signature", "supervision", "publication", "term")
STAGES = {"signature": "signed", "supervision": "approved", "publication": "published"}
TEXTS = {"legal_form": "legal_form_name", "term": "termination_rule", "cost_key": "cost_clause"}
NOTE = "Aus den Nachweisen übernommen."
WORDS = {
    "legal_form": "Rechtsform",
    "term": "Laufzeit und Kündigung",
    "cost_key": "Kostenschlüssel",
    "signature": "Unterzeichnung der Vereinbarung",
    "supervision": "Anzeige oder Genehmigung bei der Aufsichtsbehörde",
    "publication": "Öffentliche Bekanntmachung",
}
ORDER = ("effective_on", "day_order", "recorded_at", "pk")


def law(apps, schema_editor):
    """An installation that has another law may change or add to it."""
    forms, terms = apps.get_model("initiatives", "LegalForm"), apps.get_model("initiatives", "LegalTerm")
    authorities = apps.get_model("initiatives", "Authority")
    for key, name, paragraph, more in FORMS:
        forms.objects.create(**LAW | {"key": key, "name": name, "paragraph": paragraph} | more)
    for key, value, unit, paragraph, more in TERMS:
        values = {"key": key, "value": value, "unit": unit, "paragraph": paragraph}
        terms.objects.create(**LAW | values | more)
    for has_county, name in AUTHORITIES:
        authorities.objects.create(
            **LAW, has_county_or_free_city=has_county, name=name, paragraph=f"§ 29 {GKG}"
        )


def carry_over(apps, schema_editor):
    """Of each field an agreement of what stands; its entries by hand stay as they were, and are not shown any more."""
    items = apps.get_model("initiatives", "GateItem")
    rows = items.objects.filter(kind__in=(*CARRIED, "cost_key"), is_withdrawn=False, corrected_by=None)
    by_field = {}
    for row in rows.order_by(*ORDER):
        by_field.setdefault(row.field_id, {})[row.kind, row.organisation_id] = row
    for field_id, latest in by_field.items():
        done = {key: row for key, row in latest.items() if row.result == "done"}
        if any(kind in CARRIED for kind, _ in done):
            Carried(apps, field_id, latest, done).write()
        elif (form := latest.get(("legal_form", None))) and form.result == "not_needed":
            values = ("field_id", "result", "reason", "effective_on", "recorded_at", "mandate_id", "link")
            items.objects.create(kind="no_agreement", **{name: getattr(form, name) for name in values})


class Carried:
    """What becomes of the entries of one field: `latest` of each kind and organisation, `done` those that say so."""

    def __init__(self, apps, field_id, latest, done):
        self.apps, self.field_id, self.latest, self.done = apps, field_id, latest, done
        own = [one for row in done.values() for one in chain_of(row)]
        self.day = min(row.effective_on for row in own)
        self.at = min(row.recorded_at for row in own)

    def model(self, name):
        return self.apps.get_model("initiatives", name)

    def write(self):
        title = self.model("Field").objects.get(pk=self.field_id).title
        values = {"field_id": self.field_id, "title": f"Vereinbarung: {title}"[:200], "note": self.note()}
        versions = self.versions()
        day, _, texts = versions[-1]
        [self.agreement] = self.model("Agreement").objects.bulk_create(
            [self.model("Agreement")(**values, **texts, effective_on=day)]
        )
        self.model("HistoricalAgreement").objects.bulk_create(
            self.model("HistoricalAgreement")(
                id=self.agreement.pk,
                **values,
                **texts,
                effective_on=day,
                history_date=at,
                history_type="~" if number else "+",
            )
            for number, (day, at, texts) in enumerate(versions)
        )
        self.parties()
        self.stages()
        self.files()

    def note(self):
        """Where it comes from, what is not needed and why, and what has no column of its own."""
        lines = [NOTE]
        for (kind, _), row in self.latest.items():
            if kind in ("supervision", "publication") and row.result == "not_needed":
                lines.append(f"{WORDS[kind]} entfällt: {row.reason}")
        for (kind, _), row in self.done.items():
            if kind == "legal_form" and short(row.text) != row.text:
                lines.append(f"{WORDS[kind]}: {row.text}")
            if kind in TEXTS and row.link:
                lines.append(f"{WORDS[kind]}: {row.link}")
        return "\n".join(lines)

    def versions(self):
        """Days, instants and texts of the row history, oldest first: each tells what was known when it was written."""
        given = [(row, TEXTS[kind]) for (kind, _), row in self.done.items() if kind in TEXTS]
        clocks = {(row.effective_on, row.recorded_at) for row, _ in given} | {(self.day, self.at)}
        last = max(day for day, _ in clocks), max(at for _, at in clocks)
        return [
            (
                day,
                at,
                {
                    name: short(row.text) if name == "legal_form_name" else row.text
                    for row, name in given
                    if row.effective_on <= day and row.recorded_at <= at
                },
            )
            for day, at in sorted(clocks | {last})
        ]

    def parties(self):
        """Who takes part, and who has signed; not of whom it was said that it need not."""
        left_out = {
            whose
            for (kind, whose), row in self.latest.items()
            if kind == "signature" and row.result == "not_needed"
        }
        rows = self.model("FieldParticipation").objects.filter(
            field_id=self.field_id, status="participating"
        )
        since = dict(rows.values_list("organisation_id", "effective_on"))
        for (kind, whose), row in self.done.items():
            if kind == "signature":
                since[whose] = min(since.get(whose, row.effective_on), row.effective_on)
        self.model("AgreementChange").objects.bulk_create(
            self.model("AgreementChange")(
                agreement=self.agreement,
                organisation_id=whose,
                change="enters",
                role="member",
                effective_on=max(day, self.day),
                recorded_at=self.at,
            )
            for whose, day in sorted(since.items())
            if whose not in left_out
        )

    def stages(self):
        """Each with the versions before it, as far as they said that it was done."""
        for (kind, whose), row in self.done.items():
            if kind not in STAGES:
                continue
            before = None
            for one in chain_of(row):
                before = self.model("AgreementStage").objects.create(
                    agreement=self.agreement,
                    kind=STAGES[kind],
                    organisation_id=whose,
                    note=(f"{WORDS[kind]}: " if kind == "supervision" else "") + one.text,
                    link=one.link,
                    document_id=one.document_id,
                    effective_on=one.effective_on,
                    day_order=one.day_order,
                    recorded_at=one.recorded_at,
                    mandate_id=one.mandate_id,
                    corrects=before,
                    correction_reason=one.correction_reason if before else "",
                )

    def files(self):
        """The documents of the entries become files of the agreement."""
        named = [row.document_id for row in self.done.values() if row.kind in CARRIED and row.document_id]
        self.model("Document").objects.filter(pk__in=named).update(agreement=self.agreement)


def chain_of(row):
    """An entry with those before it that it corrects, oldest first, as far as they said that it was done."""
    chain = [row]
    while row.kind in STAGES and chain[0].corrects_id and chain[0].corrects.result == "done":
        chain.insert(0, chain[0].corrects)
    return chain


def short(text):
    """As much of a text as the name of a legal form holds."""
    return " ".join(text.split())[:200] if len(text) > 200 or "\n" in text else text


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0014_agreements")]

    operations = [
        migrations.RunPython(law, migrations.RunPython.noop),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
