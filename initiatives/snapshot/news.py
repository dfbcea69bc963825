"""What a piece of news is called, one and many, everywhere: in the activity of the pages, in reports and in their tables.

By kind of a change, in the order of their weight.
"""

NEWS: dict[str, tuple[str, str]] = {
    "added": ("neu", "neu"),
    "moved": ("Phase", "Phasen"),
    "decided": ("Beschluss", "Beschlüsse"),
    "agreement": ("Vereinbarung", "Vereinbarungen"),
    "slipped": ("Termin verschoben", "Termine verschoben"),
    "silent": ("Feld ohne neue Nachricht", "Felder ohne neue Nachricht"),
    "light": ("Ampel", "Ampeln"),
    "participation": ("Beteiligung", "Beteiligungen"),
    "answer": ("Votum", "Voten"),
    "cost": ("Kosten", "Kosten"),
    "condition": ("Rahmenbedingung", "Rahmenbedingungen"),
    "meeting": ("Treffen", "Treffen"),
    "text": ("Text", "Texte"),
}
PUBLIC_SILENT = ("Feld ohne öffentliche Nachricht", "Felder ohne öffentliche Nachricht")


def news_word(kind: str) -> str:
    """Of one piece of news."""
    return NEWS[kind][0]
