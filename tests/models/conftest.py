"""The rows of which these tests ask what the database refuses."""

import pytest
from django.db.models import Model

from tests.models import agreement_rows, baseline_rows, circle_rows, field_rows


@pytest.fixture
def rows(circle) -> dict[type[Model], Model]:
    """One sound row of each table."""
    made = field_rows.rows(circle) + circle_rows.rows(circle) + agreement_rows.rows(circle)
    made += baseline_rows.rows(circle)
    return {type(row): row for row in made}
