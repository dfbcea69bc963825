"""Drawing up an agreement, changing its texts and parties, recording its stages: who may what, and what is refused."""

from datetime import date, timedelta

import pytest

from initiatives.domain.agreements import agreements, parties, stages
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.rules import agreements as rules
from initiatives.domain.state.loading import facts
from initiatives.models import (
    Agreement,
    AgreementChange,
    AgreementStage,
    Document,
    Event,
    Field,
    LegalForm,
    Notice,
    Organisation,
)
from tests.support.files import PDF, upload
from tests.support.personas import BEGIN

DAY = timedelta(days=1)
JAN, FEB, MARCH = date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20)


@pytest.fixture
def form(db) -> LegalForm:
    duties = {"needs_approval": True, "needs_publication": True}
    law = {"land": "05", "paragraph": "§ 23", "source": "GkG NRW", "valid_from": BEGIN}
    return LegalForm.objects.create(key="test", name="Mandatierende Vereinbarung", **duties, **law)


def draw_up(circle, **values) -> Agreement:
    """Nottuln has the county do it."""
    given = {
        "field": circle.payroll,
        "title": "Vereinbarung Personal",
        "provider_id": circle.county.pk,
        "entering": [circle.county, circle.nottuln],
        "effective_on": JAN,
        "by": circle.people["nottuln"],
        "at": moments.now(),
    }
    return agreements.draw_up(**given | values)


def record(
    circle, agreement: Agreement, kind: str, day: date = JAN, by="nottuln", **values
) -> AgreementStage:
    values = {"effective_on": day, "by": circle.people[by], "at": moments.now()} | values
    return stages.record(agreement=agreement, kind=kind, **values)


def counted() -> list[int]:
    tables = (Agreement, Agreement.history.model, AgreementChange, AgreementStage, Document, Event)
    return [model.objects.count() for model in tables]


def refused(field: str | None, act, *args, **values) -> str:
    """What the domain says, at this field of the form; nothing is written."""
    before = counted()
    with pytest.raises(Refused) as caught:
        act(*args, **values)
    assert caught.value.field == field, caught.value.message
    assert counted() == before
    return caught.value.message


def known(circle, agreement: Agreement, day: date | None = None):
    moment = Moment(day, moments.now()) if day else None
    field = facts(circle.initiative.pk, moment).field(circle.payroll.pk)
    return field, next(one for one in field.agreements if one.id == agreement.pk)


def names(circle, agreement: Agreement, day: date) -> list[str]:
    """The parties of a day, as a report of that day tells them."""
    field, one = known(circle, agreement, day)
    return [f"{party.organisation.name} {party.role}" for party in rules.parties(field, one, day)]


def published(circle, form: LegalForm, day: date = FEB, **values) -> Agreement:
    """In force the day after `day`."""
    made = draw_up(circle, legal_form=form, **values)
    record(circle, made, "text_agreed")
    for party in {*(one.organisation for one in made.changes.all()), circle.county}:
        record(circle, made, "signed", organisation=party, note="Urkunde liegt vor")
    for kind in ("submitted", "received", "approved"):
        record(circle, made, kind)
    record(circle, made, "published", day, gazette="Amtsblatt Münster", issue_number="6", entry_number="41")
    return made


def test_a_draft_names_its_parties_with_their_roles(circle):
    made = draw_up(circle)
    assert names(circle, made, JAN) == ["Kreis Coesfeld provides", "Nottuln uses"]
    told = Event.objects.first()
    assert (told.subject, told.after, told.effective_on, told.page_id) == (
        "Vereinbarung entworfen",
        "Vereinbarung Personal",
        JAN,
        made.pk,
    )
    alone = draw_up(circle, provider_id=None, entering=[circle.duelmen, circle.nottuln])
    assert names(circle, alone, JAN) == ["Dülmen member", "Nottuln member"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"entering": []}, "entering"),
        ({"is_unlimited": True, "term_until": MARCH}, "term_until"),
        ({"begins_on": MARCH, "term_until": FEB}, "term_until"),
        ({"term_until": JAN - DAY}, "term_until"),
        ({"effective_on": BEGIN - DAY}, "effective_on"),
        ({"effective_on": date(2199, 1, 1)}, "effective_on"),
        ({"kind": "accession"}, "amends"),
    ],
)
def test_what_no_draft_can_be(circle, values, field):
    refused(field, draw_up, circle, **values)


def test_the_edges_of_a_draft(circle, form):
    refused("entering", draw_up, circle, entering=[circle.nottuln])
    stranger = Organisation.objects.get(name="Ahaus")
    refused("entering", draw_up, circle, entering=[circle.nottuln, stranger])
    refused("legal_form_name", draw_up, circle, legal_form=form, legal_form_name="Vertrag")
    assert draw_up(circle, entering=[circle.nottuln], past=True).pk
    assert draw_up(circle, term_until=JAN, begins_on=JAN).pk
    assert draw_up(circle, effective_on=BEGIN).pk


def test_the_parties_of_a_day_follow_from_agreement_accession_and_amendment(circle, form):
    """The day before, the day, the day after."""
    base = published(circle, form, FEB)
    joined = published(
        circle, form, MARCH, kind="accession", amends=base, title="Beitritt", entering=[circle.duelmen]
    )
    assert joined.provider_id == circle.county.pk
    two, three = ["Kreis Coesfeld provides", "Nottuln uses"], ["Dülmen uses"]
    assert names(circle, base, MARCH) == two
    assert names(circle, base, MARCH + DAY) == two + three
    assert names(circle, base, MARCH + 2 * DAY) == two + three
    leaving = draw_up(circle, kind="amendment", amends=base, title="Änderung", entering=[])
    changed = {"agreement": leaving, "by": circle.people["nottuln"], "at": moments.now()}
    parties.change(organisation=circle.nottuln, change="leaves", effective_on=JAN, **changed)
    refused("role", parties.change, organisation=circle.duelmen, change="role", effective_on=JAN, **changed)
    record(circle, leaving, "in_force", date(2026, 4, 10), past=True)
    assert names(circle, base, date(2026, 4, 9)) == two + three
    assert names(circle, base, date(2026, 4, 10)) == ["Kreis Coesfeld provides", *three]


def test_nobody_accedes_to_what_has_ended(circle, form):
    base = published(circle, form)
    record(circle, base, "ended", MARCH)
    accession = {"kind": "accession", "amends": base, "entering": [circle.duelmen], "title": "Beitritt"}
    words = refused("amends", draw_up, circle, **accession, effective_on=MARCH + DAY)
    assert "ist am 20.03.2026 beendet" in words
    assert draw_up(circle, **accession, effective_on=MARCH).pk
    again = draw_up(circle, **accession, effective_on=FEB)
    refused("amends", draw_up, circle, **accession | {"amends": again})


def test_an_accession_belongs_to_an_agreement_of_its_field(circle, form):
    other = draw_up(circle, field=circle.hotline)
    refused("amends", draw_up, circle, kind="accession", amends=other, entering=[circle.duelmen])
    refused("kind", draw_up, circle, amends=draw_up(circle))


def test_each_signs_for_itself_and_for_another_with_evidence(circle, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = draw_up(circle, entering=[circle.county, circle.nottuln, circle.duelmen])
    record(circle, made, "text_agreed")
    assert record(circle, made, "signed", organisation=circle.nottuln).mandate == circle.people["nottuln"]
    refused("note", record, circle, made, "signed", organisation=circle.duelmen)
    assert record(circle, made, "signed", organisation=circle.duelmen, by="duelmen").pk
    signed = record(circle, made, "signed", organisation=circle.county, file=upload("Urkunde.pdf", PDF))
    assert signed.document.agreement == made and signed.document.title == "Urkunde"
    assert [one.title for one in known(circle, made)[1].documents] == ["Urkunde"]
    assert known(circle, made)[1].stage("signed", circle.county.pk).file.name == "Urkunde.pdf"


def test_who_has_to_sign_is_told_once_the_text_is_agreed(circle):
    made = draw_up(circle, entering=[circle.county, circle.nottuln, circle.duelmen])
    record(circle, made, "text_agreed")
    told = {(notice.user, notice.title, notice.page_id) for notice in Notice.objects.filter(page="agreement")}
    title = "Vereinbarung zu unterzeichnen: Personalabrechnung bündeln"
    assert told == {(circle.people[one].user, title, made.pk) for one in ("county", "duelmen")}


def test_a_file_that_is_none_is_refused_and_nothing_written(circle, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = draw_up(circle)
    refused("file", record, circle, made, "text_agreed", file=upload("Text.pdf", b"MZ\x90"))
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("text_agreed", {"in_force_on": MARCH}, "in_force_on"),
        ("text_agreed", {"gazette": "Amtsblatt"}, "gazette"),
        ("signed", {}, "organisation"),
        ("signed", {"day": JAN - DAY}, "effective_on"),
        ("text_agreed", {"day": date(2199, 1, 1)}, "effective_on"),
        ("submitted", {}, "kind"),
        ("terminated", {"ends_on": MARCH}, "kind"),
    ],
)
def test_what_no_stage_can_be(circle, form, kind, values, field):
    made = draw_up(circle, legal_form=form)
    if kind == "signed":
        record(circle, made, "text_agreed")
    refused(field, record, circle, made, kind, **values)


def test_a_termination_lies_before_the_end_and_the_end_after_the_beginning(circle, form):
    made = published(circle, form, FEB)
    refused("ends_on", record, circle, made, "terminated", FEB, ends_on=FEB)
    record(circle, made, "ended", MARCH)
    refused("effective_on", record, circle, made, "terminated", MARCH + DAY, ends_on=MARCH + DAY)


def test_a_stage_is_put_right_with_a_reason_and_the_former_stays(circle, form):
    made = published(circle, form, FEB)
    stage = made.stages.get(kind="published")
    shared = {"stage": stage, "by": circle.people["nottuln"], "at": moments.now()}
    refused("correction_reason", stages.correct, values={"issue_number": "7"}, correction_reason="", **shared)
    refused(
        "effective_on",
        stages.correct,
        values={"effective_on": JAN - DAY},
        correction_reason="Amtsblatt",
        **shared,
    )
    new = stages.correct(
        values={"effective_on": MARCH, "issue_number": "7"}, correction_reason="Amtsblatt", **shared
    )
    assert (new.corrects, new.entry_number) == (stage, "41")
    assert names(circle, made, MARCH + DAY) == ["Kreis Coesfeld provides", "Nottuln uses"]
    assert rules.in_force_on(known(circle, made)[1]) == MARCH + DAY
    told = Event.objects.first()
    assert told.kind == "agreement-stage-corrected"
    assert "Nr. 6" in told.before and "Nr. 7" in told.after and told.after.endswith("Amtsblatt")
    gone = stages.correct(
        stage=new,
        values={},
        correction_reason="Nie erschienen",
        withdrawn=True,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert gone.is_withdrawn and rules.in_force_on(known(circle, made)[1]) is None


def test_a_change_of_parties_is_put_right(circle):
    made = draw_up(circle)
    change = made.changes.get(organisation=circle.nottuln)
    shared = {"change": change, "by": circle.people["nottuln"], "at": moments.now()}
    parties.correct(values={"role": "member"}, correction_reason="Satzung", **shared)
    assert names(circle, made, JAN) == ["Kreis Coesfeld provides", "Nottuln member"]
    assert Event.objects.first().before == "tritt ein, nimmt in Anspruch (ab 20.01.2026)"


def test_texts_hold_from_their_day_and_two_editors_keep_both(circle):
    made = draw_up(circle)
    shared = {"agreement": made, "by": circle.people["nottuln"], "at": moments.now()}
    agreements.edit(values={"cost_clause": "8 %"}, version=1, effective_on=FEB, **shared)
    agreements.edit(values={"cost_clause": "", "subject": "Lohn"}, version=1, effective_on=FEB, **shared)
    made.refresh_from_db()
    assert (made.cost_clause, made.subject) == ("8 %", "Lohn")
    with pytest.raises(Conflict):
        agreements.edit(values={"cost_clause": "15 %"}, version=1, **shared)
    agreements.edit(values={"cost_clause": "15 %"}, version=made.version, effective_on=MARCH, **shared)
    told = [known(circle, made, day)[1].cost_clause for day in (JAN, FEB, MARCH - DAY, MARCH)]
    assert told == ["", "8 %", "8 %", "15 %"]


def test_what_is_put_between_two_wordings_has_to_fit_on_its_own_days_alone(circle):
    until = {"term_until": date(2030, 12, 31), "begins_on": MARCH}
    shared = {"by": circle.people["nottuln"], "at": moments.now()}
    made, open_ = draw_up(circle), draw_up(circle, title="Offen", is_unlimited=True)
    agreements.edit(agreement=made, values=until, version=1, effective_on=MARCH, **shared)
    unlimited = until | {"is_unlimited": False}
    agreements.edit(agreement=open_, values=unlimited, version=1, effective_on=MARCH, **shared)
    shared |= {"version": 2, "effective_on": FEB}
    early = {"term_until": FEB + DAY}  # before the beginning that was said later
    refused("term_until", agreements.edit, agreement=open_, values=early, **shared)
    words = refused("term_until", agreements.edit, agreement=made, values={"is_unlimited": True}, **shared)
    assert words.startswith("Ab dem 20.03.2026 geht das nicht zusammen: Unbefristet")
    agreements.edit(agreement=made, values=early, **shared)
    told = [known(circle, made, day)[1].term_until for day in (FEB - DAY, FEB, MARCH - DAY, MARCH)]
    assert told == [None, FEB + DAY, FEB + DAY, date(2030, 12, 31)]


def test_the_term_does_not_end_before_it_is_in_force(circle, form):
    made = published(circle, form, FEB)
    shared = {"agreement": made, "version": made.version, "by": circle.people["nottuln"], "at": moments.now()}
    refused("term_until", agreements.edit, values={"term_until": FEB}, **shared)
    agreements.edit(values={"term_until": FEB + DAY}, **shared)
    refused("title", agreements.edit, values={"title": ""}, **shared | {"version": 2})


def test_nobody_is_party_of_two_agreements_in_force_on_one_service(circle, form):
    published(circle, form, FEB)
    second = draw_up(circle, title="Zweite", legal_form=form)
    words = refused("effective_on", record, circle, second, "published", MARCH, past=True)
    assert "Gemeinde Nottuln ist für diese Leistung schon Partei" in words
    other = draw_up(circle, title="Dritte", subject="Vergabe", legal_form=form)
    assert record(circle, other, "published", MARCH, past=True).pk
    shared = {"agreement": other, "version": 1, "by": circle.people["nottuln"], "at": moments.now()}
    refused("provider_id", agreements.edit, values={"subject": ""}, **shared)
    assert agreements.edit(values={"subject": "Beschaffung"}, **shared).subject == "Beschaffung"


def test_the_state_of_the_initiative_moves_with_each_act(circle):
    made = draw_up(circle)
    before = facts(circle.initiative.pk)
    record(circle, made, "text_agreed")
    assert facts(circle.initiative.pk) != before
    assert Field.objects.filter(pk=circle.payroll.pk, agreements=made).exists()
