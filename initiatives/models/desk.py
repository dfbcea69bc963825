"""Texts that the operator of an installation is responsible for: Impressum, Datenschutz, Barrierefreiheit."""

from django.db import models


class LegalPage(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    text = models.TextField("Text", blank=True, help_text="Markdown")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug
