"""The rows of which these tests ask what the database refuses."""

import pytest
from django.db.models import Model

from tests.models import agreement_rows, baseline_rows, circle_rows, field_rows, money_rows


@pytest.fixture
def rows(circle) -> dict[type[Model], Model]:
    """One sound row of each table."""
    parts = (field_rows, circle_rows, agreement_rows, baseline_rows, money_rows)
    made = [row for part in parts for row in part.rows(circle)]
    return {type(row): row for row in made}
