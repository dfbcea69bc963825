"""What was really borne in a year: one figure, its correction, and a list of figures that was looked at."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from initiatives.domain.kernel import tables
from initiatives.domain.kernel.parsing import Unparsable, parse_whole
from initiatives.domain.kernel.tables import Fault, Faulty
from initiatives.domain.money.actuals import Figure
from initiatives.domain.state.facts import FieldFacts, OrganisationFacts
from initiatives.forms.fields.documents import UploadField
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.money import EuroField, cents
from initiatives.models import User

SALT = "initiatives.actuals"
VALID = 12 * 60 * 60  # seconds
MAX_ROWS = 500
COLUMNS = {"kommune": "Kommune", "jahr": "Jahr", "betrag": "Betrag", "quelle": "Quelle"}
LONGEST = 200  # characters of a source
Row = tuple[int, dict[str, str]]  # number in the file, cells by our columns
FORMULA = "Hier steht eine Formel. Bitte setzen Sie den Wert ein, den sie ergibt."


class ActualForm(Form):
    year = forms.TypedChoiceField(label="Jahr", coerce=int)
    cents = EuroField(label="Kosten in diesem Jahr", help_text="In Euro, mit einmaligen Kosten")
    source = forms.CharField(
        label="Quelle", max_length=LONGEST, help_text="Zum Beispiel Jahresabschluss 2026, Produkt 01.05"
    )
    effective_on = EffectiveField("Stand der Zahl")

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.choice_field("year").choices = [(one, str(one)) for one in years]


class ActualCorrectionForm(EntryForm):
    cents = EuroField(label="Kosten in diesem Jahr")
    source = forms.CharField(label="Quelle", max_length=LONGEST)


class ActualListForm(Form):
    file = UploadField(
        label="Liste",
        help_text=f"XLSX oder CSV (UTF-8), höchstens 1 MB und {MAX_ROWS} Zeilen",
        widget=forms.FileInput({"accept": ".xlsx,.csv,text/csv"}),
    )

    faults: Sequence[Fault] = ()

    def clean_file(self) -> list[Row]:
        """The rows that say anything; `faults` says why there are none."""
        file = self.cleaned_data["file"]
        try:
            if file.size > tables.MAX_BYTES:
                raise Faulty([Fault(1, "", "", "Die Datei ist größer als 1 MB.")])
            return _rows(file.read())
        except Faulty as faulty:
            self.faults = faulty.faults
            raise ValidationError(faulty.message) from faulty


class TakeOverForm(Form):
    """`signed` is a list as `sign` made it for this very person and field."""

    depending = ("correction_reason",)

    signed = forms.CharField(widget=forms.HiddenInput, required=False)
    correction_reason = forms.CharField(
        label="Grund der Berichtigungen",
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Nötig, weil die Liste Zahlen ändert, die hier schon stehen",
    )

    def __init__(self, *args: Any, user: User, field_id: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.field_id = user, field_id

    def clean_signed(self) -> dict[str, Any]:
        """What was signed."""
        try:
            found = signing.loads(self.cleaned_data["signed"], salt=SALT, max_age=VALID)
        except signing.BadSignature:
            found = {}
        if (found.get("user"), found.get("field")) != (self.user.pk, self.field_id):
            raise ValidationError(
                "Diese Vorschau ist zu alt oder wurde verändert. Bitte lesen Sie die Datei noch einmal ein."
            )
        return found


def sign(user: User, field_id: int, rows: list[Row], seen: list[str], stood: list[int | None]) -> str:
    """What a page carries until it is taken over: JSON that its reader can neither change nor hand to somebody else."""
    told = {"user": user.pk, "field": field_id, "rows": rows, "seen": seen, "stood": stood}
    return signing.dumps(told, salt=SALT, compress=True)


def _rows(data: bytes) -> list[Row]:
    tables.check_unmerged(data)
    records = tables.read(data, at_most=MAX_ROWS)
    typed = records[0].cells if records else []
    header = [tables.plain(cell) for cell in typed]
    missing = {name: word for name, word in COLUMNS.items() if name not in header}
    tables.check_header(typed, header, missing=missing, ours=COLUMNS)
    unknown = [word for word, name in zip(typed, header, strict=True) if name not in COLUMNS]
    if unknown:
        told = "Diese Spalte gehört nicht in die Liste. Erwartet werden Kommune, Jahr, Betrag und Quelle."
        raise Faulty([Fault(1, word or "ohne Namen", "", told) for word in unknown])
    found = list(tables.rows(records, header, at_most=MAX_ROWS))
    said = [(number, cells) for number, cells in found if cells["betrag"] or cells["quelle"]]
    if not said:
        raise Faulty([Fault(1, "Betrag", "", "In keiner Zeile steht ein Betrag.")])
    return said


def figures(rows: Iterable[Row], field: FieldFacts) -> tuple[list[Figure], list[Fault]]:
    """What the rows say, and what of them cannot be read, each with its row and column."""
    made, faults = [], []
    seen: dict[tuple[int, int], int] = {}
    places = _places(field)
    for number, cells in rows:
        values, wrong = _read(number, cells, places)
        faults += wrong
        if wrong:
            continue
        figure = Figure(number, **values)
        before = seen.setdefault((figure.organisation_id, figure.year), number)
        if before != number:
            told = f"Diese Kommune steht mit diesem Jahr schon in Zeile {before}."
            faults.append(Fault(number, "Jahr", cells["jahr"], told))
        made.append(figure)
    return made, faults


def _places(field: FieldFacts) -> dict[str, OrganisationFacts]:
    """Those who take or took part, by name, designation and AGS as they may be typed."""
    found: dict[str, OrganisationFacts] = {}
    for one in field.participations.values():
        place = one.organisation
        found |= {word.casefold(): place for word in (place.name, place.designation, place.key)}
    return found


def _read(
    number: int, cells: dict[str, str], places: dict[str, OrganisationFacts]
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []

    def take(column: str, name: str, read: Any) -> None:
        cell = cells[column]
        try:
            if not cell:
                raise Unparsable("Diese Angabe fehlt.")
            if cell.startswith("="):
                raise Unparsable(FORMULA)
            values[name] = read(cell)
        except (Unparsable, ValidationError) as error:
            told = error.messages[0] if isinstance(error, ValidationError) else str(error)
            faults.append(Fault(number, COLUMNS[column], cell, told))

    take("kommune", "organisation_id", lambda cell: _place(cell, places))
    take("jahr", "year", parse_whole)
    take("betrag", "cents", cents)
    take("quelle", "source", _source)
    return values, faults


def _place(cell: str, places: dict[str, OrganisationFacts]) -> int:
    found = places.get(" ".join(cell.split()).casefold())
    if found is None:
        raise Unparsable(
            "Diese Kommune ist an dem Feld nicht beteiligt. Möglich sind Name, Bezeichnung oder AGS."
        )
    return found.id


def _source(cell: str) -> str:
    if len(cell) > LONGEST:
        raise Unparsable(f"Das ist länger als {LONGEST} Zeichen.")
    return cell
