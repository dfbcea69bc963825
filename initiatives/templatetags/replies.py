"""The words and marks of proposals of joint projects and of requests for support."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from initiatives.enums import ProposalReply, ProposalState, SupportState

register = template.Library()

# The stance whose symbol and colour a reply takes; "" while there is none.
LOOKS = {
    ProposalReply.TAKE_PART: "consent",
    ProposalReply.INTEREST: "deliberating",
    ProposalReply.LATER: "abstention",
    ProposalReply.REFUSAL: "refusal",
    "": "pending",
}
UNANSWERED = "Antwort steht aus"


@register.simple_tag
def reply(value: str) -> SafeString:
    """A reply to a proposal with symbol and word."""
    look, word = LOOKS[value], reply_word(value)
    return mark_safe(
        f'<span class="ikz-chip ikz-chip--{look}"><svg class="sym" aria-hidden="true"><use href="#s-{look}"/></svg>{word}</span>'
    )


@register.filter
def reply_word(value: str) -> str:
    return ProposalReply(value).label if value else UNANSWERED


@register.filter
def proposal_state_word(state: str) -> str:
    return ProposalState(state).label


@register.filter
def support_state_word(state: str) -> str:
    return SupportState(state).label
