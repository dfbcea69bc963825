"""Every route in one table, in the order of the interface."""

from django.urls import URLPattern, path  # noqa: F401

urlpatterns: list[URLPattern] = [
    # Start and account
    # Initiatives, fields, positions
    # Reports
    # Administration
    # Texts of the operator
]
