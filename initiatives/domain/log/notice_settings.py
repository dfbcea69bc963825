"""How a person wants the mails to notices, by kind; and the link in each mail with which they end without a sign-in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.db.models import Q

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log.notices import DEFAULTS
from initiatives.domain.state.versions import state_change
from initiatives.enums import Channel, MailState, NoticeKind, Role
from initiatives.models import Mandate, NoticeSetting, User

SALT = "initiatives.notices.unsubscribe"
VALID_DAYS = 180


def kinds_for(mandates: Iterable[Mandate]) -> list[NoticeKind]:
    """The kinds of which a person is told at all: members of a body only of reports."""
    if all(mandate.role == Role.COUNCIL_MEMBER for mandate in mandates):
        return [NoticeKind.REPORT]
    return list(NoticeKind)


def channels(user: User) -> dict[str, str]:
    """How the mails of each kind come to a person: as chosen, else by default."""
    return {**DEFAULTS, **dict(user.notice_settings.values_list("kind", "channel"))}


@state_change()
def choose(*, user: User, wanted: Mapping[str, str]) -> None:
    """Set the channel of kinds; what was told and has not gone out yet follows, but never more than was wanted then."""
    NoticeSetting.objects.bulk_create(
        [NoticeSetting(user=user, kind=kind, channel=channel) for kind, channel in wanted.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["channel"],
    )
    waiting = user.notices.filter(Q(mail=None) | Q(mail__state=MailState.WAITING))
    for kind, channel in wanted.items():
        waiting.filter(kind=kind).exclude(channel=Channel.NEVER).update(channel=channel)


@dataclass(frozen=True)
class Wish:
    """Who wants to end which mails, as a link says."""

    user: User
    kinds: list[NoticeKind]

    @property
    def is_all(self) -> bool:
        return set(self.kinds) == set(NoticeKind)


def token(user_id: int, kinds: Iterable[str]) -> str:
    """A signed text for the link that ends the mails of these kinds."""
    return signing.dumps([user_id, sorted(set(kinds))], salt=SALT)


def read(text: str) -> Wish:
    """What a token says. Raises Refused for one that is damaged, too old or of somebody who is not here any more."""
    try:
        user_id, kinds = signing.loads(text, salt=SALT, max_age=VALID_DAYS * 24 * 60 * 60)
    except signing.SignatureExpired as error:
        raise Refused(
            f"Dieser Link ist älter als {VALID_DAYS} Tage. Bitte nehmen Sie den aus einer neueren E-Mail."
        ) from error
    except signing.BadSignature as error:
        raise Refused(
            "Dieser Link ist nicht vollständig oder wurde verändert. Bitte kopieren Sie ihn ganz aus der E-Mail."
        ) from error
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Refused("Zu diesem Link gibt es kein Konto mehr.")
    return Wish(user, [kind for kind in NoticeKind if kind in kinds])


def end(wish: Wish, *, everything: bool = False) -> list[NoticeKind]:
    """Have no mails sent any more, of the kinds of the wish or of any; returns these kinds."""
    kinds = list(NoticeKind) if everything else wish.kinds
    choose(user=wish.user, wanted=dict.fromkeys(kinds, Channel.NEVER))
    return kinds
