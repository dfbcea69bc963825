"""Which edition of a report shows what, said beside the type of each value: `aim: Public[str]`.

A value without a mark is in the non-public edition alone, and a test demands that each one has one. Why each is marked as it
is: docs/decisions/0013. What whole records are public under which condition, `domain/snapshots/editions` says.
"""

from typing import Annotated, TypeVar

T = TypeVar("T")
SHOWN, WITHHELD, REPLACED = "shown", "withheld", "replaced"
Public = Annotated[T, SHOWN]
NonPublic = Annotated[T, WITHHELD]  # empty in the public edition
Masked = Annotated[T, REPLACED]  # the public edition says `HIDDEN`, whether there is a text or not

# What stands in the place of a text that is withheld, or left out of this report.
HIDDEN = "nur in der nichtöffentlichen Ausgabe"
LEFT_OUT = "in diesem Bericht weggelassen"
