"""Texts of an agreement that were given for a day, and the day of its draft, put right in both clocks."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.agreements import agreements, parties, stages, wordings
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.loading import facts
from initiatives.models import Agreement, AgreementChange, Event, LegalForm
from tests.support.personas import BEGIN

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
JAN, FEB, MARCH, APRIL = (date(2026, month, 20) for month in (1, 2, 3, 4))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW = at(date(2026, 5, 4))


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


def draw_up(circle, by, **values) -> Agreement:
    given = {"field": circle.payroll, "title": "Personal", "effective_on": JAN, "by": by, "at": at(APRIL)}
    given |= {"provider_id": circle.county.pk, "entering": [circle.county, circle.nottuln]}
    return agreements.draw_up(**given | values)


def edit(row: Agreement, by, day: date, **values) -> Agreement:
    row = Agreement.objects.get(pk=row.pk)
    told = {"values": values, "version": row.version, "effective_on": day, "by": by, "at": at(APRIL)}
    return agreements.edit(agreement=row, **told)


@pytest.fixture
def agreement(circle, by) -> Agreement:
    """Drafted in January with the subject A, B from February on, C from April on; of February is a note, too."""
    row = draw_up(circle, by, subject="A")
    edit(row, by, FEB, subject="B", note="Text")
    return edit(row, by, APRIL, subject="C")


def of_day(row: Agreement, day: date):
    return wordings.standing(row.field_id).get(id=row.pk, effective_on=day)


def correct(row: Agreement, by, day: date, values=None, instant: datetime = NOW, **told) -> Agreement:
    told = {"version": of_day(row, day), "correction_reason": "Laut Urkunde", "by": by, "at": instant} | told
    return wordings.correct(values=values or {}, **told)


def known(circle, row: Agreement, day: date, instant: datetime = NOW):
    found = facts(circle.initiative.pk, Moment(day, instant)).field(circle.payroll.pk).agreements
    return next((one for one in found if one.id == row.pk), None)


DAYS = (JAN - DAY, JAN, FEB - DAY, FEB, MARCH - DAY, MARCH, APRIL - DAY, APRIL)


def subjects(circle, row: Agreement, instant: datetime = NOW) -> str:
    """What a report of each of these days tells as the subject, "-" where there is no such agreement."""
    found = [known(circle, row, day, instant) for day in DAYS]
    return "".join(one.subject if one else "-" for one in found)


@pytest.mark.parametrize(
    ("day", "values", "told", "worded"),
    [
        (FEB, {"subject": "X"}, "-AAXXXXC", APRIL),
        (FEB, {"effective_on": MARCH}, "-AAAABBC", APRIL),
        (FEB, {"effective_on": FEB - DAY}, "-ABBBBBC", APRIL),
        (APRIL, {"effective_on": MARCH}, "-AABBCCC", MARCH),
        (APRIL, {"effective_on": APRIL + DAY}, "-AABBBBB", APRIL + DAY),
        (JAN, {"subject": "X"}, "-XXBBBBC", APRIL),
        (JAN, {"effective_on": JAN - DAY}, "AAABBBBC", APRIL),
        (JAN, {"effective_on": FEB - DAY}, "--ABBBBC", APRIL),
    ],
)
def test_a_text_and_its_day_are_put_right_and_what_was_known_before_stays(
    circle, agreement, by, day, values, told, worded
):
    correct(agreement, by, day, values)
    assert subjects(circle, agreement) == told
    assert subjects(circle, agreement, NOW - SECOND) == "-AABBBBC"
    assert known(circle, agreement, MARCH, NOW - SECOND).worded_on == FEB
    row = Agreement.objects.get(pk=agreement.pk)
    live = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert live == facts(circle.initiative.pk, Moment(moments.today(), moments.now())).field(
        circle.payroll.pk
    )
    [found] = live.agreements
    assert (row.subject, found.subject, found.note, found.worded_on) == ("C", "C", "Text", worded)
    assert found.began_on == (values.get("effective_on", JAN) if day == JAN else JAN)
    event = Event.objects.order_by("pk").last()
    assert event.kind == "agreement-corrected" and event.after.endswith("– Laut Urkunde")
    assert event.effective_on == values.get("effective_on", day)


def test_an_earlier_wording_is_put_between_two_and_then_put_right(circle, agreement, by):
    edit(agreement, by, MARCH, subject="M")
    assert subjects(circle, agreement) == "-AABBMMC"
    correct(agreement, by, MARCH, {"subject": "N", "effective_on": MARCH - DAY})
    assert subjects(circle, agreement) == "-AABNNNC"


def test_what_was_never_said_leaves_what_stood_before(circle, agreement, by):
    correct(agreement, by, APRIL, withdrawn=True)
    found = known(circle, agreement, APRIL)
    assert (found.subject, found.note, found.worded_on) == ("B", "Text", FEB)
    correct(agreement, by, FEB, withdrawn=True)
    assert subjects(circle, agreement) == "-AAAAAAA" and known(circle, agreement, APRIL).note == ""
    assert Agreement.objects.get(pk=agreement.pk).subject == "A"
    assert [one.effective_on for one in wordings.standing(agreement.field_id)] == [JAN]


def test_the_draft_moves_to_and_fro_and_each_time_it_is_there_from_its_day_on(circle, agreement, by):
    day = JAN
    for number, new in enumerate((FEB - DAY, BEGIN, JAN + DAY, JAN - DAY, JAN), start=1):
        instant = NOW + number * SECOND
        correct(agreement, by, day, {"effective_on": new, "subject": str(number)}, instant)
        expected = "".join(
            "-" if one < new else f"{number}" if one < FEB else "B" if one < APRIL else "C" for one in DAYS
        )
        assert subjects(circle, agreement, instant) == expected, new
        assert known(circle, agreement, APRIL, instant).began_on == new
        day = new


def test_a_draft_without_any_other_word_moves_with_its_row(circle, by):
    row = draw_up(circle, by, subject="A")
    assert correct(row, by, JAN, {"effective_on": MARCH}).effective_on == MARCH
    assert subjects(circle, row) == "-----AAA"
    correct(row, by, MARCH, {"effective_on": FEB}, NOW + SECOND)
    assert subjects(circle, row, NOW + SECOND) == "---AAAAA"
    assert Agreement.objects.get(pk=row.pk).subject == "A"


@pytest.mark.parametrize("new", [JAN - DAY, FEB - DAY])
def test_the_parties_that_the_draft_named_go_with_its_day_and_later_ones_stay(circle, agreement, by, new):
    parties.change(
        agreement=agreement,
        organisation=circle.duelmen,
        change="enters",
        role="uses",
        effective_on=FEB,
        by=by,
        at=at(APRIL),
    )
    correct(agreement, by, JAN, {"effective_on": new})
    told = [len(known(circle, agreement, day).changes) for day in (new, FEB - DAY, FEB)]
    assert told == [2, 2, 3]
    rows = AgreementChange.objects.standing().filter(agreement=agreement)
    assert {(one.effective_on, one.correction_reason) for one in rows} == {(new, "Laut Urkunde"), (FEB, "")}
    correct(agreement, by, new, {"subject": "X"}, NOW + SECOND)
    assert AgreementChange.objects.count() == 5, "without another day they stay"


@pytest.mark.parametrize(
    ("day", "values", "told", "name"),
    [
        (FEB, {"subject": "X"}, {"correction_reason": " "}, "correction_reason"),
        (FEB, {}, {}, None),
        (FEB, {"subject": " B ", "effective_on": FEB}, {}, None),
        (FEB, {"effective_on": JAN - DAY}, {}, "effective_on"),
        (FEB, {"effective_on": JAN}, {}, "effective_on"),
        (FEB, {"effective_on": APRIL}, {}, "effective_on"),
        (FEB, {"effective_on": NOW.date() + DAY}, {}, "effective_on"),
        (JAN, {"effective_on": BEGIN - DAY}, {}, "effective_on"),
        (JAN, {"effective_on": FEB}, {}, "effective_on"),
        (JAN, {"effective_on": FEB + DAY}, {}, "effective_on"),
        (JAN, {"title": " "}, {}, "title"),
        (JAN, {"term_until": JAN - DAY}, {}, "term_until"),
        (JAN, {"is_unlimited": True, "term_until": APRIL}, {}, "term_until"),
        (JAN, {}, {"withdrawn": True}, None),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_written(agreement, by, day, values, told, name):
    def written():
        return Agreement.history.count(), AgreementChange.objects.count(), Event.objects.count()

    before = written()
    with pytest.raises(Refused) as refused:
        correct(agreement, by, day, values, **told)
    assert refused.value.field == name, refused.value.message
    assert written() == before


def test_the_last_days_on_which_it_can_have_been(circle, agreement, by):
    assert correct(agreement, by, APRIL, {"effective_on": NOW.date()}).effective_on == NOW.date()
    correct(agreement, by, JAN, {"effective_on": BEGIN}, NOW + SECOND)  # the day of the field
    assert known(circle, agreement, BEGIN, NOW + SECOND).subject == "A"


def test_a_draft_is_not_later_than_its_stages_and_what_changes_it(circle, by):
    row = draw_up(circle, by)
    stages.record(agreement=row, kind="text_agreed", effective_on=MARCH, by=by, at=at(APRIL))
    accession = {"kind": "accession", "amends": row, "entering": [circle.duelmen], "title": "Beitritt"}
    joined = draw_up(circle, by, **accession, effective_on=FEB)
    with pytest.raises(Refused, match=r"etwas vom 20\.02\.2026"):
        correct(row, by, JAN, {"effective_on": FEB + DAY})
    correct(row, by, JAN, {"effective_on": FEB})
    with pytest.raises(Refused, match=r"„Personal“ gibt es erst seit dem 20\.02\.2026") as refused:
        correct(joined, by, FEB, {"effective_on": FEB - DAY}, NOW + SECOND)
    assert refused.value.field == "effective_on"
    with pytest.raises(Refused, match=r"„Personal“ gibt es erst seit dem 20\.02\.2026"):
        draw_up(circle, by, **accession, effective_on=FEB - DAY)
    correct(joined, by, FEB, {"effective_on": APRIL}, NOW + SECOND)
    with pytest.raises(Refused, match=r"etwas vom 20\.03\.2026"):
        correct(row, by, FEB, {"effective_on": MARCH + DAY}, NOW + 2 * SECOND)
    correct(row, by, FEB, {"effective_on": MARCH}, NOW + 2 * SECOND)


def test_no_party_is_moved_before_it_existed(circle, by):
    row = draw_up(circle, by)
    circle.nottuln.exists_since = JAN
    circle.nottuln.save()
    with pytest.raises(Refused, match=r"besteht erst seit dem 20\.01\.2026"):
        correct(row, by, JAN, {"effective_on": JAN - DAY})


def test_no_later_day_tells_what_cannot_be_together(circle, by):
    row = draw_up(circle, by)
    edit(row, by, FEB, is_unlimited=True)
    with pytest.raises(Refused, match=r"Ab dem 20\.02\.2026 geht das nicht zusammen: Unbefristet") as refused:
        correct(row, by, JAN, {"term_until": date(2030, 12, 31)})
    assert refused.value.field == "term_until"
    edit(row, by, MARCH, is_unlimited=False)
    with pytest.raises(Refused, match=r"Ab dem 20\.02\.2026"):
        correct(row, by, JAN, {"term_until": date(2030, 12, 31)})
    correct(row, by, FEB, withdrawn=True)
    correct(row, by, JAN, {"term_until": date(2030, 12, 31)}, NOW + SECOND)
    assert known(circle, row, MARCH, NOW + SECOND).term_until == date(2030, 12, 31)


def test_days_before_the_draft_tell_nothing_that_would_have_to_fit(circle, by):
    row = draw_up(circle, by, term_until=JAN)
    correct(row, by, JAN, {"term_until": MARCH})
    with pytest.raises(Refused) as refused:
        correct(row, by, JAN, {"effective_on": MARCH + DAY}, NOW + SECOND)
    assert refused.value.field == "term_until"
    correct(row, by, JAN, {"effective_on": MARCH}, NOW + SECOND)
    assert known(circle, row, MARCH, NOW + SECOND).term_until == MARCH


def test_the_term_that_is_put_right_does_not_end_before_it_was_in_force(circle, by):
    row = draw_up(circle, by)
    stages.record(
        agreement=row, kind="in_force", in_force_on=MARCH, effective_on=JAN, past=True, by=by, at=NOW
    )
    with pytest.raises(Refused, match=r"In Kraft ist sie seit dem 20\.03\.2026"):
        correct(row, by, JAN, {"term_until": MARCH - DAY})
    assert correct(row, by, JAN, {"term_until": MARCH}).term_until == MARCH


def test_all_texts_at_once_are_given_put_right_and_told_by_their_words(circle, by):
    law = {"land": "05", "paragraph": "§ 23", "source": "GkG NRW", "valid_from": BEGIN}
    form = LegalForm.objects.create(key="test", name="Mandatierende Vereinbarung", **law)
    row = draw_up(circle, by, provider_id=None)
    texts = dict.fromkeys(("title", "subject", "termination_rule", "cost_clause", "standard", "note"), "Neu")
    texts |= {"legal_form_id": form.pk, "provider_id": circle.county.pk, "begins_on": FEB, "review_on": MARCH}
    texts |= {"term_until": date(2030, 12, 31), "notice_months": 6}
    edit(row, by, FEB, **texts)
    assert wordings.said(of_day(row, FEB)) == [name for name in wordings.LABELS if name in texts]
    gone = {"legal_form_id": None, "provider_id": circle.duelmen.pk, "note": ""}
    correct(row, by, FEB, gone | {"effective_on": FEB + DAY})
    event = Event.objects.order_by("pk").last()
    assert event.subject == "Neu: Wortlaut berichtigt"
    for word in ("Rechtsform: Mandatierende Vereinbarung (§ 23)", "Leistungserbringer: Kreis Coesfeld"):
        assert word in event.before
    for word in ("Rechtsform: –", "Leistungserbringer: Stadt Dülmen", "Anmerkung: –", "(ab 21.02.2026)"):
        assert word in event.after
    assert "Rechtsform in Worten" not in wordings.words(of_day(row, FEB + DAY))
    assert wordings.words(of_day(row, JAN)) == "Titel: Personal"


def test_the_predecessor_of_a_correction_is_not_corrected_again(agreement, by):
    for day in (FEB, JAN):
        version = of_day(agreement, day)
        correct(agreement, by, day, {"effective_on": day + DAY})
        with pytest.raises(Overtaken):
            correct(agreement, by, day + DAY, {"subject": "Y"}, version=version)


def test_each_agreement_of_a_field_keeps_its_own(circle, agreement, by):
    other = draw_up(circle, by, title="Vergabe", subject="Z", effective_on=FEB, at=at(MARCH))
    assert [of_day(one, FEB).recorded_at for one in (agreement, other)] == [at(APRIL), at(MARCH)]
    correct(other, by, FEB, {"effective_on": MARCH})
    assert subjects(circle, other) == "-----ZZZ" and subjects(circle, agreement) == "-AABBBBC"
