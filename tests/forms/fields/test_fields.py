"""Forms of fields, Voten and rounds on their own: what they make of typed text."""

import pytest

from initiatives.forms.fields.assessments import AssessmentForm
from initiatives.forms.fields.fields import LONGEST_POINT, MOST_POINTS, PointsForm, ProposalForm
from initiatives.forms.votes.positions import PositionForm


def points(text):
    return PointsForm({"version": "1", "focal_points": text})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("  \r\n \n", []),
        ("A\r\nB\n\n A ", ["A", "B"]),
        ("e-Government  und\tmehr", ["e-Government und mehr"]),
        ("\n".join(str(n) for n in range(MOST_POINTS)), [str(n) for n in range(MOST_POINTS)]),
        ("x" * LONGEST_POINT, ["x" * LONGEST_POINT]),
    ],
)
def test_one_focal_point_a_line(typed, read):
    form = points(typed)
    assert form.is_valid() and form.cleaned_data["focal_points"] == read


@pytest.mark.parametrize(
    "typed", ["\n".join(str(n) for n in range(MOST_POINTS + 1)), "x" * (LONGEST_POINT + 1)]
)
def test_too_many_or_too_long_focal_points(typed):
    assert "focal_points" in points(typed).errors


def test_a_list_becomes_lines_again():
    form = PointsForm(initial={"version": 3, "focal_points": ["A", "B & C"]})
    assert "A\nB &amp; C</textarea>" in str(form["focal_points"])


def test_all_that_yellow_lacks_is_told_at_once():
    form = AssessmentForm({"light": "yellow", "milestone_on": "01.12.2026"})
    assert set(form.errors) == {"cause", "measure", "milestone"}


def test_a_light_that_nobody_set_is_no_light():
    form = AssessmentForm({"light": "none", "milestone": "Beratung"})
    assert form.is_valid() and form.cleaned_data["light"] == ""


def test_a_first_answer_cannot_be_withdrawn_or_correct():
    form = PositionForm(is_first=True, owners=[])
    assert "correction_reason" not in form.fields
    assert "withdrawn" not in dict(form.fields["stance"].choices)
    assert "withdrawn" in dict(PositionForm(is_first=False, owners=[]).fields["stance"].choices)


def test_each_stance_says_what_it_means():
    assert all(meaning for _, meaning in PositionForm(is_first=False, owners=[]).cards())


def test_titles_are_stripped_and_bounded():
    values = {"nature": "back_office", "title": "  Archiv "}
    form = ProposalForm(values)
    assert form.is_valid() and form.cleaned_data["title"] == "Archiv"
    assert "title" in ProposalForm(values | {"title": "x" * 201}).errors
