"""A code that an address without an account asks for is nobody's, as its new password is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0024_sessions")]

    operations = [
        migrations.RemoveConstraint(model_name="mail", name="mail_to_somebody"),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("user__isnull", False), ("kind__in", ("reset", "code")), _connector="OR"),
                name="mail_to_somebody",
            ),
        ),
    ]
