"""Removes the table of plain costs. Backwards it comes back empty: what was entered stays in the lines, with its clocks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0031_money_filled")]

    operations = [migrations.DeleteModel(name="CostEntry")]
