"""The ways of signing in that are set, beside the password."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def identity_providers() -> list[dict[str, Any]]:
    """Those of the settings, each with `provider_id` and `name`."""
    return settings.IDENTITY_PROVIDERS
