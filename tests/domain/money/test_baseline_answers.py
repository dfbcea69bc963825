"""Answering the baseline: each for itself, partly, again, taken back, put right; what it was on a past day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import answers, questionnaires
from initiatives.domain.rules.money.baseline import completeness, figure
from initiatives.domain.state import loading
from initiatives.models import Answer, Document, Event
from tests.domain.money.baselines import ASKED, DAY, WHOLE, add, asked, give, take_part
from tests.support.files import upload


@pytest.fixture
def field_of(circle):
    """The field as it is known now, today or of a day."""

    def read(day=None):
        moment = Moment(day or moments.today(), moments.now())
        return loading.facts(circle.initiative.pk, moment).field(circle.payroll.pk)

    take_part(circle, "nottuln", "duelmen")
    return read


@pytest.fixture
def made(circle, field_of):
    return asked(circle)


def value(field, organisation, text):
    question = next(one for one in field.baseline.questions if one.text == text)
    answer = field.baseline.answer(organisation.pk, question.id)
    return answer and answer.value


def test_what_is_answered_stands_and_is_told_in_words(circle, made, field_of):
    give(circle, made, "duelmen", WHOLE, note="Erhebung Mai")
    assert {text: value(field_of(), circle.duelmen, text) for text in WHOLE} == WHOLE
    told = Event.objects.get(kind="baseline-answer")
    assert told.subject == "Bestandsaufnahme der Stadt Dülmen" and told.before == ""
    assert told.after.split("; ") == [
        "Abrechnungen: 412 im Monat",
        "Kosten heute: 121.500,00\u00a0€ im Jahr",
        "Wer rechnet ab?: wir",
        "Vertretung gesichert?: Nein",
        "Verfahren im Einsatz: Lohn A, 12.000,00\u00a0€ im Jahr, 31.12.2027 / Zeit B",
    ]
    assert {one.note for one in Answer.objects.all()} == {"Erhebung Mai"}


def test_it_is_saved_partly_and_says_who_owes_what(circle, made, field_of):
    give(circle, made, "duelmen", {"Abrechnungen": "412", "Besonderes": "nichts"})
    give(circle, made, "nottuln", WHOLE)
    state = completeness(field_of())
    assert ([one.name for one in state.complete], state.asked) == (["Nottuln"], 2)
    assert [one.name for one in state.open] == ["Dülmen"]
    assert [one.text for one in state.missing[state.open[0]]] == [
        "Kosten heute",
        "Wer rechnet ab?",
        "Vertretung gesichert?",
        "Verfahren im Einsatz",
    ]
    give(circle, made, "duelmen", {text: WHOLE[text] for text in WHOLE if text != "Abrechnungen"})
    assert not completeness(field_of()).open


def test_where_nothing_has_to_be_answered_who_says_something_is_done(circle, field_of):
    made = asked(circle, ASKED[2])
    assert [one.name for one in completeness(field_of()).open] == ["Dülmen", "Nottuln"]
    give(circle, made, "nottuln", {"Besonderes": "nichts"})
    assert [one.name for one in completeness(field_of()).open] == ["Dülmen"]
    questionnaires.drop_question(question=made.questions.get(), by=circle.people["nottuln"], at=moments.now())
    assert completeness(field_of()).asked == 0


@pytest.mark.parametrize(
    ("text", "given", "says"),
    [
        ("Abrechnungen", "viele", "keine Zahl"),
        ("Abrechnungen", "-1", "keine Zahl"),
        ("Abrechnungen", "NaN", "keine Zahl"),
        ("Abrechnungen", True, "keine Zahl"),
        ("Kosten heute", -1, "kein Betrag"),
        ("Kosten heute", "1.000", "kein Betrag"),
        ("Besonderes", "x" * 2_001, "2000 Zeichen"),
        ("Wer rechnet ab?", "niemand", "Auswahl"),
        ("Vertretung gesichert?", "ja", "Ja oder Nein"),
        ("Stand vom", "31.02.2026", "gibt es nicht"),
        ("Konzept", "datei.pdf", "mit einer Datei"),
        (
            "Verfahren im Einsatz",
            [{"verfahren": "A"}, {"kosten": -1}],
            "Zeile 2, Kosten: Das ist kein Betrag",
        ),
        ("Verfahren im Einsatz", [{"verfahren": "x" * 201}], "200 Zeichen"),
        ("Verfahren im Einsatz", [{"verfahren": "A"}] * 301, "300 Zeilen"),
    ],
)
def test_what_a_question_does_not_take_is_refused_whole(circle, made, text, given, says):
    with pytest.raises(Refused, match=says) as refused:
        give(circle, made, "duelmen", {"Abrechnungen": "5"} | {text: given})
    assert refused.value.field == answers.name_of(made.questions.get(text=text).pk)
    assert not Answer.objects.exists()


def test_zero_and_no_are_answers_and_empty_is_none(circle, made, field_of):
    give(
        circle,
        made,
        "duelmen",
        {"Abrechnungen": "0", "Kosten heute": 0, "Vertretung gesichert?": False, "Besonderes": " "},
    )
    assert Answer.objects.count() == 3
    assert value(field_of(), circle.duelmen, "Kosten heute") == 0
    give(circle, made, "duelmen", {"Verfahren im Einsatz": [{}, {"verfahren": " "}, {"kosten": 0}]})
    assert value(field_of(), circle.duelmen, "Verfahren im Einsatz") == [{"kosten": 0}]


@pytest.mark.parametrize(
    ("by", "place", "past", "says"),
    [
        ("duelmen", "duelmen", False, ""),
        ("nottuln", "duelmen", False, "jede Kommune für sich"),
        ("rosendahl", "rosendahl", False, "nicht beteiligt"),
        ("nottuln", "duelmen", True, ""),  # who may record the past, as the page asks
        ("nottuln", "rosendahl", True, "nicht beteiligt"),
    ],
)
def test_each_answers_for_itself_and_who_records_the_past_for_those_that_take_part(
    circle, made, by, place, past, says
):
    def act():
        organisation = getattr(circle, place)
        given = {"Abrechnungen": "1"}
        return give(circle, made, by, given, organisation=organisation, past=past, note="Akten")

    if not says:
        assert act()[0].organisation == getattr(circle, place)
        return
    with pytest.raises(Refused, match=says):
        act()


def test_what_is_recorded_for_another_says_from_where(circle, made):
    with pytest.raises(Refused, match="woher") as refused:
        give(circle, made, "nottuln", {"Abrechnungen": "1"}, organisation=circle.duelmen, past=True, note=" ")
    assert refused.value.field == "note"


def test_what_did_not_change_is_no_new_answer(circle, made):
    give(circle, made, "duelmen", WHOLE)
    before = Answer.objects.count()
    assert give(circle, made, "duelmen", WHOLE) == []
    assert (Answer.objects.count(), Event.objects.filter(kind="baseline-answer").count()) == (before, 1)


def test_an_answer_is_taken_back_and_given_again(circle, made, field_of):
    give(circle, made, "duelmen", {"Abrechnungen": "5"})
    give(circle, made, "duelmen", {"Abrechnungen": None})
    assert value(field_of(), circle.duelmen, "Abrechnungen") is None
    assert Event.objects.filter(kind="baseline-answer").first().after == "Abrechnungen: –"
    give(circle, made, "duelmen", {"Abrechnungen": "6"})
    assert value(field_of(), circle.duelmen, "Abrechnungen") == "6"
    assert [one.value for one in Answer.objects.order_by("pk")] == ["5", None, "6"]


def test_two_of_one_municipality_overwrite_each_other_in_nothing(circle, made, field_of):
    numbers = {one.text: answers.name_of(one.pk) for one in made.questions.all()}
    give(circle, made, "duelmen", {"Abrechnungen": "5", "Kosten heute": 100})
    seen = {numbers["Abrechnungen"]: "5", numbers["Kosten heute"]: 100, numbers["Besonderes"]: None}
    give(circle, made, "duelmen", {"Kosten heute": 200, "Besonderes": "neu"})
    give(circle, made, "duelmen", {"Abrechnungen": "6", "Kosten heute": 100}, seen=seen)
    field = field_of()
    assert value(field, circle.duelmen, "Kosten heute") == 200
    assert value(field, circle.duelmen, "Abrechnungen") == "6"
    with pytest.raises(Conflict) as conflict:
        give(circle, made, "duelmen", {"Kosten heute": 300}, seen=seen)
    assert conflict.value.theirs == {numbers["Kosten heute"]: 200}
    assert conflict.value.actor == "Beauftragte/r der Stadt Dülmen"


def test_a_day_before_an_answer_tells_not_answered(circle, made, field_of):
    day = DAY + timedelta(days=10)
    give(circle, made, "duelmen", {"Abrechnungen": "5"}, effective_on=day)
    give(circle, made, "duelmen", {"Abrechnungen": "7"}, effective_on=day + timedelta(days=5))
    assert value(field_of(day - timedelta(days=1)), circle.duelmen, "Abrechnungen") is None
    assert value(field_of(day), circle.duelmen, "Abrechnungen") == "5"
    assert value(field_of(), circle.duelmen, "Abrechnungen") == "7"
    then = loading.facts(circle.initiative.pk, Moment(day, moments.now() - timedelta(days=1)))
    assert then.field(circle.payroll.pk).baseline is None  # nothing of it was recorded yesterday


def test_no_answer_stands_before_its_question_or_in_the_future(circle, made):
    add(circle, made, text="Später", kind="text", effective_on=DAY + timedelta(days=5))
    for text, days, says in (
        ("Abrechnungen", -1, "Den Fragebogen gibt es erst seit"),
        ("Später", 4, "Diese Frage gibt es erst seit"),
    ):
        with pytest.raises(Refused, match=says):
            give(circle, made, "duelmen", {text: "5"}, effective_on=DAY + timedelta(days=days))
    with pytest.raises(Refused, match="Zukunft"):
        give(circle, made, "duelmen", {"Später": "5"}, effective_on=moments.today() + timedelta(days=1))
    assert give(circle, made, "duelmen", {"Später": "5"}, effective_on=DAY + timedelta(days=5))


def test_what_is_dropped_is_not_answered_any_more(circle, made):
    question = made.questions.get(text="Abrechnungen")
    questionnaires.drop_question(question=question, by=circle.people["nottuln"], at=moments.now())
    with pytest.raises(Refused, match="nicht mehr gestellt"):
        give(circle, made, "duelmen", {"Abrechnungen": "5"})


def test_a_file_becomes_a_document_of_the_field(circle, made, field_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    number = made.questions.get(text="Konzept").pk
    give(circle, made, "duelmen", {"Besonderes": "x"}, files={number: upload("Konzept_2026.pdf")})
    document = Document.objects.get()
    answer = field_of().baseline.answer(circle.duelmen.pk, number)
    assert (answer.value, answer.document_id) == ("Konzept 2026", document.pk)
    with pytest.raises(Refused, match="schon da") as refused:
        give(circle, made, "nottuln", {"Besonderes": "y"}, files={number: upload("Konzept_2026.pdf")})
    assert refused.value.field == answers.name_of(number)
    assert Answer.objects.count() == 2  # nothing half saved
    give(circle, made, "duelmen", {"Konzept": None})
    assert field_of().baseline.answer(circle.duelmen.pk, number) is None


def test_an_answer_is_put_right_with_a_reason(circle, made, field_of):
    (entry,) = give(circle, made, "duelmen", {"Abrechnungen": "5"}, effective_on=DAY)
    act = {"by": circle.people["duelmen"], "at": moments.now()}
    later = DAY + timedelta(days=3)
    fixed = answers.correct(
        entry=entry,
        values={"value": "50", "effective_on": later},
        correction_reason="Tippfehler",
        **act,
    )
    assert value(field_of(DAY), circle.duelmen, "Abrechnungen") is None
    assert value(field_of(later), circle.duelmen, "Abrechnungen") == "50"
    told = Event.objects.get(kind="baseline-answer-corrected")
    assert told.after == f"50 im Monat (ab {later:%d.%m.%Y}) – Tippfehler"
    for values, field in (({"value": "x"}, "value"), ({"value": None}, "value")):
        with pytest.raises(Refused) as refused:
            answers.correct(entry=fixed, values=values, correction_reason="Grund", **act)
        assert refused.value.field == field
    with pytest.raises(Refused, match="begründen"):
        answers.correct(entry=fixed, values={"value": "51"}, correction_reason=" ", **act)
    answers.correct(entry=fixed, values={}, correction_reason="Falsches Feld", withdrawn=True, **act)
    assert value(field_of(), circle.duelmen, "Abrechnungen") is None


def test_what_the_product_reads_is_summed_a_year(circle, made, field_of):
    give(circle, made, "duelmen", WHOLE)
    baseline = field_of().baseline
    assert figure(baseline, circle.duelmen.pk, "cases") == Decimal(412 * 12)
    assert figure(baseline, circle.duelmen.pk, "cost") == Decimal(12_150_000 + 1_200_000)
    assert figure(baseline, circle.duelmen.pk, "fte") is None
    assert figure(baseline, circle.nottuln.pk, "cost") is None  # missing is missing, never zero
