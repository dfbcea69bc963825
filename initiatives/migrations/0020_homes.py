"""Each account gets a home: the organisation of its first mandate that has one."""

from django.db import migrations


def fill(apps, editor):
    User, Mandate = apps.get_model("initiatives", "User"), apps.get_model("initiatives", "Mandate")
    rows = Mandate.objects.filter(organisation__isnull=False).order_by("valid_from", "pk")
    homes = {}
    for user, organisation in rows.values_list("user_id", "organisation_id"):
        homes.setdefault(user, organisation)
    for user, organisation in homes.items():
        User.objects.filter(pk=user).update(home_id=organisation)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0019_accounts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
