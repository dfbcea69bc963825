"""Fills what 0030 has added from what was recorded before: plain costs, and the baselines and keys among the entries by hand.

Each chain of corrections is kept, with both its clocks. What was entered by hand stays as it was, and is not shown any more.
"""

from django.db import migrations

# Each sum of an entry of costs with the variant and kind of the line that it becomes.
SUMS = {
    "today_cents": ("today", "total"),
    "joint_cents": ("joint", "total"),
    "one_off_cents": ("joint", "one_off"),
}
KEY, TITLE = "Kostenschlüssel", "Bestandsaufnahme"
QUESTION = "Was hat die Bestandsaufnahme ergeben?"
OPENED = "Wieder offen"
DATED = ("effective_on", "day_order", "recorded_at", "mandate_id", "correction_reason", "is_withdrawn")
ORDER = ("effective_on", "day_order", "recorded_at", "pk")


def dated(row):
    return {name: getattr(row, name) for name in DATED}


def costs(apps, schema_editor):
    """Of each organisation on a field three lines, of each of its entries one entry of each of them."""
    lines, entries = apps.get_model("initiatives", "CostLine"), apps.get_model("initiatives", "CostLineEntry")
    made, became = {}, {}
    for row in apps.get_model("initiatives", "CostEntry").objects.order_by("pk"):
        for name, (variant, kind) in SUMS.items():
            place = row.field_id, row.organisation_id, name
            if place not in made:
                made[place] = lines.objects.create(
                    field_id=row.field_id, organisation_id=row.organisation_id, variant=variant, kind=kind
                )
            became[row.pk, name] = entries.objects.create(
                line=made[place],
                amount_cents=getattr(row, name),
                source=row.source,
                confidence=row.confidence,
                corrects=became.get((row.corrects_id, name)),
                **dated(row),
            )


def keys(apps, schema_editor):
    """Of each field a key that is known in words, with a period from each day on for which somebody said some.

    Where it was open again later, the period before was none.
    """
    cost_keys = apps.get_model("initiatives", "CostKey")
    for field_id, rows in by_field(apps, "cost_key"):
        if all(row.result == "open" for row in rows):
            continue
        key, _ = cost_keys.objects.get_or_create(field_id=field_id, title=KEY)
        Key(apps, key, rows).write()


class Key:
    """What becomes of the entries of one field: entry by entry what was known of the key by then, as periods."""

    def __init__(self, apps, key, rows):
        self.periods = apps.get_model("initiatives", "CostKeyPeriod")
        self.key, self.rows = key, rows
        self.first = {}  # of each entry the one with which its chain of corrections begins
        self.stands = {}  # by that one the entry that its last period tells of, None where that is taken back
        self.last = {}  # and that period

    def write(self):
        for number, row in enumerate(self.rows, start=1):
            self.first[row.pk] = self.first.get(row.corrects_id, row.pk)
            wanted = self._known(self.rows[:number])
            for first in [one for one, told in self.stands.items() if told and one not in wanted]:
                self._take_back(first, row)
            for first, told in wanted.items():
                if self.stands.get(first) is not told:
                    self._say(first, told, row)

    def _known(self, rows):
        """The entries that stand, by the first of each chain, without those that one which is open follows."""
        corrected, found = {row.corrects_id for row in rows}, {}
        standing = [row for row in rows if row.pk not in corrected and not row.is_withdrawn]
        for row in sorted(standing, key=lambda one: [getattr(one, name) for name in ORDER]):
            if row.result == "open":
                found = {}
            else:
                found[self.first[row.pk]] = row
        return found

    def _say(self, first, told, row):
        """What `told` says of the key, since `row` was recorded."""
        values = {"starts_on": told.effective_on, "effective_on": told.effective_on, "reason": words(told)}
        self._make(first, row, **values, day_order=told.day_order, is_withdrawn=False)
        self.stands[first] = told

    def _take_back(self, first, row):
        before = self.last[first]
        values = {
            name: getattr(before, name) for name in ("starts_on", "effective_on", "day_order", "reason")
        }
        self._make(first, row, **values, is_withdrawn=True)
        self.stands[first] = None

    def _make(self, first, row, **values):
        before = self.last.get(first)
        why = (row.correction_reason or row.reason or OPENED) if before else ""
        values |= {"recorded_at": row.recorded_at, "mandate_id": row.mandate_id, "correction_reason": why}
        self.last[first] = self.periods.objects.create(
            key=self.key, kind="described", corrects=before, **values
        )


def words(row):
    """What an entry says of the key, with what it refers to."""
    said = row.text or row.reason
    text = f"Entfällt: {row.reason}" if row.result == "not_needed" else said or "Festgelegt"
    document = f"Unterlage: {row.document.title}" if row.document_id else ""
    return "\n".join(part for part in (text, row.link, document) if part)


def baselines(apps, schema_editor):
    """Of each field a questionnaire with one question, which each entry answers; one that is open answers it with nothing."""
    asked, questions = (apps.get_model("initiatives", name) for name in ("Questionnaire", "Question"))
    answers = apps.get_model("initiatives", "Answer")
    for field_id, rows in by_field(apps, "baseline"):
        since = {
            "effective_on": min(row.effective_on for row in rows),
            "recorded_at": min(row.recorded_at for row in rows),
        }
        questionnaire, is_new = asked.objects.get_or_create(
            field_id=field_id, defaults={"title": TITLE, "mandate_id": rows[0].mandate_id, **since}
        )
        question, _ = questions.objects.get_or_create(
            questionnaire=questionnaire,
            text=QUESTION,
            defaults={"order": 1 if is_new else questionnaire.questions.count() + 1, "kind": "text", **since},
        )
        became = {}
        for row in rows:
            became[row.pk] = answers.objects.create(
                question=question,
                organisation_id=row.organisation_id,
                value=answer(row),
                document_id=row.document_id,
                note=row.link,
                corrects=became.get(row.corrects_id),
                **dated(row),
            )


def answer(row):
    """What an entry answers; None where it is open."""
    if row.result == "open":
        return None
    if row.result == "not_needed":
        return "\n".join(part for part in (f"Entfällt: {row.reason}", row.text) if part)
    return "\n".join(part for part in (row.text, row.reason) if part) or "Erledigt"


def by_field(apps, kind):
    """The entries by hand of a kind by their field, those that are corrected before those that correct them."""
    found = {}
    items = apps.get_model("initiatives", "GateItem").objects.filter(kind=kind)
    for row in items.select_related("document").order_by("pk"):
        found.setdefault(row.field_id, []).append(row)
    return found.items()


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0030_money")]

    operations = [migrations.RunPython(one, migrations.RunPython.noop) for one in (costs, keys, baselines)]
