from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = "Interkommunale Zusammenarbeit"
    default_auto_field = "django.db.models.BigAutoField"
