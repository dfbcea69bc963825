"""What the database itself refuses, provoked past forms and domain on the real tables.

Each constraint of the models stands in the tables of one of the `…_rows`; one that is missing there fails.
"""

from copy import copy
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, F, Model, ProtectedError

from initiatives.models import (
    Ask,
    Body,
    Field,
    Initiative,
    Mandate,
    Meeting,
    MeetingResult,
    Organisation,
    Proposal,
    Report,
    Round,
    User,
)
from tests.models import agreement_rows, baseline_rows, circle_rows, field_rows
from tests.support.lifting import overwrite

BROKEN = field_rows.BROKEN | circle_rows.BROKEN | agreement_rows.BROKEN | baseline_rows.BROKEN
TWICE = field_rows.TWICE | circle_rows.TWICE | agreement_rows.TWICE | baseline_rows.TWICE
# a number below zero breaks a check of the column, a state of no name the rule about that state's times
ALSO_BREAKS_ANOTHER = (
    "resolution_votes_not_negative",
    "report_state",
    "minutes_state",
    "support_request_state",
    "task_state",
    "agreement_kind",
)
MODELS = [one for one in apps.get_app_config("initiatives").get_models() if not hasattr(one, "instance_type")]


def declared() -> set[str]:
    """The names of all constraints, and of all columns that are unique by themselves."""
    names = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    columns = {
        f"{model.__name__}.{column.name}"
        for model in MODELS
        for column in model._meta.fields
        if column.unique and not column.primary_key
    }
    return names | columns


def test_every_constraint_is_provoked():
    assert declared() == set(BROKEN) | set(TWICE)


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(rows, name):
    model, values = BROKEN[name]
    queryset = model._default_manager.filter(pk=rows[model].pk)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        overwrite(queryset, **values)
    if name not in ALSO_BREAKS_ANOTHER:
        assert name in str(refusal.value)
    assert queryset.exists()


@pytest.mark.parametrize("name", TWICE)
def test_a_second_row_is_refused(circle, rows, name):
    model, values = TWICE[name]
    first = rows[model]
    prepared = _prepared(circle).get(name)
    if prepared:
        overwrite(model._default_manager.filter(pk=first.pk), **prepared)
        first.refresh_from_db()
    if name.endswith((".supersedes", ".corrects")):
        first = _successor(first, name.split(".")[1])
    second = copy(first)
    second.pk = None
    second._state.adding = True
    for attribute, value in values.items():
        setattr(
            second, attribute, circle.duelmen if value == "another" and attribute == "organisation" else value
        )
    number = model._default_manager.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.bulk_create([second])
    assert model._default_manager.count() == number


def _prepared(circle) -> dict[str, dict[str, Any]]:
    """What the first row must hold before a second one can clash with it."""
    issued = field_rows.ISSUED | {"issued_by": circle.people["county"]}
    checked = {"checked_at": field_rows.AT, "checked_by": circle.people["nottuln"]}
    return {
        "report_number_once_a_body": issued,
        "report_label_once_a_body": issued | checked | {"label": "1/2026"},
        "report_replaced_once": field_rows.CORRECTS,
        "ChainLink.report": {"report": Report.objects.first(), "paper": None},
        "report_body_once_a_group": {"together": F("pk")},
        "field_one_provider": {"is_provider": True},
        "comment_mention_organisation_once": {"user": None, "organisation": circle.nottuln},
    }


def _successor(first: Model, by: str) -> Model:
    """A row that supersedes or corrects the first; a second one is one too many."""
    successor = copy(first)
    successor.pk = None
    successor._state.adding = True
    setattr(successor, by, first)
    if by == "corrects":
        successor.correction_reason = "x"
    type(first)._default_manager.bulk_create([successor])
    return type(first)._default_manager.get(**{by: first})


def test_checks_tell_their_names(rows):
    """The table of checks holds the checks, that of doubles the rest."""
    checks = {
        one.name for model in MODELS for one in model._meta.constraints if isinstance(one, CheckConstraint)
    }
    assert checks == set(BROKEN)


def test_nothing_that_others_hang_on_can_be_deleted(rows):
    models = (Organisation, Body, Field, Mandate, Round, Ask, Report, User, Meeting, MeetingResult, Proposal)
    for model in models:
        with pytest.raises(ProtectedError):
            rows[model].delete()
    with pytest.raises(ProtectedError):
        Initiative.objects.get().delete()
