"""Reports hold for any content: nothing at all, one of each, very much, markup, control characters, long texts."""

from initiatives.reports.status.document import html
from tests.reports import snapshots
from tests.reports.page import body, text, tree
from tests.reports.rich import large, rich

HOSTILE = "<script>alert(1)</script><img src=x onerror=1>&amp;\x00\x07\ud800\u202e“'"


def test_sixty_fields_and_66_participants_stand_in_readable_blocks():
    snapshot = large(60, 66)
    page = tree(html(snapshot))
    matrices = [t for t in page.iter("table") if "matrix" in t.get("class", "")]
    numbers = []
    for found in matrices:
        heads = [text(cell) for cell in next(iter(found.iter("tr")))]
        heads = [head for head in heads[1:] if head != "Felder"]
        assert len(heads) <= 7
        assert sum(1 for row in found.iter("tr")) == 69
        numbers += [int(head.split()[0]) for head in heads]
    assert numbers == list(range(1, 61))
    assert sum(1 for _ in page.iter("article")) == 60
    captions = [text(e) for e in page.iter("figcaption")]
    assert sum("Weg der Felder" in caption for caption in captions) == 9
    assert sum("Voten je Feld" in caption for caption in captions) == 8


def test_empty_initiative_and_empty_report():
    said = body(html(snapshots.empty()))
    assert "Für diesen Tag sind keine Initiativen verzeichnet." in said
    assert "sind noch keine Betätigungsfelder verzeichnet" in said
    bare = body(html(snapshots.snapshot(snapshots.initiative("a", "Neu"))))
    for part in (
        "Beteiligte sind noch nicht verzeichnet.",
        "Betätigungsfelder sind noch keine verzeichnet.",
        "noch nicht verzeichnet: Treffen und Rahmenbedingungen.",
        "Zur Ausgangslage ist noch nichts festgehalten.",
    ):
        assert part in bare


def test_one_field_and_one_participant_are_singular():
    places = [snapshots.place("x", "Olfen", "Stadt Olfen", "stadt")]
    answers = {"x": {"stance": "consent", "date": None, "provisional": True}}
    only = snapshots.field(1, "IT", participation={"x": "participating"}, answers=answers, phase=1)
    said = body(html(snapshots.snapshot(snapshots.initiative("a", "Neu", places=places, fields=[only]))))
    for part in (
        "Er umfasst eine Initiative: a) Neu mit einem Beteiligten und einem Feld",
        "Beteiligt ist eine Stadt oder Gemeinde.",
        "Stand des Feldes",
        "In einem von einem Feld wurde um Voten gebeten. Von 1 erbetenen ist 1 abgegeben: 1 Zustimmung.",
        "Ein Votum ist vorläufig",
        "1 beteiligt",
    ):
        assert part in said


def every_text(value, key=""):
    """Put markup and unprintable characters into every text of a snapshot."""
    if isinstance(value, dict):
        return {k: v if k == "labels" else every_text(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [every_text(item, key) for item in value]
    fixed = ("key", "lead", "light", "phase", "side_state", "edition", "stance", "kind", "nature", "letter")
    dates = ("as_of", "recorded_until", "date", "documented_from", "light_since", "population_date")
    if isinstance(value, str) and key not in (*fixed, *dates, "participation"):
        return HOSTILE
    return value


def test_markup_and_control_characters_in_every_text():
    snapshot = rich()
    participation = [f["participation"] for i in snapshot["initiatives"] for f in i["fields"]]
    snapshot = every_text(snapshot)
    for found, kept in zip(
        (f for i in snapshot["initiatives"] for f in i["fields"]), participation, strict=True
    ):
        found["participation"] = kept
    page = html(snapshot)
    root = tree(page)
    assert not [e for e in root.iter() if e.tag in ("script", "img")]
    assert not set(page) & set("\x00\x07\ud800\u202e")
    assert "<script>alert(1)</script><img src=x onerror=1>&amp;“'" in text(root)
    page.encode("utf-8")


def test_long_texts_stand_in_full():
    long = "Zusammenarbeit wirkt. " * 4600
    snapshot = rich()
    snapshot["initiatives"][0]["background"] = long
    snapshot["initiatives"][0]["fields"][0]["description"] = long
    snapshot["initiatives"][0]["fields"][0]["cause"] = long
    assert body(html(snapshot)).count("Zusammenarbeit wirkt.") >= 3 * 4600
