"""Who administers a county has the home there, or none where there are several: no other county decides on the account."""

from datetime import date

from django.db import migrations
from django.db.models import Q


def move(apps, editor):
    User, Mandate = apps.get_model("initiatives", "User"), apps.get_model("initiatives", "Mandate")
    rows = Mandate.objects.filter(role="administrator", organisation__isnull=False, state="granted")
    holding = rows.filter(Q(valid_until=None) | Q(valid_until__gte=date.today()), user__home__isnull=False)
    counties = {}
    for user, county in holding.values_list("user_id", "organisation_id"):
        counties.setdefault(user, set()).add(county)
    for user in User.objects.filter(pk__in=counties).select_related("home"):
        held = counties[user.pk]
        if not held <= {user.home_id, user.home.county_id}:
            User.objects.filter(pk=user.pk).update(home_id=held.pop() if len(held) == 1 else None)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0028_implementations_dated")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
