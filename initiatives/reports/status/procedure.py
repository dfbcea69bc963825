"""What every report says in the same words: occasion and procedure, how to read it, method, and the formal parts II to IV."""

from initiatives.reports.formats.markup import LONG, hang, number_of, row, symbol, table
from initiatives.reports.status.context import Context, was_asked
from initiatives.reports.text import (
    clean,
    count,
    day,
    esc,
    listing,
    long_day,
    moment,
    paragraphs,
    running,
    sentence,
)
from initiatives.snapshot.status_report import InitiativeState, Label

PUBLIC_ONLY = (
    "Dies ist die öffentliche Ausgabe. Was nur die nichtöffentliche zeigt, zählt und rechnet sie nicht mit, auch nicht in "
    "Summen, Veränderungen und Ergebnissen: Zustimmungen, über die das zuständige Gremium noch nicht beschlossen hat, {costs}, "
    "Abstimmungen der Beauftragten, offene und nicht weiterverfolgte Projektvorschläge sowie einzelne Texte, die so eingestuft "
    "sind."
)
OF_PARTIES = "Kosten einer Kommune, deren Gremium noch nicht beschlossen hat, und was auf sie schließen lässt"
BY_PHASE = "Kosten vor Phase 5 (Umsetzung)"  # until layout 2


def public_only(layout: int) -> str:
    """What the public edition leaves out, in words that are the same whatever there is."""
    return PUBLIC_ONLY.format(costs=OF_PARTIES if layout > 2 else BY_PHASE)


def occasion(context: Context) -> str:
    """Section 1, from the data: what the report covers and how a field comes forward."""
    heading = context.outline.heading(3, "Anlass und Verfahren", "anlass", number="1")
    initiatives = context.snapshot.initiatives
    date = long_day(context.snapshot.as_of)
    text = paragraphs(context.snapshot.paper.preface)
    text += f"<p>Dieser Bericht gibt den Stand der interkommunalen Zusammenarbeit (IKZ) am {date} wieder. "
    if initiatives:
        named = count(len(initiatives), "Initiative", "Initiativen", "eine")
        text += f"Er umfasst {named}: {'; '.join(map(_named, initiatives))}.</p>"
    else:
        text += "Für diesen Tag sind keine Initiativen verzeichnet.</p>"
    phases = context.snapshot.labels.phases
    text += (
        f"<p>Ein Betätigungsfeld durchläuft {count(len(phases), 'Phase', 'Phasen', 'eine')}, von "
        f"„{esc(phases[0].word)}“ bis „{esc(phases[-1].word)}“; jede Phase wird eigens freigegeben. Jede Kommune "
        "gibt ihr Votum selbst ab. Über konkrete Maßnahmen entscheiden die zuständigen Gremien nach Abschluss der "
        "Vorarbeiten.</p>"
    )
    return hang(heading, text)


def _named(initiative: InitiativeState) -> str:
    places = count(len(initiative.places), "Beteiligten", "Beteiligten", "einem")
    fields = count(len(initiative.fields), "Feld", "Feldern", "einem")
    since = day(initiative.documented_from)
    return f"{esc(initiative.letter)}) {esc(initiative.title)} mit {places} und {fields}, dokumentiert seit {since}"


def reading(context: Context) -> str:
    """Section 2 with the legend of the signs that this report shows."""
    heading = context.outline.heading(3, "Lesehilfe", "lesehilfe", number="2")
    asked = any(map(was_asked, context.snapshot.initiatives))
    joined = any(found.participation for _, found in context.all_fields)
    text = (
        "<p>Die <b>Phase</b> sagt, wie weit ein Feld ist; die <b>Ampel</b> sagt, ob es dort nach Plan läuft. Beides "
        "ist unabhängig voneinander."
    )
    if asked or joined:
        text += (
            " Das <b>Votum</b> ist die Antwort einer Kommune in einer Abstimmungsrunde, die <b>Beteiligung</b> ihre "
            f"Mitarbeit im Feld. Schweigen gilt nicht als Ablehnung. {_provisional(context)}"
        )
    return hang(heading, f"{text}</p>") + _legend(context, asked, joined)


def _legend(context: Context, asked: bool, joined: bool) -> str:
    labels = context.snapshot.labels
    groups = [("Ampel", [_meant("l", label) for label in labels.lights])]
    groups += [("Votum", [symbol("s", one.key, one.word) for one in labels.stances])] if asked else []
    words = [symbol("p", one.key, one.word) for one in labels.participations]
    groups += [("Beteiligung", words)] if joined else []
    groups.append(("Phase", [f"{number_of(i)} {esc(label.word)}" for i, label in enumerate(labels.phases)]))
    legend = "".join(
        f'<section><h4 id="legende-{name.lower()}" data-running="Lesehilfe">{name}</h4>'
        f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></section>"
        for name, items in groups
    )
    return f'<div class="legend">{legend}</div>'


def _meant(group: str, label: Label) -> str:
    meaning = f": {esc(label.meaning)}" if clean(label.meaning) else ""
    return f"{symbol(group, label.key, label.word)}{meaning}"


def _provisional(context: Context) -> str:
    if context.is_public:
        return (
            "<b>„In Beratung“</b> heißt in der öffentlichen Ausgabe auch: Eine Zustimmung kann schon vorliegen, aber das "
            "zuständige Gremium hat noch nicht beschlossen."
        )
    return "Ein <b>vorläufiges</b> Votum (v) steht unter dem Vorbehalt des Beschlusses, den das zuständige Gremium noch fasst."


def method(context: Context, place: int) -> str:
    """The last section of part I: as of when, recorded until when, and the checksum of the snapshot."""
    snapshot = context.snapshot
    heading = context.outline.heading(3, "Methode und Datenstand", "methode", number=str(place))
    text = (
        f"<p>Der Bericht zeigt alle Tatsachen mit Wirkung bis {day(snapshot.as_of)}, soweit sie bis "
        f"{moment(snapshot.recorded_until)} erfasst waren. Ampeln setzen die Beteiligten; „Grau“ und „noch nicht "
        f"bewertet“ ergeben sich aus dem Verfahren. {_not_recorded(context)}</p>"
    )
    if snapshot.is_example or any(i.is_example for i in snapshot.initiatives):
        text += "<p>Der Bericht enthält <b>Beispieldaten</b>: Angaben darin sind erfunden.</p>"
    text += _data_status(context)
    groups = " ".join(context.digest[i : i + 8] for i in range(0, len(context.digest), 8))
    text += f'<p class="hash"><b>Prüfsumme des Datenstandes</b> (SHA-256): {groups}</p>'
    return f'<section class="method">{heading}{text}</section>'


def _not_recorded(context: Context) -> str:
    if context.is_first_layout:
        return "Was nicht erfasst ist, steht als fehlend im Bericht."
    return (
        "Was zum Stichtag nicht erfasst ist, obwohl es gewesen sein kann, heißt „nicht bekannt“, mit dem Grund. „Nachträglich "
        "erfasst“ heißt: Es galt schon am Stichtag des letzten Berichts und war damals hier noch nicht bekannt."
    )


def _data_status(context: Context) -> str:
    """What the public edition leaves out, whether there is any or not, and what the file carries with it."""
    snapshot = context.snapshot
    text = ""
    if context.is_public:
        text += f"<p>{public_only(snapshot.layout)}</p>"
    if snapshot.previous:
        last = f"Bericht {esc(snapshot.previous.label)}, erteilt am {day(snapshot.previous.issued_on)}"
        text += (
            f"<p>Verglichen sind die eingefrorenen Datenstände dieses Berichts und des letzten ({last}).</p>"
        )
    return text + (
        "<p>Dem PDF sind die Daten beigefügt: Felder, Voten, Beschlüsse, Kosten und Veränderungen als CSV, der ganze Datenstand "
        "als JSON. Seine Prüfsumme ist die unten genannte.</p>"
    )


def closing(context: Context) -> str:
    """Parts II to IV of a county paper."""
    paper = context.snapshot.paper
    texts = (paper.alternatives, paper.finances, paper.staff, paper.it, paper.climate, paper.competence)
    if not any(map(clean, texts)):
        heading = context.outline.heading(2, "II. bis IV.", "alternativen")
        none = "Zu Entscheidungsalternativen, Auswirkungen und Zuständigkeit sind keine Angaben gemacht."
        return hang(heading, f"<p>{none}</p>")
    parts = (
        _part(context, "II. Entscheidungsalternativen", "alternativen", paper.alternatives)
        + _effects(context)
        + _part(context, "IV. Zuständigkeit", "zustaendigkeit", paper.competence)
    )
    return parts if len(parts) > 2 * LONG else f'<div class="keep">{parts}</div>'


def _part(context: Context, title: str, anchor: str, text: str) -> str:
    heading = context.outline.heading(2, title, anchor)
    return hang(heading, paragraphs(text) or "<p>Dazu sind keine Angaben gemacht.</p>")


def _effects(context: Context) -> str:
    paper = context.snapshot.paper
    heading = context.outline.heading(2, "III. Auswirkungen", "auswirkungen")
    parts = [
        ("Finanzen", paper.finances),
        ("Personal", paper.staff),
        ("IT", paper.it),
        ("Klima", paper.climate),
    ]
    if not any(clean(text) for _, text in parts):
        return hang(heading, "<p>Dazu sind keine Angaben gemacht.</p>")
    if len({clean(text) for _, text in parts}) == 1:
        return hang(heading, f"<p>Auf {listing(name for name, _ in parts)}: {sentence(paper.it)}</p>")
    length = sum(len(text) for _, text in parts)
    if length > LONG:
        long = "".join(
            f"<p><b>{name}:</b></p>{paragraphs(text) or '<p>keine Angabe</p>'}" for name, text in parts
        )
        return hang(heading, long)
    rows = [row(name, running(text) or "keine Angabe") for name, text in parts]
    caption = f"Auswirkungen auf: {clean(paper.sender)}" if clean(paper.sender) else "Auswirkungen"
    return hang(heading, table(caption, ["Bereich", "Auswirkung"], rows, "plain effects"))
