"""What stood as entries by hand becomes an agreement of its field, as of the days and instants at which it was recorded."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.rules import agreements as rules
from initiatives.domain.state.facts import AgreementFacts
from initiatives.domain.state.loading import facts
from initiatives.models import Agreement, Authority, Competence, Document, GateItem, LegalForm, LegalTerm

filled = import_module("initiatives.migrations.0015_agreements_filled")
read = import_module("initiatives.migrations.0027_standards_and_councils")
JAN, FEB, MARCH = (date(2026, month, 20) for month in (1, 2, 3))
FIRST, SECOND, LATE = (datetime(2026, month, 20, 12, tzinfo=UTC) for month in (1, 2, 3))

pytestmark = pytest.mark.both


@pytest.fixture
def item(circle):
    def make(kind, result="done", day=JAN, at=FIRST, **values) -> GateItem:
        given = {"field": circle.payroll, "effective_on": day, "recorded_at": at, "text": f"Text {kind}"}
        return GateItem.objects.create(
            kind=kind, result=result, mandate=circle.people["nottuln"], **given | values
        )

    return make


def told(circle, day: date | None = None, known: datetime | None = None) -> list[AgreementFacts]:
    moment = Moment(day, known or moments.now()) if day else None
    return list(facts(circle.initiative.pk, moment).field(circle.payroll.pk).agreements)


def carry_over() -> None:
    filled.carry_over(apps, None)


def test_an_agreement_is_made_of_what_stands(circle, item):
    for place in (circle.nottuln, circle.duelmen):
        fields.set_participation(
            field=circle.payroll, organisation=place, status="participating", by=None, at=moments.now()
        )
    item("legal_form", text="Mandatierende Vereinbarung", link="https://ikz.example/form")
    item("cost_key", text="8 %")
    item("term", text="Zehn Jahre", day=FEB)
    item("signature", organisation=circle.nottuln, day=FEB)
    item("supervision", day=FEB, text="Genehmigt")
    document = Document.objects.create(field=circle.payroll, title="Amtsblatt")
    item("publication", day=MARCH, text="Nr. 6", link="https://ikz.example/blatt", document=document)
    item("tax")
    carry_over()
    [found] = told(circle)
    assert (found.title, found.form_name, found.cost_clause, found.termination_rule) == (
        "Vereinbarung: Personalabrechnung bündeln",
        "Mandatierende Vereinbarung",
        "8 %",
        "Zehn Jahre",
    )
    assert found.note == "Aus den Nachweisen übernommen.\nRechtsform: https://ikz.example/form"
    assert [(one.organisation.name, one.role) for one in found.changes] == [
        ("Nottuln", "member"),
        ("Dülmen", "member"),
    ]
    assert [(one.kind, one.effective_on, one.note, one.link) for one in found.stages] == [
        ("signed", FEB, "Text signature", ""),
        ("approved", FEB, "Anzeige oder Genehmigung bei der Aufsichtsbehörde: Genehmigt", ""),
        ("published", MARCH, "Nr. 6", "https://ikz.example/blatt"),
    ]
    assert rules.in_force_on(found) is None and rules.state(found, MARCH) == "published"
    assert [
        one.name for one in rules.unsigned(facts(circle.initiative.pk).field(circle.payroll.pk), found, MARCH)
    ] == ["Dülmen"]
    document.refresh_from_db()
    assert document.agreement_id == found.id
    assert GateItem.objects.count() == 7


@pytest.mark.parametrize(
    ("day", "known", "found"),
    [
        (JAN, FIRST, [("Form", "", [])]),
        (FEB, FIRST, [("Form", "", [])]),
        (JAN, SECOND, [("Form", "", [])]),
        (FEB, SECOND, [("Form", "Kündbar", [])]),
        (FEB, LATE, [("Form", "Kündbar", ["published"])]),
        (MARCH, LATE, [("Form", "Kündbar", ["published"])]),
        (date(2026, 1, 19), LATE, []),
    ],
)
def test_both_clocks_are_kept(circle, item, day, known, found):
    item("legal_form", text="Form")
    item("term", text="Kündbar", day=FEB, at=SECOND)
    item("publication", day=FEB, at=LATE)
    carry_over()
    assert [
        (one.legal_form_name, one.termination_rule, [s.kind for s in one.stages])
        for one in told(circle, day, known)
    ] == found


def test_of_a_corrected_entry_each_version_is_carried_over(circle, item):
    wrong = item("publication", day=JAN, at=FIRST, text="Nr. 5")
    item("publication", day=FEB, at=SECOND, text="Nr. 6", corrects=wrong, correction_reason="Amtsblatt")
    opened = item("supervision", "open", day=JAN, at=FIRST)
    item("supervision", day=JAN, at=SECOND, corrects=opened, correction_reason="Doch")
    carry_over()
    assert [s.note for s in told(circle, JAN, FIRST)[0].stages] == ["Nr. 5"]
    assert [(s.kind, s.effective_on) for s in told(circle)[0].stages] == [
        ("approved", JAN),
        ("published", FEB),
    ]


def test_what_is_open_not_needed_or_taken_back_is_none(circle, item):
    gone = item("publication")
    item("publication", corrects=gone, correction_reason="Irrtum", is_withdrawn=True)
    item("signature", "open", organisation=circle.nottuln)
    item("supervision", "not_needed", reason="Nur angezeigt")
    carry_over()
    assert not Agreement.objects.exists() and not GateItem.objects.filter(kind="no_agreement").exists()


def test_who_needed_not_sign_is_no_party_and_what_was_not_needed_is_noted(circle, item):
    item("legal_form", text="Vertrag " * 40)
    item("signature", organisation=circle.duelmen)
    item("signature", "not_needed", organisation=circle.nottuln, reason="Eigenbetrieb")
    item("publication", "not_needed", reason="Privatrecht")
    carry_over()
    [found] = told(circle)
    assert [one.organisation.name for one in found.changes] == ["Dülmen"]
    assert len(found.legal_form_name) == 200
    assert found.note.startswith(
        "Aus den Nachweisen übernommen.\nÖffentliche Bekanntmachung entfällt: Privatrecht\nRechtsform: Vertrag"
    )


def test_a_field_that_needs_no_legal_form_needs_no_agreement(circle, item):
    item("legal_form", "not_needed", reason="Nur ein Austausch")
    carry_over()
    made = GateItem.objects.get(kind="no_agreement")
    assert (made.result, made.reason, made.effective_on, made.recorded_at) == (
        "not_needed",
        "Nur ein Austausch",
        JAN,
        FIRST,
    )
    assert not Agreement.objects.exists()


def test_the_law_of_nrw_is_there(db):
    filled.law(apps, None)
    assert LegalForm.objects.count() == 6 and {one.land for one in LegalForm.objects.all()} == {"05"}
    assert {one.key: (one.value, one.unit) for one in LegalTerm.objects.all()} == {
        "approval_refusal": (4, "weeks"),
        "approval_hearing": (4, "weeks"),
        "notification": (6, "weeks"),
        "unlimited_needs_termination": (20, "years"),
    }
    assert Authority.objects.get(has_county_or_free_city=True).name == "Bezirksregierung"


def test_the_seeded_law_says_what_of_it_was_not_read_up_and_what_an_administrator_wrote_stays(db):
    filled.law(apps, None)
    forms = LegalForm.objects.order_by("key")
    before = dict(forms.values_list("key", "source"))
    read.say_what_was_read(apps, None)
    after = dict(forms.values_list("key", "source"))
    assert {key for key in after if after[key] != before[key]} == {"joint_enterprise"}
    assert after["joint_enterprise"].startswith(before["joint_enterprise"])
    for words in ("Nicht nachgelesen: Anzeige, Genehmigung", "Hinweis, keine Rechtsberatung"):
        assert words in after["joint_enterprise"]
    read.councils(apps, None)
    assert {one.is_county: (one.land, one.paragraph) for one in Competence.objects.all()} == {
        False: ("05", "§ 41 GO NRW"),
        True: ("05", "§ 26 KrO NRW"),
    }
    forms.filter(key="joint_enterprise").update(source="Geprüft am 01.02.2026")
    read.say_what_was_read(apps, None)
    assert forms.get(key="joint_enterprise").source == "Geprüft am 01.02.2026"
