"""The baseline (Bestandsaufnahme): what the participants of a field are asked about today, and what each answers for itself."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from initiatives.enums.money import QuestionKind, QuestionMeaning
from initiatives.models.checks import choice_check
from initiatives.models.dated import Dated
from initiatives.models.german import InGerman
from initiatives.models.lines import Line


class Asked(models.Model):
    """A question. `choices` are the texts to choose from; `columns` of a list are {key, text, kind, unit, meaning}."""

    order = models.PositiveSmallIntegerField("Nummer")
    text = Line("Frage", max_length=200)
    kind = models.CharField("Art der Antwort", max_length=10, choices=QuestionKind)
    unit = Line("Einheit", max_length=40, blank=True)
    is_required = models.BooleanField("muss beantwortet werden", default=True)
    help = models.TextField("Hilfe", blank=True)
    choices = models.JSONField("Auswahl", default=list, blank=True)
    columns = models.JSONField("Spalten", default=list, blank=True)
    meaning = models.CharField("Bedeutung", max_length=15, choices=QuestionMeaning, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class QuestionnaireTemplate(models.Model):
    """A questionnaire to start from. Those that the application brings have a `key`; an administrator adds own ones."""

    key = models.SlugField("Schlüssel", max_length=40, null=True, blank=True, unique=True)
    title = Line("Titel", max_length=120, unique=True)
    hint = models.TextField("Wofür", blank=True)
    ended_on = models.DateField("wird nicht mehr angeboten seit", null=True, blank=True)

    class Meta:
        ordering = [InGerman("title")]

    def __str__(self) -> str:
        return self.title


class TemplateQuestion(Asked):
    template = models.ForeignKey(QuestionnaireTemplate, on_delete=models.PROTECT, related_name="questions")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            choice_check("kind", QuestionKind, "template_question_kind"),
            choice_check("meaning", QuestionMeaning, "template_question_meaning", blank=True),
        ]


class Questionnaire(models.Model):
    """What a field asks of its participants, from `effective_on` on, to be answered until `due_on`."""

    field = models.OneToOneField("initiatives.Field", on_delete=models.PROTECT, related_name="questionnaire")
    title = Line("Titel", max_length=120)
    due_on = models.DateField("Frist", null=True, blank=True)
    effective_on = models.DateField("gilt ab")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("effective_on")),
                name="questionnaire_due_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionnaireReminder(models.Model):
    """That those who have not answered by then were reminded of this day, once before it and once after."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="reminders")
    due_on = models.DateField("Frist")
    is_after = models.BooleanField("nach der Frist")
    reminded_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["questionnaire", "due_on", "is_after"], name="questionnaire_reminder_once"
            ),
        ]


class Question(Asked):
    """A question of a field, from `effective_on` on; `dropped_on` is the day from which on it is not asked any more.

    Once it was answered its wording stays; another one is another question.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    effective_on = models.DateField("gilt ab")
    recorded_at = models.DateTimeField()
    dropped_on = models.DateField("entfällt ab", null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            choice_check("kind", QuestionKind, "question_kind"),
            choice_check("meaning", QuestionMeaning, "question_meaning", blank=True),
            CheckConstraint(
                condition=Q(dropped_on=None, dropped_at=None)
                | Q(dropped_on__isnull=False, dropped_at__isnull=False),
                name="question_dropped_on_iff_at",
            ),
        ]


class Answer(Dated):
    """What an organisation answers; the latest counts, and a `value` of null takes back what was answered before.

    `value` by the kind of the question: number "1234.5", money cents, text, choice and date (ISO) as text, yes or no as
    true or false, a list as [{column key: such a value}]. Of a file it is its title, and `document` holds it.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="baseline_answers"
    )
    value = models.JSONField(null=True)
    document = models.ForeignKey(
        "initiatives.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    note = Line("Anmerkung", max_length=300, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)
