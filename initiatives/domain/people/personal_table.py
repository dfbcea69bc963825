"""Where in the database something is stored about a person: one table, and what of its rows is handed out."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from initiatives.domain.people import personal_places as places
from initiatives.domain.people.personal_places import Place


@dataclass(frozen=True)
class Table:
    """`words`: key -> path of attributes; `related` are fetched along, `left` stays in the database. `place` says who may
    read the words; those of `about` tell of nothing but the person.
    """

    heading: str
    model: type[Model]
    words: Mapping[str, str]
    related: tuple[str, ...] = ()
    column: str = "mandate"
    at: str = "recorded_at"
    left: tuple[str, ...] = ()
    place: Place = places.EVERYWHERE
    about: tuple[str, ...] = ()
