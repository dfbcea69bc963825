"""Notices: the filter of the list, and how the mails of each kind come."""

from collections.abc import Iterable, Mapping

from django import forms

from initiatives.domain.log.notices import DEFAULTS
from initiatives.enums import Channel, NoticeKind
from initiatives.forms.kernel.base import Form, germanise
from initiatives.forms.kernel.filters import Filter, choice
from initiatives.models import Initiative

STATES = [("ungelesen", "nur ungelesene")]
HINTS: Mapping[NoticeKind, str] = {
    NoticeKind.ASKED: "Abstimmungsrunden, Erinnerungen, mündliche Voten, Bedingungen",
    NoticeKind.MEETING: "Einladung, Änderung, Niederschrift",
    NoticeKind.PROPOSAL: "neue Vorschläge, Rückmeldungen, Erinnerungen",
    NoticeKind.SUPPORT: "Anfragen an den Kreis und Antworten",
    NoticeKind.TASK: "Aufgaben und Arbeitsschritte, für die Sie zuständig sind",
    NoticeKind.MENTION: "wenn jemand Sie oder Ihre Organisation nennt oder Ihnen antwortet",
    NoticeKind.COMMENT: "weitere Kommentare",
    NoticeKind.CHANGE: "Phase, Ampel, Federführung, Fristen",
    NoticeKind.REPORT: "wenn ein Bericht erteilt ist",
}


class NoticeFilter(Filter):
    art = choice("Art", "alle Arten", NoticeKind.choices)
    initiative = choice("Initiative", "alle Initiativen", [])
    stand = choice("Stand", "gelesene und ungelesene", STATES)

    def __init__(self, *args, kinds: Iterable[NoticeKind], initiatives: Iterable[Initiative], **options):
        super().__init__(*args, **options)
        self.choice_field("art").choices = [("", "alle Arten"), *((kind.value, kind.label) for kind in kinds)]
        self.choice_field("initiative").choices = [
            ("", "alle Initiativen"),
            *((str(one.pk), one.short_title) for one in initiatives),
        ]


class ChannelsForm(Form):
    """One choice for each of the kinds; drawn as a table of kinds and channels."""

    def __init__(self, *args, kinds: Iterable[NoticeKind], chosen: Mapping[str, str], **options):
        super().__init__(*args, **options)
        for kind in kinds:
            self.fields[kind.value] = _channel(kind, chosen[kind])
            germanise(self.fields[kind.value])


def _channel(kind: NoticeKind, chosen: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=kind.label,
        choices=Channel.choices,
        widget=forms.RadioSelect,
        initial=chosen,
        help_text=f"{HINTS[kind]}; voreingestellt: {DEFAULTS[kind].label}",
    )
