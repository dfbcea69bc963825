"""Planning and running a meeting, the reply to an invitation, and who was there."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from initiatives.domain.kernel import calendar_days
from initiatives.domain.kernel.parsing import Unparsable, parse_date, parse_time
from initiatives.domain.meetings.attendance import PRESENT
from initiatives.enums import AttendanceReply
from initiatives.forms.kernel.base import DAY, Form, SeveralField
from initiatives.forms.kernel.seen import SeenValues
from initiatives.models import Attendance, Organisation

HOW = "Bitte schreiben Sie Tag und Uhrzeit, zum Beispiel 31.12.2026 14:00."
YEARS = range(2000, 2101)
PRESENCE = [("", "noch nicht erfasst"), ("True", "anwesend"), ("False", "nicht anwesend")]
NOTED = {"": None, "True": True, "False": False}
REPLIED: dict[str, str] = {AttendanceReply.ATTENDING: "True", AttendanceReply.DECLINED: "False"}


def in_berlin(at: datetime) -> datetime:
    """A time of the clock in Berlin as an instant; of one that comes twice in the night of the change, the first.

    Raises ValidationError for one that the change leaves out.
    """
    if calendar_days.clock(at) == calendar_days.MISSING:
        raise ValidationError(calendar_days.MISSING, code="missing")
    return at.replace(tzinfo=calendar_days.BERLIN)


class MomentField(forms.DateTimeField):
    """Day and time of day in Europe/Berlin, as they are written: 31.12.2026 14:00, also with "Uhr" and a comma."""

    looks_ahead = True
    widget = forms.DateTimeInput(attrs={"inputmode": "text", "autocomplete": "off"}, format="%d.%m.%Y %H:%M")

    def to_python(self, value) -> datetime | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value or None)
        day, _, rest = value.strip().replace(",", " ").partition(" ")
        match = DAY.fullmatch(day)
        if match is None:
            raise ValidationError(HOW, code="invalid")
        try:
            moment = datetime.combine(parse_date(day), parse_time(rest))
        except Unparsable as fault:
            raise ValidationError(str(fault), code="invalid") from None
        if moment.year not in YEARS:
            raise ValidationError(f"Bitte prüfen Sie das Jahr {moment.year}.", code="invalid")
        return in_berlin(moment)


class EndField(MomentField):
    """As `MomentField`, or the time alone where it ends on the day on which it begins."""

    def to_python(self, value) -> Any:
        """A datetime, the time alone, or None where nothing was typed."""
        if isinstance(value, str):
            with suppress(Unparsable):
                return parse_time(value)
        return super().to_python(value)


class MeetingForm(Form):
    title = forms.CharField(
        label="Titel", max_length=200, help_text="Zum Beispiel „Zweites Treffen der Beauftragten“"
    )
    starts_at = MomentField(label="Beginn", help_text="Tag und Uhrzeit, zum Beispiel 31.12.2026 14:00")
    ends_at = EndField(label="Ende", help_text="Die Uhrzeit genügt, zum Beispiel 16:30")
    place = forms.CharField(label="Ort", max_length=200, required=False)
    link = forms.URLField(
        label="Videokonferenz",
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text="Adresse, über die man sich zuschaltet",
    )
    text = forms.CharField(
        label="Einladungstext", max_length=5_000, required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["link"].error_messages["invalid"] = (
            "Bitte geben Sie eine vollständige Internetadresse an."
        )

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        begin, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if isinstance(end, time):
            cleaned.pop("ends_at")
            if begin:
                day = timezone.localtime(begin).date()
                cleaned["ends_at"] = in_berlin(datetime.combine(day, end))
        if not (cleaned.get("place") or cleaned.get("link") or self.errors):
            self.add_error("place", "Bitte nennen Sie einen Ort oder die Adresse der Videokonferenz.")
        return cleaned


class PastMeetingForm(Form):
    """A meeting that is told of afterwards; `present` are those who may have been there."""

    title = forms.CharField(
        label="Titel", max_length=200, help_text="Zum Beispiel „Erstes Treffen der Beauftragten“"
    )
    held_on = forms.DateField(label="Tag", help_text="Zum Beispiel 20.09.2010")
    place = forms.CharField(label="Ort", max_length=200, required=False)
    present = SeveralField(
        label="Wer dabei war",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ohne Angabe gilt die Teilnahme als nicht erfasst.",
    )
    result = forms.CharField(
        label="Ergebnis in Kürze",
        max_length=5_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Steht in der Liste der Treffen und im Statusbericht",
    )
    decisions = forms.CharField(
        label="Festlegungen",
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Eine je Zeile. Sie stehen danach im Beschlussverzeichnis; wer wie gestimmt hat, ist nicht erfasst.",
    )

    def __init__(self, *args, circle: Iterable[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.row_field("present").queryset = Organisation.objects.filter(pk__in=circle)

    def clean_decisions(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in self.cleaned_data["decisions"].splitlines() if line.strip()]


class EditMeetingForm(MeetingForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(Form):
    reason = forms.CharField(
        label="Warum es nicht stattfindet", max_length=1_000, widget=forms.Textarea({"rows": 2})
    )


class ReplyForm(SeenValues):
    reply = forms.ChoiceField(label="Ihre Antwort", choices=AttendanceReply, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Anmerkung",
        max_length=300,
        required=False,
        help_text="Zum Beispiel: kommt eine halbe Stunde später",
    )
    begins = forms.CharField(required=False, widget=forms.HiddenInput)

    def names(self) -> tuple[str, ...]:
        return ("reply", "note")


class PresenceForm(SeenValues):
    """One choice for each invited organisation; what it replied is proposed where nothing is noted yet."""

    def __init__(self, *args, attendances: Iterable[Attendance], **kwargs):
        self.attendances = list(attendances)
        super().__init__(*args, **kwargs)
        for one in self.attendances:
            noted = "" if one.was_present is None else str(one.was_present)
            name = f"{PRESENT}{one.organisation_id}"
            self.fields[name] = forms.ChoiceField(
                label=f"{one.organisation.designation}{' (freigestellt)' if one.is_optional else ''}",
                choices=PRESENCE,
                required=False,
                initial=noted or REPLIED.get(one.reply, ""),
            )
            self.depending += (name,)

    def names(self) -> list[str]:
        return [f"{PRESENT}{one.organisation_id}" for one in self.attendances]

    def stands(self) -> dict[str, Any]:
        """What is noted, not what is proposed."""
        noted = {f"{PRESENT}{one.organisation_id}": one.was_present for one in self.attendances}
        return {name: "" if value is None else str(value) for name, value in noted.items()}

    def seen_values(self) -> dict[str, Any]:
        return {name: NOTED.get(value, object()) for name, value in super().seen_values().items()}

    def present(self) -> dict[int, bool | None]:
        """By organisation."""
        typed = {name: value for name, value in self.cleaned_data.items() if name.startswith(PRESENT)}
        return {int(name.removeprefix(PRESENT)): NOTED[value] for name, value in typed.items()}


class CloseMeetingForm(Form):
    result = forms.CharField(
        label="Ergebnis in Kürze",
        max_length=5_000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="Steht in der Liste der Treffen und im Statusbericht. Vorgeschlagen sind die angenommenen Festlegungen.",
    )
