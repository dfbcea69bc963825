"""What each form of ours carries that is sent by POST; a built-in tag, so that no template has to load it."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.views.kernel import once

register = template.Library()


@register.simple_tag(takes_context=True)
def form_tokens(context: template.Context) -> SafeString:
    """The proof that the form comes from here, and the token by which it does its act once."""
    once_only = format_html('<input type="hidden" name="{}" value="{}">', once.NAME, once.token())
    return format_html("{}{}", CsrfTokenNode().render(context), once_only)
