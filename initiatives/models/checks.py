"""Constraints that several tables share."""

from django.db.models import CheckConstraint, Q


def choice_check(field: str, choices, name: str, *, blank: bool = False) -> CheckConstraint:
    """A check that `field` holds one of the values of `choices` (or "" if `blank`)."""
    values = [*choices.values, ""] if blank else choices.values
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)
