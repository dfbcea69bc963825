"""How the participants have answered, field by field: a figure and its words."""

from collections import Counter

from initiatives.reports.figures.bars import PositionRow, positions
from initiatives.reports.formats.markup import hang
from initiatives.reports.status import unknown
from initiatives.reports.status.context import (
    UNANSWERED,
    Context,
    answered,
    of_round,
    stance_counts,
    was_asked,
)
from initiatives.reports.status.fields import ANSWERS
from initiatives.reports.status.matrix import blocks
from initiatives.reports.text import count, flat, listing, numeral
from initiatives.snapshot.status_report import FieldState, InitiativeState

FEWER_IN_PUBLIC = (
    "Zustimmungen, über die das zuständige Gremium noch nicht beschlossen hat, zählen hier als „in Beratung“ und nicht als "
    "abgegeben. Die nichtöffentliche Ausgabe kann deshalb mehr abgegebene Voten nennen."
)
WIDE_BARS = 20  # with more participants than these the bars need the whole width
ROWS = 8  # of one drawing, so that no figure needs a page of its own


def body(context: Context, initiative: InitiativeState, heading: str) -> str:
    """Of an initiative that was asked, or of which it is not known."""
    fields = list(initiative.fields)
    lacking = unknown.sentence(fields, "answers")
    if not was_asked(initiative) and lacking:
        return hang(heading, f"<p>{lacking}</p>")
    if len(fields) == 1:
        return hang(heading, _vote_words(context, initiative) + (f"<p>{lacking}</p>" if lacking else ""))
    wide = len(initiative.places) > WIDE_BARS or len(fields) > ROWS
    known = [found for found in fields if found.answers or not unknown.is_unknown(found, "answers")]
    figures = "".join(
        _positions(context, initiative, block, 165 if wide else 109) for block in blocks(known, ROWS)
    )
    text = _vote_words(context, initiative)
    text += f"<p>{lacking}</p>" if lacking else ""
    if wide:
        return f'<div class="next">{heading}{text}</div>{figures}'
    return f'<section class="duo">{heading}<div class="side">{text}</div>{figures}</section>'


def _positions(context: Context, initiative: InitiativeState, block: list[FieldState], width: float) -> str:
    rows = [
        PositionRow(
            number=f.number,
            title=flat(f.short_title or f.title, 60),
            counts=dict(stance_counts(f, initiative)),
            answered=answered(f),
            asked=len(of_round(f)),
        )
        for f in block
    ]
    title = f"Voten je Feld, Abschnitt {initiative.letter})" + span(block, list(initiative.fields))
    drawing = positions(rows, context.stances, title, width, label=35 if width < 120 else 48)
    return context.outline.figure(
        drawing, title, "Zahl im Balken: Kommunen. Rechts: abgegebene von erbetenen Voten."
    )


def _vote_words(context: Context, initiative: InitiativeState) -> str:
    fields = initiative.fields
    asked = sum(len(of_round(f)) for f in fields)
    where = sum(bool(of_round(f)) for f in fields)
    joined = sum(len(f.answers) for f in fields) - asked
    counts: Counter[str] = Counter()
    for found in fields:
        counts.update(stance_counts(found, initiative))
    given = {k: f"{counts[k]} {words[counts[k] != 1]}" for k, words in ANSWERS.items() if counts[k]}
    said = listing(text for key, text in given.items() if key not in UNANSWERED)
    waiting = listing(text for key, text in given.items() if key in UNANSWERED)
    provisional = sum(a.provisional for f in fields for a in f.answers.values())
    number = sum(map(answered, fields))
    rounds = (
        f"<p>In {numeral(where, 'einem')} von {count(len(fields), 'Feld', 'Feldern', 'einem')} "
        f"wurde um Voten gebeten. Von {asked} erbetenen {'ist' if number == 1 else 'sind'} {number} "
        f"abgegeben{f': {said}' if said else ''}."
        f"{f' Hinzu kommen {waiting}.' if waiting else ''}</p>"
    )
    text = rounds if asked else ""
    if joined:
        which = "wurde ein Votum" if joined == 1 else f"wurden {joined} Voten"
        text += f"<p>In einer eigenen Runde zu einem Beitritt {which} abgegeben.</p>"
    if provisional:
        which = "Ein Votum ist" if provisional == 1 else f"{provisional} Voten sind"
        text += f"<p>{which} vorläufig, bis das zuständige Gremium beschlossen hat.</p>"
    if context.is_public and not context.is_first_layout:
        text += context.once(f"<p>{FEWER_IN_PUBLIC}</p>")
    return text


def span(block: list[FieldState], fields: list[FieldState]) -> str:
    """Which fields of all a drawing shows, where those are not all."""
    return f", Felder {block[0].number} bis {block[-1].number}" if len(block) < len(fields) else ""
