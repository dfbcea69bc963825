"""Who administers the whole installation has no home: no county's administrator may decide on such an account."""

from datetime import date

from django.db import migrations
from django.db.models import Q


def leave(apps, editor):
    User, Mandate = apps.get_model("initiatives", "User"), apps.get_model("initiatives", "Mandate")
    rows = Mandate.objects.filter(role="administrator", organisation=None, state="granted")
    holding = rows.filter(Q(valid_until=None) | Q(valid_until__gte=date.today()))
    User.objects.filter(pk__in=holding.values("user_id")).update(home=None)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0021_offers")]

    operations = [migrations.RunPython(leave, migrations.RunPython.noop)]
