"""Every route × every persona, as one table made from the URL table: a route that is not in it fails.

A cell is what the route answers to a GET and to an empty POST, as one letter each: `o` open (200, a redirect or 422, when
an empty form is refused by its content), `f` forbidden (403), `n` not there (404), `s` to the sign-in, `-` not this
method (405). What a persona may not do by an empty form, it may not do by a full one either.
"""

from collections.abc import Iterator
from copy import copy

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from zeal import zeal_ignore

from initiatives.domain.agreements import agreements, stages
from initiatives.domain.fields import assessments, documents, fields
from initiatives.domain.kernel import moments
from initiatives.domain.log import notice_settings, notices
from initiatives.domain.mail import mails
from initiatives.domain.meetings import minutes
from initiatives.domain.reports import reports
from initiatives.domain.snapshots import pdfs
from initiatives.domain.talk import comments
from initiatives.domain.votes import council_papers, positions
from initiatives.domain.work import support, tasks
from initiatives.enums import Edition, JobStage, MailKind, NoticeKind, Participation
from initiatives.models import (
    Authority,
    Body,
    Mail,
    QuestionnaireTemplate,
    ReportJob,
    StaffRate,
    StepTemplate,
)
from tests.domain.compared import enter
from tests.domain.gatherings import closed, resolution
from tests.domain.money.baselines import add
from tests.domain.money.baselines import asked as asked_of
from tests.domain.projects import propose
from tests.domain.reports.test_reports import finished, issue, plan
from tests.support.files import upload
from tests.support.meetings import call
from tests.support.personas import Circle, climate
from tests.views.sent_forms import sent_forms

PERSONAS = (
    None,
    "nottuln",
    "duelmen",
    "rosendahl",
    "reader",
    "county",
    "kreistag",
    "rat",
    "administrator",
    "county_administrator",
    "stranger",
)

PUBLIC_FILES = (
    "public_report_pdf",
    "public_report_html",
    "public_report_html_file",
    "public_report_xlsx",
)  # all that a browser may keep
OF_THE_SIGN_IN = ("/anmelden/", "/abmelden/", "/passwort/", "/konto/bestaetigen/", "/konto/sicherheit/")

# Routes with `?` name a section of the page.
TABLE = {
    "healthz": "o- o- o- o- o- o- o- o- o- o- o-",
    "readyz": "503- " * len(PERSONAS),  # neither worker nor timer has given a sign here
    "robots": "o- o- o- o- o- o- o- o- o- o- o-",
    "security_txt": "n- n- n- n- n- n- n- n- n- n- n-",  # without a contact in the settings
    "account_login": "oo oo oo oo oo oo oo oo oo oo oo",
    "account_request_login_code": "nn " * len(PERSONAS),  # without its setting
    "account_confirm_login_code": "nn " * len(PERSONAS),
    "openid_connect_login": "-n " * len(PERSONAS),
    "openid_connect_callback": "n- " * len(PERSONAS),
    "socialaccount_connections": "ss n- n- n- n- n- n- n- n- n- n-",
    "socialaccount_disconnect": "ss -n -n -n -n -n -n -n -n -n -n",
    "account_logout": "ss os os os os os os os os os os",
    "account_inactive": "o- o- o- o- o- o- o- o- o- o- o-",
    "account_change_password": "ss oo oo oo oo oo oo oo oo oo oo",
    "account_set_password": "ss oo oo oo oo oo oo oo oo oo oo",
    "account_reset_password": "oo oo oo oo oo oo oo oo oo oo oo",
    "account_reset_password_done": "o- o- o- o- o- o- o- o- o- o- o-",
    "account_reset_password_from_key_done": "o- o- o- o- o- o- o- o- o- o- o-",
    "mfa_authenticate": "ss oo oo oo oo oo oo oo oo oo oo",
    "account_reauthenticate": "ss oo oo oo oo oo oo oo oo oo oo",
    "mfa_reauthenticate": "ss oo oo oo oo oo oo oo oo oo oo",
    "mfa_reauthenticate_webauthn": "ss oo oo oo oo oo oo oo oo oo oo",
    "mfa_index": "ss o- o- o- o- o- o- o- o- o- o-",
    "mfa_activate_totp": "ss oo oo oo oo oo oo oo oo oo oo",
    "mfa_deactivate_totp": "ss nn nn nn nn nn nn nn nn nn nn",
    "mfa_add_webauthn": "ss oo oo oo oo oo oo oo oo oo oo",
    "mfa_edit_webauthn": "ss nn nn nn nn nn nn nn nn nn nn",
    "mfa_remove_webauthn": "ss nn nn nn nn nn nn nn nn nn nn",
    "mfa_view_recovery_codes": "ss n- n- n- n- n- n- n- n- n- n-",
    "mfa_generate_recovery_codes": "ss oo oo oo oo oo oo oo oo oo oo",
    "start": "ss on on on on on o- o- o- o- on",
    "account_reset_password_from_key": "oo oo oo oo oo oo oo oo oo oo oo",
    "mandate_choose": "ss of of of of of of of of of of",
    "search": "ss o- o- o- o- o- f- f- o- o- o-",
    "day_word": "ss o- o- o- o- o- o- o- o- o- o-",
    "own_details": "ss oo oo oo oo oo oo oo oo oo oo",
    "offers": "ss o- o- o- o- o- o- o- o- o- o-",
    "offer_accept": "ss -n -o -n -n -n -n -n -n -n -n",
    "offer_decline": "ss -n -o -n -n -n -n -n -n -n -n",
    "sessions": "ss oo oo oo oo oo oo oo oo oo oo",
    "own_export": "ss -o -o -o -o -o -o -o -o -o -o",
    "help": "ss o- o- o- o- o- o- o- o- o- o-",
    "help_role": "ss o- o- o- o- o- o- o- o- o- o-",
    "notices": "ss o- o- o- o- o- o- o- o- o- o-",
    "notices_read": "ss -o -o -o -o -o -o -o -o -o -o",
    "notices_settings": "ss oo oo oo oo oo oo oo oo oo oo",
    "notices_unsubscribe": "oo oo oo oo oo oo oo oo oo oo oo",
    "notice": "ss -n -o -n -n -n -n -n -n -n -n",
    "initiatives": "ss o- o- o- o- o- o- o- o- o- o-",
    "initiative": "ss o- o- o- o- o- n- n- o- o- n-",
    "initiative?bearbeiten=reihenfolge": "ss o- f- f- f- f- n- n- f- f- n-",
    "figures": "ss o- o- o- o- o- n- n- o- o- n-",
    "matrix": "ss o- o- o- o- o- n- n- o- o- n-",
    "matrix?format=csv": "ss o- o- o- o- o- n- n- o- o- n-",
    "matrix?format=xlsx": "ss o- o- o- o- o- n- n- o- o- n-",
    "steering_group": "ss on on on on on nn nn on on nn",
    "steering_group?bearbeiten=sitz": "ss oo ff ff ff ff nn nn oo oo nn",
    "fields_order": "ss -o -f -f -f -f -n -n -f -f -n",
    "activity": "ss o- o- o- o- o- n- n- o- o- n-",
    "initiative_news": "ss o- o- o- o- o- n- n- o- o- n-",
    "activity_read": "ss -o -o -o -o -o -n -n -o -o -n",
    "field_new": "ss oo oo oo ff ff nn nn ff ff nn",
    "round_new": "ss oo ff ff ff ff nn nn ff ff nn",
    "meetings": "ss on on on on on nn nn on on nn",
    "meetings?bearbeiten=thema": "ss oo oo oo ff oo nn nn ff ff nn",
    "meeting_new": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting_record": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting": "ss on on on on on nn nn on on nn",
    "meeting?bearbeiten=angaben": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=einladen": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=absagen": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=punkt": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=speicher": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=antwort": "ss oo oo oo ff oo nn nn ff ff nn",
    "meeting?bearbeiten=eroeffnen": "ss no ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=anwesenheit": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=festlegung": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=aufgabe": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=information": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting?bearbeiten=abschliessen": "ss oo ff ff ff ff nn nn ff ff nn",
    "agenda_order": "ss -o -f -f -f -f -n -n -f -f -n",
    "round": "ss on on on on on nn nn on on nn",
    "round?bearbeiten=schliessen": "ss oo ff ff ff ff nn nn ff ff nn",
    "round?bearbeiten=frist": "ss oo ff ff ff ff nn nn ff ff nn",
    "round?bearbeiten=erinnern": "ss no ff ff ff ff nn nn ff ff nn",
    "round_paper": "ss on on on on ff nn nn ff ff nn",
    "round_paper?bearbeiten=begruendung": "ss oo ff ff ff ff nn nn ff ff nn",
    "round_paper?bearbeiten=stand": "ss no ff ff ff ff nn nn ff ff nn",
    "round_paper?bearbeiten=vorlage": "ss oo oo oo ff ff nn nn ff ff nn",
    "round_paper?bearbeiten=pdf": "ss no no no ff ff nn nn ff ff nn",
    "round_paper_docx": "ss n- o- n- n- n- n- n- n- n- n-",
    "round_paper_odt": "ss n- o- n- n- n- n- n- n- n- n-",
    "round_paper_zip": "ss n- o- n- n- n- n- n- n- n- n-",
    "round_paper_pdf": "ss n- o- n- n- n- n- n- n- n- n-",
    "tasks": "ss on on on on on nn nn on on nn",
    "task_new": "ss oo oo oo ff oo nn nn ff ff nn",
    "task": "ss on on on on on nn nn on on nn",
    "task?bearbeiten=angaben": "ss oo ff ff ff ff nn nn ff ff nn",
    "task?bearbeiten=stand": "ss oo oo ff ff ff nn nn ff ff nn",
    "directory": "ss o- o- o- o- o- n- n- o- o- n-",
    "field": "ss on on on on on nn nn on on nn",
    "field?bearbeiten=stand": "ss oo oo oo ff ff nn nn ff ff nn",
    "field?bearbeiten=beschreibung": "ss oo oo oo ff ff nn nn ff ff nn",
    "field?bearbeiten=schwerpunkte": "ss oo oo oo ff ff nn nn ff ff nn",
    "field?bearbeiten=federfuehrung": "ss oo oo oo ff ff nn nn ff ff nn",
    "field?bearbeiten=beteiligung": "ss oo oo oo ff oo nn nn ff ff nn",
    "field?bearbeiten=freigabe": "ss oo ff ff ff ff nn nn ff ff nn",
    "field?bearbeiten=ruhen": "ss oo ff ff ff ff nn nn ff ff nn",
    "field?bearbeiten=aufnehmen": "ss oo ff ff ff ff nn nn ff ff nn",
    "field?bearbeiten=oeffnen": "ss oo ff ff ff ff nn nn ff ff nn",
    "field?bearbeiten=nachweis": "ss oo oo oo ff ff nn nn ff ff nn",
    "field?bearbeiten=schritt": "ss oo oo oo ff ff nn nn ff ff nn",
    "field?bearbeiten=unterlage": "ss oo oo oo ff ff nn nn ff ff nn",
    "document": "ss o- o- o- o- o- n- n- o- o- n-",
    "field?bearbeiten=kosten": "ss ff oo ff ff ff nn nn ff ff nn",
    "steps_order": "ss -o -o -o -f -f -n -n -f -f -n",
    "field_history": "ss o- o- o- o- o- n- n- o- o- n-",
    "field_past": "ss oo ff ff ff ff nn nn oo oo nn",
    "initiative_past": "ss oo ff ff ff ff nn nn oo oo nn",
    "field_entries": "ss on on on on on nn nn on on nn",
    "field_entries?bearbeiten=ampel-{light_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "field_entries?bearbeiten=votum-{vote_id}": "ss oo ff ff ff ff nn nn ff ff nn",
    "field_entries?bearbeiten=runde-{round_id}": "ss oo ff ff ff ff nn nn ff ff nn",
    "field_entries?bearbeiten=vereinbarung-{wording_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "field_entries?bearbeiten=stufe-{stage_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "baseline": "ss on on on on on nn nn on on nn",
    "baseline_survey": "ss o- o- o- o- o- n- n- o- o- n-",
    "baseline_survey?format=xlsx": "ss o- o- o- o- o- n- n- o- o- n-",
    "baseline_sheet": "ss f- o- f- f- f- n- n- f- f- n-",
    "baseline_sheet_read": "ss ff oo ff ff ff nn nn ff ff nn",
    "baseline_sheet_take": "ss -f -o -f -f -f -n -n -f -f -n",
    "baseline?bearbeiten=anlegen": "ss oo oo oo ff ff nn nn ff ff nn",
    "baseline?bearbeiten=fragebogen": "ss oo oo oo ff ff nn nn ff ff nn",
    "baseline?bearbeiten=frage": "ss oo oo oo ff ff nn nn ff ff nn",
    "baseline?bearbeiten=frage-{question_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "baseline?bearbeiten=entfall-{question_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "baseline?bearbeiten=antworten-{organisation_id}": "ss oo oo ff ff ff nn nn oo oo nn",
    "baseline_order": "ss -o -o -o -f -f -n -n -f -f -n",
    "economics": "ss on on on on on nn nn on on nn",
    "calculation": "ss o- o- o- o- o- n- n- o- o- n-",
    "economics?bearbeiten=zeile": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=gemeinsam": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=erstattung": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=grundlage": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=nutzwert": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=bestandsaufnahme": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=ausgleich-gemeinsam": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=aendern-{line_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=entfaellt-{line_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "economics?bearbeiten=berichtigen-{line_id}": "ss oo oo oo ff ff nn nn ff ff nn",
    "cost_keys": "ss on on on on on nn nn on on nn",
    "cost_keys?bearbeiten=neu": "ss oo oo oo ff ff nn nn ff ff nn",
    "simulation": "ss on on on on on nn nn on on nn",
    "simulation?bearbeiten=behalten": "ss oo oo oo ff ff nn nn ff ff nn",
    "funding": "ss on on on on on nn nn on on nn",
    "funding?bearbeiten=programm": "ss oo oo oo ff ff nn nn ff ff nn",
    "actuals": "ss on on on on on nn nn on on nn",
    "actuals?bearbeiten=ist-{organisation_id}": "ss ff oo ff ff ff nn nn ff ff nn",
    "actuals_import": "ss ff oo ff ff ff nn nn ff ff nn",
    "actuals_take": "ss -f -o -f -f -f -n -n -f -f -n",
    "actuals_template": "ss f- o- f- f- f- n- n- f- f- n-",
    "agreement_new": "ss oo oo oo ff ff nn nn ff ff nn",
    "agreement": "ss on on on on on nn nn on on nn",
    "agreement?bearbeiten=texte": "ss oo oo oo ff ff nn nn ff ff nn",
    "agreement?bearbeiten=partei": "ss oo oo oo ff ff nn nn ff ff nn",
    "agreement?bearbeiten=datei": "ss oo oo oo ff ff nn nn ff ff nn",
    "agreement?bearbeiten=unterschrift": "ss oo oo oo ff oo nn nn ff ff nn",
    "agreement?bearbeiten=genehmigung": "ss oo oo oo ff ff nn nn ff ff nn",
    "initiative_entries": "ss on on on on on nn nn on on nn",
    "initiative_entries?bearbeiten=bedingung-{condition_id}": "ss ff ff ff ff ff nn nn oo oo nn",
    "initiative_entries?bearbeiten=treffen-{told_meeting_id}": "ss oo ff ff ff ff nn nn ff ff nn",
    "comments": "ss oo oo oo of oo nn nn of of nn",
    "position": "ss on on on on on nn nn on on nn",
    "position?bearbeiten=votum": "ss ff oo ff ff ff nn nn ff ff nn",
    "position?bearbeiten=gremium": "ss ff oo ff ff ff nn nn ff ff nn",
    "position?bearbeiten=muendlich": "ss oo ff ff ff ff nn nn ff ff nn",
    "proposals": "ss o- o- o- o- o- n- n- o- o- n-",
    "proposal_new": "ss oo oo oo ff oo nn nn ff ff nn",
    "proposal": "ss on on on on on nn nn on on nn",
    "proposal?bearbeiten=antwort": "ss oo oo ff ff ff nn nn ff ff nn",
    "proposal?bearbeiten=annehmen": "ss oo ff ff ff ff nn nn ff ff nn",
    "proposal?bearbeiten=nicht-weiterverfolgen": "ss oo ff ff ff ff nn nn ff ff nn",
    "proposal?bearbeiten=erinnern": "ss oo ff ff ff oo nn nn ff ff nn",
    "proposal?bearbeiten=texte": "ss ff ff ff ff oo nn nn ff ff nn",
    "proposal?bearbeiten=zurueckziehen": "ss ff ff ff ff oo nn nn ff ff nn",
    "supports": "ss o- o- o- o- o- n- n- o- o- n-",
    "support_new": "ss oo oo oo ff ff nn nn ff ff nn",
    "support": "ss on on on on on nn nn on on nn",
    "support?bearbeiten=annehmen": "ss ff ff ff ff oo nn nn ff ff nn",
    "support?bearbeiten=ablehnen": "ss ff ff ff ff oo nn nn ff ff nn",
    "support?bearbeiten=antworten": "ss ff ff ff ff oo nn nn ff ff nn",
    "support?bearbeiten=abschliessen": "ss ff oo ff ff ff nn nn ff ff nn",
    "support?bearbeiten=zuruecknehmen": "ss ff oo ff ff ff nn nn ff ff nn",
    "meeting_entry": "ss o- o- o- o- o- n- n- o- o- n-",
    "meeting_minutes": "ss on on on on on nn nn on on nn",
    "meeting_minutes?bearbeiten=versenden": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting_minutes?bearbeiten=berichtigung": "ss oo ff ff ff ff nn nn ff ff nn",
    "meeting_minutes?bearbeiten=pdf": "ss no ff ff ff ff nn nn ff ff nn",
    "meeting_paper": "ss o- o- o- o- o- n- n- o- o- n-",
    "register": "ss o- o- o- o- o- n- n- o- o- n-",
    "register?format=csv": "ss o- o- o- o- o- n- n- o- o- n-",
    "register?format=xlsx": "ss o- o- o- o- o- n- n- o- o- n-",
    "register_decision": "ss on on on on on nn nn on on nn",
    "register_decision?bearbeiten=umsetzung": "ss oo oo oo ff ff nn nn ff ff nn",
    "register_resolution": "ss on on on on on nn nn on on nn",
    "register_resolution?bearbeiten=umsetzung": "ss oo ff ff ff ff nn nn ff ff nn",
    "register_resolution?bearbeiten=berichtigen": "ss oo ff ff ff ff nn nn ff ff nn",
    "register_resolution?bearbeiten=bestaetigen": "ss no ff ff ff ff nn nn ff ff nn",
    "resolution_new": "ss oo oo oo ff oo ff ff ff ff oo",
    "reports": "ss o- o- o- o- o- o- o- o- o- o-",
    "report_new": "ss oo ff ff ff oo ff ff ff ff ff",
    "report": "ss o- o- o- o- o- o- n- n- n- n-",
    "report_contents": "ss ff ff ff ff oo ff nn nn nn nn",
    "report_pdf": "ss o- o- o- o- o- o- n- n- n- n-",
    "report_xlsx": "ss o- o- o- o- o- o- n- n- n- n-",
    "report_html": "ss o- o- o- o- o- o- n- n- n- n-",
    "report_html_file": "ss o- o- o- o- o- o- n- n- n- n-",
    "report_cancel": "ss -f -f -f -f -o -f -n -n -n -n",
    "report_retry": "ss -f -f -f -f -o -f -n -n -n -n",
    "report_issue": "ss -f -f -f -f -o -f -n -n -n -n",
    "report_edit": "ss nn nn nn nn oo nn nn nn nn nn",
    "report_edit?schritt=kopf": "ss nn nn nn nn oo nn nn nn nn nn",
    "report_edit?schritt=texte": "ss nn nn nn nn oo nn nn nn nn nn",
    "report_check": "ss -n -n -n -n -o -n -n -n -n -n",
    "report_discard": "ss -n -n -n -n -o -n -n -n -n -n",
    "report_take_out": "ss -n -n -n -n -o -n -n -n -n -n",
    "report_correct": "ss ff ff ff ff oo ff nn nn nn nn",
    "sitting_report": "ss nn ff ff ff oo ff ff ff ff ff",
    "public_reports": "o- o- o- o- o- o- o- o- o- o- o-",
    "public_report_pdf": "o- o- o- o- o- o- o- o- o- o- o-",
    "public_report_html": "o- o- o- o- o- o- o- o- o- o- o-",
    "public_report_html_file": "o- o- o- o- o- o- o- o- o- o- o-",
    "public_report_xlsx": "o- o- o- o- o- o- o- o- o- o- o-",
    "administration": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_organisations": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_organisation_new": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_organisations_import": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_organisations_example": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_organisation": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_take_back": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_bodies": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_body_new": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_body": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_sittings": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_sitting": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_organisation_arms": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_people": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_people_import": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_people_import_take": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_people_template_csv": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_people_template_xlsx": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_person_new": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_person": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_person?bearbeiten=angaben": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_person?bearbeiten=heimat": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_person_link": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_person_lock": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_person_unlock": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_person_second_factor": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_person_anonymise": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_person_export": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_mandate_new": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_ending": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_mandate_hand_over": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_mandate_end": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_mandate_withdraw": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_initiatives": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_initiative_new": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_initiative": "ss ff ff ff ff ff ff ff on on ff",
    "administration_conditions_standard": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_fields_standard": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_field_move": "ss -f -f -f -f -f -f -f -o -o -f",
    "administration_steps": "ss f- f- f- f- f- f- f- o- f- f-",
    "administration_step_new": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_steps_standard": "ss -f -f -f -f -f -f -f -o -f -f",
    "administration_step": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_questionnaires": "ss f- f- f- f- f- f- f- o- f- f-",
    "administration_questionnaire_new": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_questionnaire": "ss ff ff ff ff ff ff ff on ff ff",
    "administration_questionnaire?bearbeiten=frage": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_questionnaire_order": "ss -f -f -f -f -f -f -f -o -f -f",
    "administration_law": "ss f- f- f- f- f- f- f- o- f- f-",
    "administration_law_new?land=05": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_law_rule": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_staff_rates": "ss f- f- f- f- f- f- f- o- f- f-",
    "administration_staff_rate_new": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_staff_rate": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_texts": "ss f- f- f- f- f- f- f- o- f- f-",
    "legal_page_edit": "ss ff ff ff ff ff ff ff oo ff ff",
    "administration_reports": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_mails": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_mail_again": "ss ff ff ff ff ff ff ff oo oo ff",
    "administration_record": "ss f- f- f- f- f- f- f- o- o- f-",
    "administration_record_csv": "ss -f -f -f -f -f -f -f -o -o -f",
    "legal_page": "o- o- o- o- o- o- o- o- o- o- o-",
}


# A non-public report on two initiatives (`personas.climate`): issued, and behind `@` as a draft. Nottuln takes part in one
# of them, Dülmen and Rosendahl in both, Dülmen convenes the second; "limited" acts for Dülmen in the first only.
OF_TWO = (*PERSONAS, "limited")
TABLE_OF_TWO = {
    "report": "ss n- o- o- n- o- o- n- n- n- n- n-",
    "report_contents": "ss nn oo ff nn oo ff nn nn nn nn nn",
    "report_pdf": "ss n- o- o- n- o- o- n- n- n- n- n-",
    "report_xlsx": "ss n- o- o- n- o- o- n- n- n- n- n-",
    "report_html": "ss n- o- o- n- o- o- n- n- n- n- n-",
    "report_html_file": "ss n- o- o- n- o- o- n- n- n- n- n-",
    "report_correct": "ss nn oo ff nn oo ff nn nn nn nn nn",
    "comments": "ss nn oo oo nn oo nn nn nn nn nn nn",
    "report@": "ss n- o- n- n- o- n- n- n- n- n- n-",
    "report_contents@": "ss nn oo nn nn oo nn nn nn nn nn nn",
    "report_pdf@": "ss n- o- n- n- o- n- n- n- n- n- n-",
    "report_xlsx@": "ss n- o- n- n- o- n- n- n- n- n- n-",
    "report_html@": "ss n- o- n- n- o- n- n- n- n- n- n-",
    "report_html_file@": "ss n- o- n- n- o- n- n- n- n- n- n-",
    "report_edit@": "ss nn oo nn nn oo nn nn nn nn nn nn",
    "report_check@": "ss -n -o -n -n -o -n -n -n -n -n -n",
    "report_issue@": "ss -n -o -n -n -o -n -n -n -n -n -n",
    "report_retry@": "ss -n -o -n -n -o -n -n -n -n -n -n",
    "report_cancel@": "ss -n -o -n -n -o -n -n -n -n -n -n",
    "report_discard@": "ss -n -o -n -n -o -n -n -n -n -n -n",
    "report_take_out@": "ss -n -o -n -n -o -n -n -n -n -n -n",
    "comments@": "ss nn oo nn nn oo nn nn nn nn nn nn",
}


def patterns() -> Iterator[URLPattern]:
    """All routes of the application, those of the sign-in included."""

    def walk(branch) -> Iterator[URLPattern]:
        for one in branch:
            if isinstance(one, URLPattern):
                yield one
            else:
                yield from walk(one.url_patterns)

    return walk(get_resolver().url_patterns)


@pytest.fixture
def things(circle: Circle, settings, tmp_path) -> dict[str, object]:
    settings.MEDIA_ROOT = tmp_path
    return things_of(circle)


def things_of(circle: Circle) -> dict[str, object]:
    """One of each thing that a route names; its files go where the settings say."""
    people = circle.people
    taking_part = Participation.PARTICIPATING
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status=taking_part, by=None, at=moments.now()
    )
    comment = comments.write(field=circle.payroll, text="Hallo", by=people["duelmen"], at=moments.now())
    task = tasks.add(
        initiative=circle.initiative,
        title="Daten liefern",
        owner=circle.duelmen,
        by=people["nottuln"],
        at=moments.now(),
    )
    document = documents.add(
        field=circle.payroll, title="Entwurf", file=upload(), by=people["duelmen"], at=moments.now()
    )
    light = assessments.assess(field=circle.payroll, light="green", by=people["duelmen"], at=moments.now())
    agreement = agreements.draw_up(
        field=circle.payroll,
        title="Vereinbarung",
        provider_id=circle.county.pk,
        entering=[circle.county, circle.nottuln],
        by=people["nottuln"],
        at=moments.now(),
    )
    agreed = stages.record(agreement=agreement, kind="text_agreed", by=people["nottuln"], at=moments.now())
    vote = positions.give(
        ask=circle.ask(circle.nottuln), stance="deliberating", by=people["nottuln"], at=moments.now()
    )
    proposal = propose(circle, "county", "nottuln", "duelmen")
    asked = support.ask(
        initiative=circle.initiative, subject="Frage", text="Wie?", by=people["duelmen"], at=moments.now()
    )
    held = closed(circle)
    paper = minutes.circulate(minutes=held, by=people["nottuln"], at=moments.now())
    pdfs.finish(paper=paper, pdf=b"%PDF")
    drafted = council_papers.make(round_=circle.round, by=people["duelmen"], at=moments.now())
    pdfs.finish(paper=drafted, pdf=b"%PDF")
    report = plan(circle)
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>Bericht", pdf=b"%PDF", xlsx=b"PK", at=moments.now())
    issue(circle, report)
    Body.objects.filter(pk=circle.kreistag.pk).update(shows_public=True)
    mails.invite(user=people["duelmen"].user, at=moments.now())
    mail = Mail.objects.filter(kind=MailKind.ACCESS).latest("pk")
    return {
        "initiative_id": circle.initiative.pk,
        "field_id": circle.payroll.pk,
        "meeting_id": call(circle).pk,
        "round_id": circle.round.pk,
        "ask_id": circle.ask(circle.duelmen).pk,
        "comment_id": comment.pk,
        "task_id": task.pk,
        "target": "feld",
        "target_id": circle.payroll.pk,
        "notice_id": notices.tell(
            kind=NoticeKind.CHANGE,
            to=[people["duelmen"].user],
            title="Ampel auf Gelb",
            reason="weil Ihre Kommune beteiligt ist",
            page=("field", circle.payroll.pk),
            by=people["nottuln"],
            at=moments.now(),
            initiative=circle.initiative,
        )[0].pk,
        "token": notice_settings.token(people["duelmen"].user_id, [NoticeKind.CHANGE]),
        "version_id": document.versions.get().pk,
        "proposal_id": proposal.pk,
        "support_id": asked.pk,
        "report_id": report.pk,
        "draft_id": plan(circle).pk,
        "sitting_id": circle.kreistag.sittings.create(held_on=moments.today()).pk,
        "closed_meeting_id": held.meeting_id,
        "paper_id": paper.pk,
        "council_paper_id": drafted.pk,
        "light_id": light.pk,
        "line_id": enter(circle, "duelmen", 100, "alone").line_id,
        "rate_id": StaffRate.objects.create(
            pay_grade=f"EG {circle.payroll.pk}", year=2026, cents=1, source="Tabelle"
        ).pk,
        "agreement_id": agreement.pk,
        "stage_id": agreed.pk,
        "wording_id": agreed.agreement.history.get().pk,
        "vote_id": vote.pk,
        "told_meeting_id": circle.initiative.meetings.get(starts_at=None).pk,
        "decision_id": held.meeting.results.get(kind="decision").pk,
        "resolution_id": resolution(circle, title="Gemeinsame Abrechnung").pk,
        "organisation_id": circle.duelmen.pk,
        "body_id": circle.kreistag.pk,
        "user_id": people["duelmen"].user_id,
        "mandate_id": people["duelmen"].pk,
        "mail_id": mail.pk,
        "condition_id": circle.initiative.conditions.get().pk,
        "part": "zustaendigkeit",
        "kind": "organisationen",
        "row_id": circle.duelmen.pk,
        "rule_id": Authority.objects.get_or_create(
            land="05",
            has_county_or_free_city=True,
            valid_from=moments.today(),
            defaults={"name": "Bezirksregierung", "paragraph": "§ 29", "source": "GkG"},
        )[0].pk,
        "question_id": add(circle, asked_of(circle), text="Fälle", kind="number").pk,
        "questionnaire_id": QuestionnaireTemplate.objects.create(title=f"Bauhof {circle.payroll.pk}").pk,
        "template_id": StepTemplate.objects.create(phase=0, order=1, title="Feld beschreiben").pk,
        "slug": "impressum",
        "role": "kreis",
        "pk": 0,
        "uidb36": "1",
        "provider_id": "kreis",
        "connection_id": 1,
        "key": "abgelaufen",
    }


def address(route: str, things: dict[str, object]) -> str:
    """The path of a route of the table, its arguments taken from `things`."""
    name, _, query = route.partition("?")
    pattern = next(p for p in patterns() if p.name == name)
    if name == "meeting_minutes":
        things = things | {"meeting_id": things["closed_meeting_id"]}
    if name in ("report_edit", "report_check", "report_discard", "report_take_out"):
        things = things | {"report_id": things["draft_id"]}
    path = reverse(name, kwargs={argument: things[argument] for argument in pattern.pattern.regex.groupindex})
    return f"{path}?{query.format(**things)}" if query else path


def letter(response: HttpResponse) -> str:
    """What an answer means, as a letter of the table; the status where it means none of them."""
    if response.status_code == 302 and reverse("account_login") in response["Location"]:
        return "s"
    meanings = {"o": (200, 204, 302, 303, 422), "f": (403,), "n": (404,), "-": (405,)}
    return next(
        (m for m, codes in meanings.items() if response.status_code in codes), str(response.status_code)
    )


def test_every_route_stands_in_the_table():
    assert {p.name for p in patterns()} == {route.partition("?")[0] for route in TABLE}


@pytest.mark.parametrize("persona", PERSONAS, ids=str)
def test_a_persona_gets_in_where_the_table_says_and_nowhere_else(persona, sign_in, things):
    column = PERSONAS.index(persona)
    expected = {route: cells.split()[column] for route, cells in TABLE.items()}
    assert asked(sign_in(persona), {route: address(route, things) for route in TABLE}) == expected


@pytest.mark.postgres
@pytest.mark.parametrize("persona", ["nottuln", "administrator"])
def test_each_page_opens_on_postgresql_too(persona, sign_in, things):
    """What is refused does not hang on the database; whether its queries are understood does."""
    cells = {route: cells.split()[PERSONAS.index(persona)] for route, cells in TABLE.items()}
    paths = {route: address(route, things) for route, cell in cells.items() if cell[0] == "o"}
    assert asked(sign_in(persona), paths, ("get",)) == dict.fromkeys(paths, "o")


def test_a_report_on_two_initiatives_is_open_where_its_table_says_and_nowhere_else(circle, sign_in):
    both = {"initiatives": [circle.initiative, climate(circle)], "edition": Edition.NON_PUBLIC}
    issued, draft = issue(circle, finished(circle, **both)), finished(circle, **both)
    ReportJob.objects.filter(report=draft).update(stage=JobStage.CHECKING)  # so that none makes it anew

    def path(route: str) -> str:
        number = draft.pk if "@" in route else issued.pk
        of_comments = {"target": "bericht", "target_id": number}
        name = route.removesuffix("@")
        return reverse(name, kwargs=of_comments if name == "comments" else {"report_id": number})

    paths = {route: path(route) for route in TABLE_OF_TWO}
    for column, persona in enumerate(OF_TWO):
        expected = {route: cells.split()[column] for route, cells in TABLE_OF_TWO.items()}
        assert asked(sign_in(persona), paths) == expected, persona


def asked(
    client: Client, paths: dict[str, str], methods=("get", "post"), *, undone: bool = True
) -> dict[str, str]:
    """What each path answers to a GET and to an empty POST; what they write is undone, unless nothing may be written."""
    found, signed_in = dict.fromkeys(paths, ""), copy(client.cookies)
    for method in methods:
        for route, path in paths.items():
            client.cookies = copy(signed_in)  # also after the sign-out
            answer = answer_of(client, method, path, undone=undone)
            found[route] += letter(answer)
            if "sessionid" in signed_in and route not in PUBLIC_FILES:
                assert "no-store" in answer.headers.get("Cache-Control", ""), (method, path)
    return found


def answer_of(client: Client, method: str, path: str, *, undone: bool = True) -> HttpResponse:
    """The answer to an empty request."""
    with transaction.atomic(), zeal_ignore():
        answer = getattr(client, method)(path)
        transaction.set_rollback(undone)
    if answer.streaming:
        list(answer)  # which closes the file
    elif method == "get":
        assert tokenless(answer) == [], path
    return answer


def tokenless(answer: HttpResponse) -> list[str]:
    """Where the forms of ours lead that would not do their act once."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return []
    found = [one for one in sent_forms(answer.content.decode()) if not one.action.startswith(OF_THE_SIGN_IN)]
    return [one.action for one in found if len(one.data.get("einmal", [""])[0]) != 22]


def test_the_table_lets_only_the_own_municipality_give_a_votum():
    cells = dict(zip(PERSONAS, TABLE["position?bearbeiten=votum"].split(), strict=True))
    assert [persona for persona, cell in cells.items() if "o" in cell] == ["duelmen"]


def test_the_table_lets_nobody_but_administrators_into_the_administration():
    inside = {
        persona
        for route, cells in TABLE.items()
        if route.startswith("administration")
        for persona, cell in zip(PERSONAS, cells.split(), strict=True)
        if "o" in cell
    }
    assert inside == {"administrator", "county_administrator"}


def test_the_table_keeps_what_holds_for_all_counties_from_the_administrator_of_one():
    column = PERSONAS.index("county_administrator")
    closed = {
        r
        for r, cells in TABLE.items()
        if r.startswith(("administration", "legal")) and "f" in cells.split()[column]
    }
    assert closed == {
        "administration_steps",
        "administration_step_new",
        "administration_steps_standard",
        "administration_step",
        "administration_questionnaires",
        "administration_questionnaire_new",
        "administration_questionnaire",
        "administration_questionnaire?bearbeiten=frage",
        "administration_questionnaire_order",
        "administration_law",
        "administration_law_new?land=05",
        "administration_law_rule",
        "administration_staff_rates",
        "administration_staff_rate_new",
        "administration_staff_rate",
        "administration_texts",
        "legal_page_edit",
    }
