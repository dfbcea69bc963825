"""What a section of a field's page that is edited in place consists of; the sections by topic are built from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm

from initiatives.views.fields.field_page import FieldPage

Save = Callable[[FieldPage, dict[str, Any], datetime], object]


@dataclass(frozen=True)
class Section:
    anchor: str  # the id of the section on the page
    right: str
    form: Callable[[FieldPage, dict[str, Any] | None], BaseForm]
    save: Save
    done: str
    own: Callable[[FieldPage], bool] = lambda page: True  # beside the right
