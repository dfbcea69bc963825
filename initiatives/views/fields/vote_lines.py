"""What a field's page shows of its votes: each once, what is open or needs a look first, agreement folded."""

from initiatives.domain.rules import access, tallies
from initiatives.domain.rules.tallies import UNANSWERED, Vote
from initiatives.domain.state.facts import AccessionFacts, FieldFacts, InitiativeFacts
from initiatives.enums import Phase, Stance
from initiatives.models import Mandate

FOLDED_FROM = 3
NEEDS_LOOK = (*UNANSWERED, Stance.CONDITIONAL, Stance.REFUSAL, Stance.WITHDRAWN)


def shown(mandate: Mandate, facts: InitiativeFacts, field: FieldFacts) -> dict:
    """The lines of the table, those that stand folded below it, and who was not asked."""
    own = mandate.organisation_id
    lines = tallies.votes(facts, field, own)
    asked = [line for line in lines if line.own or line.stance != "not_asked"]
    first, folded = (
        [line for line in asked if _is_first(line)],
        [line for line in asked if not _is_first(line)],
    )
    if len(folded) < FOLDED_FROM:
        first, folded = asked, []
    return {
        "votes": first,
        "votes_folded": folded,
        "votes_not_asked": [line for line in lines if line not in asked],
        "phrases": tallies.in_words(lines),
        "own_ask": field.asks.get(own or 0),
        "takes_answers": field.round is not None and field.round.is_open,
        "accessions": [_accession(field, one, own or 0) for one in field.accessions[::-1]],
        "may_ask_accession": access.may(mandate, "round.open", facts, field)
        and field.phase >= Phase.DECISION
        and not field.side_state
        and field.open_round is None,
    }


def _is_first(line: Vote) -> bool:
    amended = line.ask is not None and bool(line.ask.amending)
    return line.own or amended or line.stance in NEEDS_LOOK


def _accession(field: FieldFacts, accession: AccessionFacts, own: int) -> dict:
    """With whom it asks and what each says."""
    own_ask = accession.asks.get(own)
    return {
        "facts": accession,
        "lines": [(ask, field.stance(ask)) for ask in accession.asks.values()],
        "own": own_ask,
        "owes": own_ask is not None and own_ask in field.owing,
    }
