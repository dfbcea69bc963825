"""Texts of one line."""

import re
from typing import Any

from django.db import models

from initiatives.german import composed

# All that some reader takes for the end of a line: it would let a title forge lines of a mail.
BREAKS = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]\s*")
# What nobody sees and what turns the order of what one reads.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def one_line(text: str) -> str:
    """The text with a blank for each line break, without control characters and marks that turn its order, its letters
    composed."""
    text = composed(text)
    return text if text.isprintable() else UNSEEN.sub("", BREAKS.sub(" ", text))


class Line(models.CharField):
    """A text of one line: whatever hands it over, it is cleaned on the way into the table (`one_line`)."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return one_line(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The row in hand reads as the stored one."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = one_line(value)
            setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """To the database it is a `CharField`."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
