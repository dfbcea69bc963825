"""Fields: two editors at once, the lead in one hand, participation."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.enums import Participation
from initiatives.models import Event, Field, FieldParticipation

TEXTS = {"title": "Personalabrechnung bündeln", "aim": "", "description": "", "focal_points": []}


def edit(circle, persona="duelmen", version=1, **values):
    return fields.edit(
        field=circle.payroll, values=values, version=version, by=circle.people[persona], at=moments.now()
    )


def take_part(circle, name, status=Participation.PARTICIPATING, **others):
    return fields.set_participation(
        field=circle.payroll,
        organisation=getattr(circle, name),
        status=status,
        by=circle.people[name],
        at=moments.now(),
        **others,
    )


def lead(circle, name, **others):
    return fields.set_lead(
        field=circle.payroll,
        organisation=name and getattr(circle, name),
        contact="Personalamt",
        by=circle.people["nottuln"],
        at=moments.now(),
        **others,
    )


def test_changes_of_different_values_are_both_kept(circle):
    edit(circle, **TEXTS | {"aim": "Weniger Kosten"})
    edit(circle, "rosendahl", **TEXTS | {"description": "Dülmen rechnet ab."})
    row = Field.objects.get(pk=circle.payroll.pk)
    assert (row.aim, row.description, row.version) == ("Weniger Kosten", "Dülmen rechnet ab.", 3)


def test_changes_of_the_same_value_are_a_conflict_and_nothing_is_lost(circle):
    edit(circle, **TEXTS | {"aim": "Weniger Kosten", "title": "Abrechnung"})
    with pytest.raises(Conflict) as caught:
        edit(circle, "rosendahl", **TEXTS | {"aim": "Mehr Sicherheit", "description": "Neu"})
    conflict = caught.value
    assert conflict.theirs == {"aim": "Weniger Kosten"}
    assert conflict.merged == TEXTS | {"title": "Abrechnung", "aim": "Mehr Sicherheit", "description": "Neu"}
    assert conflict.actor == circle.people["duelmen"].title
    assert conflict.changed_at == Event.objects.get(subject="Ziel").recorded_at
    assert Field.objects.get(pk=circle.payroll.pk).aim == "Weniger Kosten"
    edit(circle, "rosendahl", version=conflict.version, **conflict.merged)
    row = Field.objects.get(pk=circle.payroll.pk)
    assert (row.title, row.aim, row.description) == ("Abrechnung", "Mehr Sicherheit", "Neu")


def test_the_same_change_by_two_is_no_conflict(circle):
    edit(circle, **TEXTS | {"aim": "Weniger Kosten"})
    edit(circle, "rosendahl", **TEXTS | {"aim": "Weniger Kosten"})
    assert Field.objects.get(pk=circle.payroll.pk).version == 2


def test_a_taken_title_is_refused(circle):
    with pytest.raises(Refused) as caught:
        edit(circle, title="einführung von d 115")
    assert caught.value.field == "title"
    assert Field.objects.get(pk=circle.payroll.pk).version == 1


def test_only_who_takes_part_leads_and_only_one(circle):
    with pytest.raises(Refused) as caught:
        lead(circle, "duelmen")
    assert caught.value.field == "lead"
    take_part(circle, "duelmen")
    take_part(circle, "rosendahl")
    seen = {"lead": circle.duelmen.pk, "contact": "Personalamt"}
    lead(circle, "duelmen", seen={"lead": None, "contact": ""})
    lead(circle, "rosendahl", seen=seen)
    leading = FieldParticipation.objects.filter(field=circle.payroll, is_responsible=True)
    assert [p.organisation for p in leading] == [circle.rosendahl]
    with pytest.raises(Conflict) as caught:
        lead(circle, "duelmen", seen=seen)
    assert caught.value.theirs == {"lead": "Gemeinde Rosendahl, Personalamt"}
    assert leading.get().organisation == circle.rosendahl


def test_two_who_name_the_contact_of_a_lead_overwrite_each_other_in_nothing(circle):
    take_part(circle, "duelmen")
    take_part(circle, "rosendahl")
    lead(circle, "duelmen")
    given = {"field": circle.payroll, "by": circle.people["nottuln"], "at": moments.now()}
    seen = {"lead": circle.duelmen.pk, "contact": "Personalamt"}
    own = given | {"organisation": circle.duelmen, "seen": seen}
    fields.set_lead(**own, contact="Amt 11")
    told = Event.objects.filter(kind="lead").first()
    assert (told.before, told.after) == ("Stadt Dülmen, Personalamt", "Stadt Dülmen, Amt 11")
    leading = FieldParticipation.objects.filter(field=circle.payroll, is_responsible=True)
    fields.set_lead(**own, contact="Personalamt")  # left alone
    assert leading.get().contact == "Amt 11"
    with pytest.raises(Conflict) as caught:
        fields.set_lead(**own, contact="Amt 12")
    assert caught.value.theirs == {"contact": "Amt 11"} and leading.get().contact == "Amt 11"
    another = given | {"organisation": circle.rosendahl, "seen": seen}
    fields.set_lead(**another, contact="Amt 20")
    assert (leading.get().organisation, leading.get().contact) == (circle.rosendahl, "Amt 20")
    told = Event.objects.filter(kind="lead").first()
    assert (told.before, told.after) == ("Stadt Dülmen, Amt 11", "Gemeinde Rosendahl, Amt 20")


def test_participation_in_conflict_in_future_and_of_the_lead(circle):
    take_part(circle, "duelmen", seen="open")
    with pytest.raises(Conflict) as caught:
        take_part(circle, "duelmen", Participation.LATER, seen="open")
    assert caught.value.theirs == {"status": "beteiligt"}
    with pytest.raises(Refused) as caught:
        take_part(circle, "duelmen", Participation.LATER, effective_on=moments.today() + timedelta(days=1))
    assert caught.value.field == "effective_on"
    lead(circle, "duelmen")
    with pytest.raises(Refused) as caught:
        take_part(circle, "duelmen", Participation.LEFT)
    assert caught.value.field == "status"
    assert FieldParticipation.objects.get().status == Participation.PARTICIPATING
