"""How organisations are called where several stand side by side."""

from collections import Counter
from collections.abc import Iterable

from initiatives.models.organisations import Organisation


def labels(rows: Iterable[Organisation]) -> dict[int, str]:
    """The labels of organisations that stand side by side, by their number; those called alike are told apart.

    "Altdorf (Landkreis Landshut)"; by the designation where the county does not do. Have `county` fetched along.
    """
    found = list(rows)
    alike = Counter(row.label.casefold() for row in found)
    with_county = {row.pk: f"{row.label} ({row.county})" if row.county else row.designation for row in found}
    same = Counter(text.casefold() for text in with_county.values())
    return {
        row.pk: row.label
        if alike[row.label.casefold()] == 1
        else with_county[row.pk]
        if same[with_county[row.pk].casefold()] == 1
        else row.designation
        for row in found
    }
