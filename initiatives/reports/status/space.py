"""Where the participants lie and how many fields each works in."""

from initiatives.reports.figures.map import MapPlace, participation_map
from initiatives.reports.status.context import Context, participants
from initiatives.reports.text import day, esc, flat, listing
from initiatives.snapshot.status_report import InitiativeState

LEAST = 4  # places that a map shows


def body(context: Context, initiative: InitiativeState) -> str:
    """The map as a figure; nothing where nobody takes part, or a sentence says as much as a map."""
    known = [
        place for place in initiative.places if place.latitude is not None and place.longitude is not None
    ]
    joined = any(participants(found, initiative) for found in initiative.fields)
    if not joined or len(known) < LEAST or len(initiative.fields) < 2:
        return ""
    places = [
        MapPlace(
            name=flat(place.name, 40),
            latitude=place.latitude or 0.0,
            longitude=place.longitude or 0.0,
            population=place.population,
            states=tuple(found.participation.get(place.key, "open") for found in initiative.fields),
        )
        for place in known
    ]
    title = f"Beteiligung im Raum, Abschnitt {initiative.letter})"
    return context.outline.figure(participation_map(places, title), title, _caption(initiative, len(known)))


def _caption(initiative: InitiativeState, known: int) -> str:
    caption = (
        "Zahl: Felder, in denen die Kommune beteiligt ist. Ring im Uhrzeigersinn ab oben: die Felder in ihrer Reihenfolge, "
        "gefüllt beteiligt, halb interessiert oder späterer Beitritt; bei vielen Feldern der Anteil. Lage nach Koordinaten "
        "der Orte, dicht beieinander liegende auseinandergerückt; keine Grenzen."
    )
    days = {
        place.population_date for place in initiative.places if place.population and place.population_date
    }
    if len(days) == 1:
        caption += f" Größe nach Einwohnern am {day(days.pop())}."
    missing = [esc(p.name) for p in initiative.places if p.latitude is None or p.longitude is None]
    if missing and known + len(missing) == len(initiative.places):
        caption += f" Ohne Lage: {listing(missing)}."
    return caption
