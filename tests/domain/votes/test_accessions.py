"""Accession: it asks whom it concerns, and leaves what was decided and what runs as it is."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from initiatives.domain.desk.todo_list import pending, todo
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.log import notice_access
from initiatives.domain.past import courses
from initiatives.domain.past.entries import Asked, EntryRefused, Joined, Resolved
from initiatives.domain.rules import gates, matrix, tallies
from initiatives.domain.snapshots import council_paper, editions, status_report
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import (
    accessions,
    corrections,
    drafts,
    positions,
    reminding,
    resolutions,
    round_corrections,
    rounds,
)
from initiatives.enums import NoticeKind, Phase, Role
from initiatives.models import Ask, Body, Event, Initiative, Notice, Organisation, Round
from initiatives.reports.status.document import html
from initiatives.snapshot.form import read, write
from initiatives.snapshot.status_report import Paper
from tests.reports import snapshots
from tests.reports.page import table, text, tree
from tests.support.personas import person
from tests.support.running import APRIL, DAY, MARCH


def ask(circle, field, **values):
    given = {
        "question": rounds.Question("accession", accessions.QUESTION, joining=circle.duelmen),
        "fields": [field],
        "organisations": [circle.county],
        "deadline": moments.today() + 14 * DAY,
        "by": circle.people["nottuln"],
        "at": moments.now(),
    }
    return rounds.open_round(**given | values)


def say(circle, round_, name, stance, **values):
    own = getattr(circle, name)
    return positions.give(
        ask=Ask.objects.get(round=round_, organisation=own),
        stance=stance,
        by=circle.people[name],
        at=moments.now(),
        **values,
    )


def of(circle, field, day=None):
    moment = Moment(day, moments.now()) if day else None
    return facts(circle.initiative.pk, moment).field(field.pk)


def duties(circle, name):
    own = getattr(circle, name)
    known = [facts(circle.initiative.pk)]
    return [
        (one.kind, one.title)
        for one in todo(initiatives=known, organisation_id=own.pk, today=moments.today()).duties
    ]


def test_it_asks_who_joins_and_whom_it_concerns_and_what_stood_before_stands(circle, running):
    before = of(circle, running)
    round_ = ask(circle, running, organisations=[circle.county, circle.duelmen])
    now, (accession,) = of(circle, running), of(circle, running).accessions
    assert (now.round, now.asks, now.answered, now.willing) == (
        before.round,
        before.asks,
        3,
        before.willing,
    )
    assert set(accession.asks) == {circle.county.pk, circle.duelmen.pk}
    assert accession.joining.id == circle.duelmen.pk
    assert (accession.round.title, round_.title) == ("Beitritt der Stadt Dülmen",) * 2
    assert {one.organisation.id for one in now.owing} == {circle.county.pk, circle.duelmen.pk}
    assert all(now.stance(one) == "pending" for one in accession.asks.values())
    assert now.open_round == accession.round and of(circle, running, moments.today() - DAY).accessions == ()


def test_who_is_asked_owes_it_is_reminded_and_may_be_counted(circle, running):
    round_ = ask(circle, running)
    assert ("position", "Votum abgeben: Beschaffung (Beitritt der Stadt Dülmen)") in duties(circle, "county")
    assert ("position", "Votum abgeben: Beschaffung (Beitritt der Stadt Dülmen)") in duties(circle, "duelmen")
    assert not [one for one in duties(circle, "rosendahl") if "Beitritt" in one[1]]
    for name in ("county", "duelmen"):
        waits = pending(circle.people[name].scope, moments.today()).filter(round=round_)
        assert waits.count() == 1
    told = reminding.remind(round_=round_, by=circle.people["nottuln"], at=moments.now())
    assert {one.organisation_id for one in told.asks} == {circle.county.pk, circle.duelmen.pk}
    say(circle, round_, "county", "consent")
    (tally,) = [one for one in tallies.open_rounds(facts(circle.initiative.pk)) if one.round.id == round_.pk]
    assert (tally.answered, tally.asked, [one.organisation.id for one in tally.owing]) == (
        1,
        2,
        [circle.duelmen.pk],
    )
    say(circle, round_, "duelmen", "consent")
    assert ("round", "Runde schließen: Beschaffung") in duties(circle, "nottuln")


def test_a_refusal_of_the_others_leaves_them_where_they_are_and_of_who_joins_ends_its_own(circle, running):
    fields.set_participation(
        field=running,
        organisation=circle.duelmen,
        status="later",
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    round_ = ask(circle, running)
    before = of(circle, running)
    say(circle, round_, "county", "refusal", reason="Keine Kapazität")
    now = of(circle, running)
    assert now.provider == before.provider and now.asks == before.asks and now.willing == before.willing
    say(circle, round_, "duelmen", "refusal", reason="Zu teuer")
    assert of(circle, running).participation_of(circle.duelmen.pk) == "not_participating"


def test_the_consent_of_who_joins_is_its_decision_on_the_field_and_it_enters_its_part_itself(circle, running):
    rat = Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    round_ = ask(
        circle,
        running,
        question=rounds.Question("accession", "?", closes_itself=True, joining=circle.duelmen),
    )
    own = Ask.objects.get(round=round_, organisation=circle.duelmen)
    say(circle, round_, "county", "consent")
    say(circle, round_, "duelmen", "consent")
    assert Round.objects.get(pk=round_.pk).closed_on == moments.today(), "the last answer ends it"
    now = of(circle, running)
    assert now.decision_of(circle.duelmen.pk).id == own.pk and circle.duelmen.pk in now.willing
    wanted = ("participation", "Beteiligung eintragen: Beschaffung (Beitritt der Stadt Dülmen)")
    assert ("resolution", "Beschluss herbeiführen: Beschaffung (Beitritt der Stadt Dülmen)") in duties(
        circle, "duelmen"
    )
    assert wanted not in duties(circle, "duelmen"), "as long as it is provisional"
    resolutions.resolve(
        asks=[own],
        body=rat,
        result="adopted",
        effective_on=moments.today(),
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    assert wanted in duties(circle, "duelmen") and wanted not in duties(circle, "nottuln")
    assert of(circle, running).participation_of(circle.duelmen.pk) == "open"
    fields.set_participation(
        field=running,
        organisation=circle.duelmen,
        status="participating",
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    assert wanted not in duties(circle, "duelmen")
    state = facts(circle.initiative.pk)
    (row,) = [one for one in matrix.build(state, set(), None).rows if one.field.id == running.pk]
    assert row.total.consents == 4 and row.field.answered == 3


def test_who_has_joined_in_operation_is_asked_afterwards_and_the_gate_of_its_phase_knows_it(circle, running):
    joined = {
        "field": running,
        "organisation": circle.duelmen,
        "status": "participating",
        "at": moments.now(),
    }
    fields.set_participation(by=circle.people["duelmen"], **joined)
    state, found = facts(circle.initiative.pk), of(circle, running)

    def missing(field):
        return [one.what for one in gates.joined_later_decided(state, field)]

    dated = replace(found, phase_dates=found.phase_dates | {int(Phase.IMPLEMENTATION): APRIL})
    assert missing(dated) == ["Nach dem Beitritt anfragen: Stadt Dülmen"]
    round_ = ask(circle, running)
    again = replace(of(circle, running), phase_dates=dated.phase_dates)
    assert missing(again) == ["Votum abgeben"]
    say(circle, round_, "duelmen", "consent")
    again = replace(of(circle, running), phase_dates=dated.phase_dates)
    assert missing(again) == ["Beschluss erfassen (zuständiges Gremium), bisher nur vorläufige Zustimmung"]


def test_what_cannot_be_asked_is_refused_and_nothing_is_written(circle, running):
    borken = Organisation.objects.get(designation="Stadt Ahaus")
    before = Round.objects.count()

    def refused(field, words, **values):
        with pytest.raises(Refused, match=words) as refusal:
            ask(circle, running, **values)
        assert (refusal.value.field, Round.objects.count()) == (field, before)

    def question(purpose="accession", joining=None):
        return rounds.Question(purpose, "?", "1.0", joining=joining)

    refused("joining", "wer beitreten soll", question=question())
    refused("joining", "gehört nur", question=question("decision", circle.duelmen))
    refused("joining", "schon beteiligt", question=question(joining=circle.rosendahl))
    refused("joining", "nimmt an der Initiative nicht teil", question=question(joining=borken))
    refused("fields", "erst ab der Phase", fields=[circle.hotline], organisations=[])
    refused("opened_on", "war am 15.03.2026 in der Phase", opened_on=MARCH + 5 * DAY)
    refused("organisations", "nimmt an der Initiative nicht teil", organisations=[borken])
    ask(circle, running)
    before += 1
    refused("fields", "läuft schon", question=question(joining=circle.duelmen))


def test_only_those_of_the_field_are_asked_besides(circle, running):
    round_ = ask(circle, running, organisations=[circle.nottuln, circle.rosendahl])
    asked = set(Ask.objects.filter(round=round_).values_list("organisation__name", flat=True))
    assert asked == {"Nottuln", "Rosendahl", "Dülmen"}


def test_a_third_party_sees_the_initiative_while_it_is_asked(circle, running):
    centre = Organisation.objects.create(kind="dritte", name="Rechenzentrum", designation="Rechenzentrum")
    delegate = circle.people["centre"] = person("beauftragte-rz", Role.DELEGATE, centre)
    circle.centre = centre

    def sees() -> tuple[bool, bool]:
        row = Notice(user=delegate.user, kind=NoticeKind.ASKED, initiative=circle.initiative, page="field")
        seen = Initiative.objects.visible_to(delegate).filter(pk=circle.initiative.pk).exists()
        return seen, bool(notice_access.allowed([row], at=moments.now()))

    assert sees() == (False, False)
    round_ = ask(circle, running, question=rounds.Question("accession", "?", joining=centre))
    assert sees() == (True, True)
    say(circle, round_, "centre", "consent")
    rounds.close_round(round_=round_, reason="Es eilt", by=circle.people["nottuln"], at=moments.now())
    assert sees() == (False, False)
    assert of(circle, running).accessions[0].own.consents


def test_a_report_tells_who_joined_as_such_and_not_under_the_round_of_before(circle, running):
    round_ = ask(circle, running)
    say(circle, round_, "duelmen", "consent")
    known = Moment(moments.today(), moments.now())
    paper = read(Paper, snapshots.paper())
    taken = status_report.take(
        initiative_ids=[circle.initiative.pk], moment=known, edition="non_public", paper=paper
    )
    told = next(one for one in taken.initiatives[0].fields if one.key == str(running.pk))
    joined = f"Beitritt der Stadt Dülmen, Frist {round_.deadline:%d.%m.%Y}"
    accessions_of = {place: one.accession for place, one in told.answers.items()}
    assert accessions_of.pop(circle.duelmen.key) == joined and set(accessions_of.values()) == {""}
    page = tree(html(write(taken)))
    assert f"{joined}: Zustimmung, vorläufig." in text(page)
    [row] = [one for one in table(page, "Stand der Felder") if "Beschaffung" in one[0]]
    assert row[4] == "3 von 3", "not who joined, who answered in a round of its own"
    assert "Von 6 erbetenen sind 3 abgegeben: 3 Zustimmungen." in text(page)
    assert "In einer eigenen Runde zu einem Beitritt wurde ein Votum abgegeben." in text(page)
    public = next(one for one in editions.public(taken).initiatives[0].fields if one.key == str(running.pk))
    assert circle.duelmen.key not in public.answers, "its body has not resolved"


def test_who_joins_is_put_right_as_long_as_the_wrong_one_has_not_answered(circle, running):
    round_ = ask(circle, running)
    centre = Organisation.objects.create(kind="dritte", name="Rechenzentrum", designation="Rechenzentrum")

    def put_right(joining) -> None:
        round_corrections.correct(
            round_=round_,
            values={"joining": joining},
            correction_reason="Laut Amtsblatt",
            by=circle.people["nottuln"],
            at=moments.now(),
        )

    def refused(joining, words) -> None:
        with pytest.raises(Refused, match=words) as refusal:
            put_right(joining)
        assert refusal.value.field == "joining" and Round.objects.get(pk=round_.pk).joining == circle.duelmen

    refused(circle.county, "schon gefragt")
    refused(circle.rosendahl, "schon beteiligt")
    refused(Organisation.objects.get(designation="Stadt Ahaus"), "nimmt an der Initiative nicht teil")
    refused(None, "wer beitreten soll")
    said = say(circle, round_, "duelmen", "consent")
    refused(centre, "hat in dieser Runde schon geantwortet")
    corrections.correct_position(
        position=said, values={}, correction_reason="x", withdrawn=True, by=said.mandate, at=moments.now()
    )
    put_right(centre)
    (accession,) = of(circle, running).accessions
    assert accession.round.joining.endswith("Rechenzentrum")
    assert accession.own.organisation.id == centre.pk and circle.duelmen.pk in accession.asks
    event = Event.objects.filter(kind="round-corrected").first()
    assert (event.before, event.after) == (
        "Wer beitritt: Stadt Dülmen",
        "Wer beitritt: Rechenzentrum – Laut Amtsblatt",
    )


def test_who_joins_is_put_right_on_the_page_of_entries(circle, running, sign_in):
    round_ = ask(circle, running)
    centre = Organisation.objects.create(kind="dritte", name="Rechenzentrum", designation="Rechenzentrum")
    url = f"{reverse('field_entries', args=[running.pk])}?bearbeiten=runde-{round_.pk}"
    client = sign_in("nottuln")
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {name: f"{value:%d.%m.%Y}" for name, value in sent.items() if isinstance(value, date)}
    sent |= {"joining": centre.pk, "correction_reason": "Laut Amtsblatt"}
    assert client.post(url, sent).status_code == 303
    assert Round.objects.get(pk=round_.pk).joining == centre


def test_nothing_is_left_of_who_was_named_by_mistake_and_never_answered(circle, running):
    round_ = ask(circle, running)
    centre = Organisation.objects.create(kind="dritte", name="Rechenzentrum", designation="Rechenzentrum")
    begun = {"stance": "consent", "reason": "Angefangen", "effective_on": "", "conditions": []}
    wrong, theirs = round_.asks.get(organisation=circle.duelmen), circle.people["duelmen"]
    drafts.save(ask=wrong, values=begun, version=0, by=theirs, at=moments.now())
    round_corrections.correct(
        round_=round_,
        values={"joining": centre},
        correction_reason="Laut Amtsblatt",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert set(round_.asks.values_list("organisation__name", flat=True)) == {"Coesfeld", "Rechenzentrum"}


def test_the_draft_paper_speaks_of_the_accession(circle, running):
    round_ = ask(circle, running)
    core = council_paper.core(facts(circle.initiative.pk), round_, "", moments.today())
    assert core.purpose_word == "Beitritt der Stadt Dülmen" and len(core.fields) == 1
    voices = {one.name: one.stance for one in core.fields[0].voices}
    assert voices == {
        "Kreis Coesfeld": "Rückmeldung ausstehend",
        "Stadt Dülmen": "Rückmeldung ausstehend",
        "Gemeinde Nottuln": "Zustimmung",
        "Gemeinde Rosendahl": "Zustimmung",
    }


def test_a_past_accession_is_entered_afterwards_beside_the_consents_of_before(circle, running):
    rat = Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    may = date(2026, 5, 10)
    entries = [
        Asked(
            may, "accession", accessions.QUESTION, "", may + 9 * DAY, may + 9 * DAY, joining=circle.duelmen
        ),
        Resolved(may + DAY, rat, "accession", "adopted", "7/2026", source="Amtsblatt"),
        Resolved(may + 2 * DAY, circle.kreistag, "accession", "adopted", "SV-10", source="Kreistag"),
        Joined(may + 20 * DAY, circle.duelmen, "participating"),
    ]
    courses.record(
        field=running, entries=entries, reason="Akten", by=circle.people["nottuln"], at=moments.now()
    )
    (accession,) = of(circle, running, may + 30 * DAY).accessions
    assert len(accession.asks) == 2 and not accession.is_open
    assert of(circle, running, may - DAY).accessions == ()
    assert accession.own.unconfirmed.stance == "consent", "until Dülmen confirms it"
    assert of(circle, running).answered == 3
    with pytest.raises(EntryRefused, match="wer beitreten soll"):
        courses.record(
            field=running,
            entries=[
                replace(
                    entries[0],
                    joining=None,
                    day=may + 40 * DAY,
                    deadline=may + 41 * DAY,
                    closed_on=may + 41 * DAY,
                )
            ],
            reason="Akten",
            by=circle.people["nottuln"],
            at=moments.now(),
        )
