"""Who joins is asked by a round of its own: no sum of a report counts its answer among those of the field's round."""

import pytest

from initiatives.reports.status.document import html
from tests.reports import snapshots
from tests.reports.page import body, table, tree

JOINED = "Beitritt der Stadt Olfen, Frist 15.04.2015"


def answer(stance: str = "consent", **given: object) -> dict[str, object]:
    return {"stance": stance, "date": "2010-10-01", "provisional": False} | given


def report(**answers: dict[str, object]) -> str:
    told = snapshots.field(
        1, "Personalabrechnung", phase=4, round_title="Entscheidung, Frist 18.12.2013", answers=answers
    )
    return html(
        snapshots.snapshot(
            snapshots.initiative("a", "Initiative", places=snapshots.towns(), fields=[told]),
            edition="non_public",
        )
    )


ROUND = {"nottuln": answer(), "senden": answer(provisional=True)}


@pytest.mark.parametrize("joining", [{}, {"olfen": answer(accession=JOINED)}])
def test_the_sums_are_those_of_the_round(joining):
    found = report(**ROUND, **joining)
    told = body(found)
    for words in (
        "Von 2 erbetenen sind 2 abgegeben: 2 Zustimmungen.",
        "zuständige Gremienliegt zur Entscheidung vor",
        "Abstimmung: Entscheidung, Frist 18.12.2013.",
        "Ein Votum ist vorläufig, bis das zuständige Gremium beschlossen hat.",
    ):
        assert words in told, words
    assert (f"{JOINED}: Zustimmung." in told) is bool(joining)
    which = "In einer eigenen Runde zu einem Beitritt wurde ein Votum abgegeben."
    assert (which in told) is bool(joining)


def test_a_field_that_only_an_accession_asked_about_counts_no_round():
    told = body(report(olfen=answer(accession=JOINED), senden=answer(accession=JOINED)))
    assert "In einer eigenen Runde zu einem Beitritt wurden 2 Voten abgegeben." in told
    assert "von 0 erbetenen" not in told and "Von 0" not in told and "0 von 0" not in told
    assert "noch nicht gefragt" in told


def test_the_table_of_all_counts_what_its_cells_say():
    rows = table(tree(report(**ROUND, olfen=answer(accession=JOINED))), "Beteiligung (oben)")
    assert rows[-1][:2] == ["Zustimmungen", "3"]
