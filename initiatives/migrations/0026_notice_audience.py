"""A notice says which organisation alone may be told: of a comment that is internal to it, or on a meeting of which nobody else
knows yet. Those that were told before get it from the comment on which they lead.
"""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, editor):
    Comment, Notice = apps.get_model("initiatives", "Comment"), apps.get_model("initiatives", "Notice")
    internal = dict(Comment.objects.filter(internal_to__isnull=False).values_list("pk", "internal_to_id"))
    found = {}
    rows = Notice.objects.filter(anchor__startswith="kommentar-").values_list("pk", "anchor")
    for pk, anchor in rows.iterator():
        number = anchor.removeprefix("kommentar-")
        organisation = internal.get(int(number)) if number.isdecimal() else None
        if organisation is not None:
            found.setdefault(organisation, []).append(pk)
    for organisation, numbers in found.items():
        for start in range(0, len(numbers), 500):
            Notice.objects.filter(pk__in=numbers[start : start + 500]).update(audience_id=organisation)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0025_codes_to_nobody")]

    operations = [
        migrations.AlterField(
            "accountrecord",
            "organisation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="initiatives.organisation",
            ),
        ),
        migrations.AddField("notice", "audience_id", models.BigIntegerField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
