"""The files of a public report: what is withheld makes no difference in any of them, byte for byte."""

import pikepdf
import pytest

from initiatives.enums import Edition
from initiatives.reports.rendering import Documents, render
from initiatives.snapshot.form import canonical
from tests.domain.reports.test_public_edition import DIFFERENCES, UNTOLD, between, record, taken

__all__ = ["record"]  # a fixture
pytestmark = [pytest.mark.needs("pango")]
# Of those that change one thing, the last one; the others can be there all at once.
ALONE = (
    "a consent that is corrected",
    "costs of nobody",
    "the source of costs",
    "in Beratung on another day",
)


def attachments(made: Documents, path) -> dict[str, bytes]:
    path.write_bytes(made.pdf)
    with pikepdf.open(path) as document:
        return {name: file.get_file().read_bytes() for name, file in document.attachments.items()}


def test_the_files_of_two_records_that_differ_in_all_that_is_withheld_are_the_same(record, tmp_path):
    between(record)
    before, whole = taken(record), taken(record, Edition.NON_PUBLIC)
    for name, change in (DIFFERENCES | UNTOLD).items():
        if name not in (*ALONE, "a consent", "a consent with conditions", "the reason of a Votum"):
            change(record)
    after = taken(record)
    assert taken(record, Edition.NON_PUBLIC) != whole
    first, second = render(before), render(after)
    files = attachments(first, tmp_path / "first.pdf")
    assert files == attachments(second, tmp_path / "second.pdf")
    assert {name.rsplit(".", 1)[1] for name in files} == {"csv", "json"}
    assert first.html == second.html and first.xlsx == second.xlsx and first.pdf == second.pdf
    voten = next(text for name, text in files.items() if name.startswith("voten")).decode("utf-8-sig")
    [line] = [line for line in voten.splitlines() if "Stadt Dülmen;beteiligt" in line]
    assert line.endswith(";in Beratung;;nein"), "no day, whether true or masked"
    assert canonical(before) in files.values()
