"""`{% news %}`: the line by which an open page learns of changes."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from initiatives.domain.state.facts import FieldFacts, InitiativeFacts

register = template.Library()


@register.inclusion_tag("components/news.html", takes_context=True)
def news(context: template.Context) -> dict:
    """Of the initiative whose `facts` the page shows, or of its `field` alone; since the page was asked for."""
    facts, field = context.get("facts"), context.get("field")
    if not isinstance(facts, InitiativeFacts):
        return {"address": ""}
    asked = {"seit": context["request"].begun.isoformat()}
    if isinstance(field, FieldFacts):
        asked["feld"] = str(field.id)
    return {"address": f"{reverse('initiative_news', args=[facts.id])}?{urlencode(asked)}"}
