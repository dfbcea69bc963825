"""The texts that the operator of an installation answers for: Impressum, Datenschutz, Barrierefreiheit.

Only the statement on accessibility has a text from the beginning, since what the application can do is known.
"""

from datetime import datetime
from pathlib import Path

from initiatives.domain.kernel.texts import clean
from initiatives.models import LegalPage

TITLES = {
    "impressum": "Impressum",
    "datenschutz": "Datenschutz",
    "barrierefreiheit": "Erklärung zur Barrierefreiheit",
}

DEFAULTS = {"barrierefreiheit": Path(__file__).with_name("barrierefreiheit.md").read_text(encoding="utf-8")}


def find(slug: str) -> LegalPage:
    """The stored page, or an unsaved one with the default text. Raises KeyError for an unknown slug."""
    TITLES[slug]
    stored = LegalPage.objects.filter(slug=slug).first()
    return stored or LegalPage(slug=slug, text=DEFAULTS.get(slug, ""))


def write(*, slug: str, text: str, at: datetime) -> LegalPage:
    """Store a text as Markdown; an empty one makes the page say again that it is missing."""
    TITLES[slug]
    page, _ = LegalPage.objects.update_or_create(slug=slug, defaults={"text": clean(text), "changed_at": at})
    return page
