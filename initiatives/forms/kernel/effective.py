"""The day from which what a form records holds: today, unless it says otherwise. Drawn folded."""

from datetime import date

from django import forms

from initiatives.domain.kernel import moments
from initiatives.forms.kernel.base import KernField

TODAY = "heute"


class EffectiveBoundField(KernField):
    @property
    def in_words(self) -> str:
        """What was typed, or "heute"."""
        value = self.value()
        typed = f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value or "").strip()
        return TODAY if typed in ("", f"{moments.today():%d.%m.%Y}") else typed

    @property
    def is_unfolded(self) -> bool:
        """Whether there is something to be seen: a fault, or another day than today."""
        return bool(self.errors) or self.in_words != TODAY


class EffectiveField(forms.DateField):
    """A day that is None for today, so that a form left open over midnight does not record the day before."""

    bound_field_class = EffectiveBoundField

    def __init__(self, label: str = "Gilt ab", hint: str = "") -> None:
        late = "Leer heißt heute. Ein früherer Tag steht überall mit dem Zusatz „nachgetragen am …“."
        super().__init__(label=label, required=False, help_text=f"{hint} {late}".strip())
