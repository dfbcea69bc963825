"""Who is told of a comment: each who may read it once, by the strongest reason."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from initiatives.domain.log import notices
from initiatives.domain.talk.comment_places import Place
from initiatives.domain.talk.mentions import Named
from initiatives.enums import NoticeKind, Participation
from initiatives.models import Comment, Mandate

Reason = tuple[str, set[int], str]  # kind, accounts, why


def tell(
    comment: Comment,
    place: Place,
    named: Named,
    *,
    by: Mandate,
    at: datetime,
    answered: Comment | None = None,
    is_new: bool = True,
) -> None:
    """Tell whom the comment names and, while it `is_new`, whom it answers and whom its place concerns."""
    what = "Antwort auf einen Kommentar" if comment.parent_id else "Kommentar"
    users = {mandate.user_id: mandate.user for mandate in named.readers}
    reasons = list(_mentions(named))
    if is_new:
        reasons += [*_answer(comment, answered), *_concern(comment, place, named)]
    told: set[int] = set()
    for kind, people, reason in reasons:
        notices.tell(
            kind=kind,
            to=[users[number] for number in sorted(people - told) if number in users],
            title=f"{what} {place.words}",
            reason=reason,
            page=place.page,
            anchor=f"kommentar-{comment.pk}",
            body=comment.text[:500],
            together=f"neue Kommentare {place.words}",
            audience=comment.internal_to or place.audience,
            initiative=place.initiatives[0] if len(place.initiatives) == 1 else None,
            by=by,
            at=at,
        )
        told |= people


def _mentions(named: Named) -> Iterator[Reason]:
    yield NoticeKind.MENTION, named.people, "weil Sie erwähnt wurden"
    for word, people in _by_word(named.readers, named.organisations).items():
        yield NoticeKind.MENTION, people, f"weil {word} erwähnt wurde"


def _by_word(readers: Iterable[Mandate], organisations: Collection[int]) -> dict[str, set[int]]:
    """Who reads for one of the organisations, by what that is called to them."""
    found: dict[str, set[int]] = {}
    for one in readers:
        if one.organisation_id in organisations:
            found.setdefault(one.acts_for.own.nominative, set()).add(one.user_id)
    return found


def _answer(comment: Comment, answered: Comment | None) -> Iterator[Reason]:
    if answered is not None and comment.parent is not None:
        authors = {answered.mandate.user_id, comment.parent.mandate.user_id}
        yield NoticeKind.MENTION, authors, "weil Sie den Kommentar geschrieben haben"


def _concern(comment: Comment, place: Place, named: Named) -> Iterator[Reason]:
    if comment.internal_to is not None:
        everybody = {m.user_id for m in named.readers}
        yield NoticeKind.COMMENT, everybody, f"weil er nur für {comment.internal_to} geschrieben ist"
    elif place.field is not None:
        joined = place.field.participations.filter(status=Participation.PARTICIPATING)
        near = set(joined.values_list("organisation_id", flat=True))
        for word, people in _by_word(named.readers, near).items():
            yield NoticeKind.COMMENT, people, f"weil {word} an dem Feld beteiligt ist"
