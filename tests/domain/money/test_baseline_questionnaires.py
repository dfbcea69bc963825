"""The questionnaire of a field: begun once, from a template or empty; its questions added, changed, dropped, ordered."""

from datetime import timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import questionnaires, questions, templates
from initiatives.domain.state import loading
from initiatives.models import Event, Notice, Question, Questionnaire
from tests.domain.money.baselines import ASKED, DAY, EMPTY, add, asked, give, take_part


def known(circle, day=None):
    """The baseline as it is known now of a day."""
    moment = Moment(day, moments.now()) if day else moments.Moment(moments.today(), moments.now())
    return loading.facts(circle.initiative.pk, moment).field(circle.payroll.pk).baseline


def verb(circle, function, **values):
    return function(by=circle.people["nottuln"], at=moments.now(), **values)


def test_a_questionnaire_begins_with_the_questions_of_a_template_and_keeps_them(circle):
    template = templates.save(template=None, title="Abrechnung", hint="")
    first = templates.set_question(template=template, question=None, values=EMPTY | ASKED[0])
    templates.set_question(template=template, question=None, values=EMPTY | ASKED[7])
    take_part(circle, "nottuln", "duelmen")
    due_on = moments.today() + timedelta(days=30)
    made = questionnaires.begin(
        field=circle.payroll,
        title=" Bestand ",
        template=template,
        due_on=due_on,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    templates.remove_question(question=first)
    assert [one.text for one in made.questions.all()] == ["Abrechnungen", "Verfahren im Einsatz"]
    assert made.questions.get(order=2).columns[2] == {
        "key": "vertragsende",
        "text": "Vertragsende",
        "kind": "date",
        "unit": "",
        "meaning": "contract_end",
    }
    assert (made.title, made.effective_on) == ("Bestand", moments.today())
    told = Event.objects.get(kind="baseline")
    assert told.after == f"Bestand, Frist {due_on:%d.%m.%Y}"
    people = {one.user for one in Notice.objects.filter(page="baseline")}
    assert people == {circle.people["duelmen"].user}  # who takes part, and did not do it


def test_who_takes_part_is_told_once_there_is_something_to_answer(circle):
    take_part(circle, "nottuln", "duelmen")
    made = verb(circle, questionnaires.begin, field=circle.payroll, title="Bestand")
    assert not Notice.objects.filter(page="baseline").exists()
    for one in ASKED[:2]:
        add(circle, made, **one)
    told = Notice.objects.filter(page="baseline")
    assert [(one.user, one.title) for one in told] == [
        (circle.people["duelmen"].user, "Bestandsaufnahme zu beantworten: Personalabrechnung bündeln")
    ]


def test_a_field_has_one_questionnaire(circle):
    asked(circle)
    with pytest.raises(Refused, match="hat schon einen Fragebogen"):
        asked(circle)
    assert Questionnaire.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " \n "}, "title"),
        ({"effective_on": -1}, "effective_on"),  # a day before the field
        ({"due_on": DAY - timedelta(days=1), "effective_on": DAY}, "due_on"),
        ({"due_on": DAY, "effective_on": DAY}, None),
    ],
)
def test_a_questionnaire_has_a_title_and_days_that_can_be(circle, values, field):
    if values.get("effective_on") == -1:
        values = {"effective_on": circle.payroll.proposed_on - timedelta(days=1)}
    given = {"title": "Bestand", "field": circle.payroll} | values
    if field is None:
        assert verb(circle, questionnaires.begin, **given).due_on == DAY
        return
    with pytest.raises(Refused) as refused:
        verb(circle, questionnaires.begin, **given)
    assert refused.value.field == field and not Questionnaire.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " "}, "text"),
        ({"kind": "choice", "choices": ["nur eine", " nur eine "]}, "choices"),
        ({"kind": "choice", "choices": ["a", "b", ""]}, None),
        ({"kind": "rows"}, "columns"),
        ({"kind": "rows", "columns": [{"text": ""}]}, "columns"),
        ({"kind": "rows", "columns": [{"text": "A"}, {"text": "a"}]}, "columns"),
        ({"kind": "rows", "columns": [{"text": "A", "kind": "file"}]}, "columns"),
        ({"kind": "rows", "columns": [{"text": "A", "kind": "text", "meaning": "cost"}]}, "columns"),
        ({"kind": "text", "meaning": "cost"}, "meaning"),
        ({"kind": "rows", "columns": [{"text": "A"}], "meaning": "procedure"}, "meaning"),
        ({"kind": "date", "meaning": "contract_end"}, None),
    ],
)
def test_a_question_can_be_answered_and_means_what_its_kind_can_say(circle, values, field):
    made = asked(circle, ASKED[0])
    if field is None:
        assert add(circle, made, **{"text": "Frage"} | values).order == 2
        return
    with pytest.raises(Refused) as refused:
        add(circle, made, **{"text": "Frage"} | values)
    assert refused.value.field == field and made.questions.count() == 1


def test_what_a_kind_has_no_use_for_is_left_out(circle):
    made = asked(circle, ASKED[0])
    row = add(
        circle, made, text="Ja?", kind="yes_no", unit="Stück", choices=["a", "b"], columns=[{"text": "A"}]
    )
    assert (row.unit, row.choices, row.columns) == ("", [], [])


def test_a_question_is_changed_until_it_is_answered(circle):
    take_part(circle, "nottuln", "duelmen")
    made = asked(circle, ASKED[0])
    row = made.questions.get()
    values = {name: getattr(row, name) for name in questions.NAMES}
    verb(
        circle,
        questionnaires.edit_question,
        question=row,
        values=values | {"text": "Abrechnungen je Monat", "kind": "money", "meaning": ""},
        seen=values,
    )
    told = Event.objects.filter(kind="baseline").first()
    assert told.before == "Frage: Abrechnungen; Art der Antwort: Zahl; Bedeutung: Fallzahl im Jahr"
    row.refresh_from_db()
    assert (row.text, row.kind) == ("Abrechnungen je Monat", "money")
    give(circle, made, "duelmen", {"Abrechnungen je Monat": 5})
    give(circle, made, "duelmen", {"Abrechnungen je Monat": None})  # taken back: it was answered all the same
    with pytest.raises(Refused, match="schon beantwortet"):
        verb(circle, questionnaires.edit_question, question=row, values=values, seen=None)


def test_two_who_change_a_question_overwrite_each_other_in_nothing(circle):
    made = asked(circle, ASKED[7])
    row = made.questions.get()
    seen = {name: getattr(row, name) for name in questions.NAMES}
    edit = questionnaires.edit_question
    verb(circle, edit, question=row, values=seen | {"columns": seen["columns"][:1]}, seen=seen)
    verb(circle, edit, question=row, values=seen | {"help": "Alle"}, seen=seen)
    row.refresh_from_db()
    assert (len(row.columns), row.help) == (1, "Alle")
    with pytest.raises(Conflict) as conflict:
        verb(circle, edit, question=row, values=seen | {"columns": seen["columns"][:2]}, seen=seen)
    assert list(conflict.value.theirs) == ["columns"] and "Nottuln" in conflict.value.actor


def test_a_question_is_asked_between_its_days(circle):
    made = asked(circle, ASKED[0])
    today = moments.today()
    late = add(circle, made, text="Später", kind="text", effective_on=today)
    first = made.questions.get(order=1)
    with pytest.raises(Refused) as refused:
        verb(circle, questionnaires.drop_question, question=first, effective_on=DAY - timedelta(days=1))
    assert refused.value.field == "effective_on"
    verb(circle, questionnaires.drop_question, question=first, effective_on=today)
    assert [one.id for one in known(circle).questions] == [late.pk]
    assert [one.id for one in known(circle, today - timedelta(days=1)).questions] == [first.pk]
    assert known(circle, DAY - timedelta(days=1)) is None
    with pytest.raises(Refused, match="entfällt schon"):
        verb(circle, questionnaires.drop_question, question=first)
    verb(circle, questionnaires.ask_again, question=first)
    assert [one.id for one in known(circle).questions] == [first.pk, late.pk]
    with pytest.raises(Refused, match="wird schon gestellt"):
        verb(circle, questionnaires.ask_again, question=first)


def test_questions_are_put_into_order_on_what_was_seen(circle):
    made = asked(circle, *ASKED[:3])
    ids = [one.pk for one in made.questions.all()]
    order = questions.order_after(ids, ids[2], down=False)
    assert order == [ids[0], ids[2], ids[1]]
    assert (
        questions.order_after(ids, ids[0], down=False) == questions.order_after(ids, ids[2], down=True) == ids
    )
    verb(circle, questionnaires.arrange, questionnaire=made, order=order)
    assert [one.id for one in known(circle).questions] == order
    gone = Question.objects.get(pk=ids[0])
    verb(circle, questionnaires.drop_question, question=gone)
    with pytest.raises(Refused, match="haben sich geändert"):
        verb(circle, questionnaires.arrange, questionnaire=made, order=ids)
    with pytest.raises(Refused, match="haben sich geändert"):
        questions.order_after(ids[1:], ids[0], down=True)


def test_the_day_of_a_questionnaire_moves_its_first_questions_and_no_answer_stands_before_it(circle):
    take_part(circle, "duelmen")
    made = asked(circle, ASKED[0])
    later = add(circle, made, text="Später", kind="text", effective_on=DAY + timedelta(days=5))
    give(circle, made, "duelmen", {"Abrechnungen": "3"}, effective_on=DAY + timedelta(days=1))
    seen = {"effective_on": DAY}
    earlier = circle.payroll.proposed_on
    verb(circle, questionnaires.edit, questionnaire=made, values={"effective_on": earlier}, seen=seen)
    days = dict(made.questions.values_list("text", "effective_on"))
    assert days == {"Abrechnungen": earlier, "Später": later.effective_on}
    with pytest.raises(Refused, match="steht schon etwas") as refused:
        verb(
            circle,
            questionnaires.edit,
            questionnaire=made,
            values={"effective_on": DAY + timedelta(days=2)},
            seen=None,
        )
    assert refused.value.field == "effective_on"


def test_each_change_moves_the_version(circle):
    made = asked(circle, *ASKED[:2])
    made.refresh_from_db()
    before = made.version
    verb(circle, questionnaires.edit, questionnaire=made, values={"title": "Neu"}, seen=None)
    verb(circle, questionnaires.drop_question, question=made.questions.get(order=1))
    made.refresh_from_db()
    assert (made.version, made.title) == (before + 2, "Neu")
    told = Event.objects.filter(subject="Bestandsaufnahme: Fragebogen geändert").get()
    assert told.after == "Titel: Neu"
