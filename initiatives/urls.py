"""Every route in one table, in the order of the interface."""

from django.urls import URLPattern, path, re_path

from initiatives.views.agreements import agreements, law
from initiatives.views.circle import directory, field_order, figures, initiatives, matrix, steering
from initiatives.views.circle import entries as initiative_entries
from initiatives.views.circle.administration import buttons
from initiatives.views.circle.administration import initiatives as founded
from initiatives.views.desk import administration, day_words, help_pages, mails, pages, start
from initiatives.views.fields import entries as field_entries
from initiatives.views.fields import fields, step_templates
from initiatives.views.fields.actions import documents, steps
from initiatives.views.kernel import probes, well_known
from initiatives.views.log import activity, news, notices
from initiatives.views.meetings import meetings, minutes, register, register_entry
from initiatives.views.meetings import papers as meeting_papers
from initiatives.views.money import (
    actual_list,
    actuals,
    answer_sheets,
    baseline,
    cost_keys,
    economics,
    funding,
    questionnaire_templates,
    simulation,
    staff_rates,
    survey,
)
from initiatives.views.money.calculation import file as calculation
from initiatives.views.past import courses as past_courses
from initiatives.views.people import mandates, own_details, sessions
from initiatives.views.people.administration import (
    arms,
    bodies,
    ending,
    handing_over,
    organisations,
    people,
    person_list,
    records,
    taking_back,
)
from initiatives.views.people.administration import mandates as held
from initiatives.views.proposals import proposals
from initiatives.views.reports import contents as report_contents
from initiatives.views.reports import drafts as report_drafts
from initiatives.views.reports import public as public_reports
from initiatives.views.reports import reports, sittings
from initiatives.views.search import search
from initiatives.views.talk import comments
from initiatives.views.votes import council_papers, positions, resolution_page, resolving, rounds
from initiatives.views.work import support, tasks

urlpatterns: list[URLPattern] = [
    # For those who watch over it
    path("healthz", probes.alive, name="healthz"),
    path("readyz", probes.ready, name="readyz"),
    # For those who look from outside
    path("robots.txt", well_known.robots, name="robots"),
    path(".well-known/security.txt", well_known.security, name="security_txt"),
    # Start and account
    path("", start.show, name="start"),
    path("mandat/", mandates.choose, name="mandate_choose"),
    path("suche/", search.show, name="search"),
    path("tage/wort/", day_words.word, name="day_word"),
    path("konto/angaben/", own_details.show, name="own_details"),
    path("konto/mandate/", mandates.offers, name="offers"),
    path("konto/mandate/<int:mandate_id>/annehmen/", mandates.accept, name="offer_accept"),
    path("konto/mandate/<int:mandate_id>/ablehnen/", mandates.decline, name="offer_decline"),
    path("konto/sitzungen/", sessions.show, name="sessions"),
    path("konto/auskunft/", own_details.export, name="own_export"),
    path("hilfe/", help_pages.show, name="help"),
    path("hilfe/<slug:role>/", help_pages.of_role, name="help_role"),
    # Notices
    path("mitteilungen/", notices.listing, name="notices"),
    path("mitteilungen/gelesen/", notices.read_all, name="notices_read"),
    path("mitteilungen/einstellungen/", notices.settings, name="notices_settings"),
    path("mitteilungen/abbestellen/<str:token>/", notices.unsubscribe, name="notices_unsubscribe"),
    path("mitteilungen/<int:notice_id>/", notices.open_one, name="notice"),
    # Initiatives, fields, positions
    path("initiativen/", initiatives.listing, name="initiatives"),
    path("initiativen/<int:initiative_id>/", initiatives.show, name="initiative"),
    path("initiativen/<int:initiative_id>/aktivitaet/", activity.show, name="activity"),
    path("initiativen/<int:initiative_id>/neues/", news.show, name="initiative_news"),
    path("initiativen/<int:initiative_id>/gelesen/", activity.mark_read, name="activity_read"),
    path("initiativen/<int:initiative_id>/eintraege/", initiative_entries.show, name="initiative_entries"),
    path("initiativen/<int:initiative_id>/matrix/", matrix.show, name="matrix"),
    path("initiativen/<int:initiative_id>/abbildungen/", figures.show, name="figures"),
    path("initiativen/<int:initiative_id>/reihenfolge/", field_order.arrange, name="fields_order"),
    path("initiativen/<int:initiative_id>/feld/", fields.new, name="field_new"),
    path("initiativen/<int:initiative_id>/runde/", rounds.new, name="round_new"),
    path("initiativen/<int:initiative_id>/treffen/", meetings.listing, name="meetings"),
    path("initiativen/<int:initiative_id>/treffen/neu/", meetings.new, name="meeting_new"),
    path("initiativen/<int:initiative_id>/treffen/nachtragen/", meetings.record, name="meeting_record"),
    path("treffen/<int:meeting_id>/", meetings.show, name="meeting"),
    path("treffen/<int:meeting_id>/tagesordnung/", meetings.order, name="agenda_order"),
    path("runden/<int:round_id>/", rounds.show, name="round"),
    path("runden/<int:round_id>/vorlage/", council_papers.show, name="round_paper"),
    path("vorlagen/<int:council_paper_id>/docx/", council_papers.word, name="round_paper_docx"),
    path("vorlagen/<int:council_paper_id>/odt/", council_papers.open_text, name="round_paper_odt"),
    path("vorlagen/<int:council_paper_id>/zip/", council_papers.bundle, name="round_paper_zip"),
    path("vorlagen/<int:council_paper_id>/pdf/", council_papers.pdf, name="round_paper_pdf"),
    path("initiativen/<int:initiative_id>/aufgaben/", tasks.listing, name="tasks"),
    path("initiativen/<int:initiative_id>/aufgaben/neu/", tasks.new, name="task_new"),
    path("aufgaben/<int:task_id>/", tasks.show, name="task"),
    path("initiativen/<int:initiative_id>/lenkungsgruppe/", steering.show, name="steering_group"),
    path("initiativen/<int:initiative_id>/verzeichnis/", directory.show, name="directory"),
    path("initiativen/<int:initiative_id>/projektvorschlaege/", proposals.listing, name="proposals"),
    path("initiativen/<int:initiative_id>/projektvorschlaege/neu/", proposals.new, name="proposal_new"),
    path("projektvorschlaege/<int:proposal_id>/", proposals.show, name="proposal"),
    path("initiativen/<int:initiative_id>/unterstuetzung/", support.listing, name="supports"),
    path("initiativen/<int:initiative_id>/unterstuetzung/neu/", support.new, name="support_new"),
    path("unterstuetzung/<int:support_id>/", support.show, name="support"),
    path("felder/<int:field_id>/", fields.show, name="field"),
    path("felder/<int:field_id>/schritte/", steps.order, name="steps_order"),
    path("felder/<int:field_id>/verlauf/", fields.history, name="field_history"),
    path("initiativen/<int:initiative_id>/nachtragen/", past_courses.circle, name="initiative_past"),
    path("felder/<int:field_id>/nachtragen/", past_courses.field, name="field_past"),
    path("felder/<int:field_id>/eintraege/", field_entries.show, name="field_entries"),
    path("felder/<int:field_id>/bestandsaufnahme/", baseline.show, name="baseline"),
    path("felder/<int:field_id>/bestandsaufnahme/auswertung/", survey.show, name="baseline_survey"),
    path(
        "felder/<int:field_id>/bestandsaufnahme/fragebogen.xlsx",
        answer_sheets.hand_over,
        name="baseline_sheet",
    ),
    path(
        "felder/<int:field_id>/bestandsaufnahme/einlesen/", answer_sheets.read_in, name="baseline_sheet_read"
    ),
    path(
        "felder/<int:field_id>/bestandsaufnahme/einlesen/uebernehmen/",
        answer_sheets.take_over,
        name="baseline_sheet_take",
    ),
    path("felder/<int:field_id>/bestandsaufnahme/ordnung/", baseline.order, name="baseline_order"),
    path("felder/<int:field_id>/vergleich/", economics.show, name="economics"),
    path("felder/<int:field_id>/vergleich/rechnung.xlsx", calculation.show, name="calculation"),
    path("felder/<int:field_id>/kostenschluessel/", cost_keys.show, name="cost_keys"),
    path("felder/<int:field_id>/simulation/", simulation.show, name="simulation"),
    path("felder/<int:field_id>/foerderung/", funding.show, name="funding"),
    path("felder/<int:field_id>/plan-und-ist/", actuals.show, name="actuals"),
    path("felder/<int:field_id>/plan-und-ist/einlesen/", actual_list.read_in, name="actuals_import"),
    path(
        "felder/<int:field_id>/plan-und-ist/einlesen/uebernehmen/", actual_list.take_over, name="actuals_take"
    ),
    path("felder/<int:field_id>/plan-und-ist/vorlage.xlsx", actual_list.template, name="actuals_template"),
    path("felder/<int:field_id>/vereinbarungen/neu/", agreements.new, name="agreement_new"),
    path("vereinbarungen/<int:agreement_id>/", agreements.show, name="agreement"),
    path("dokumente/<int:version_id>/", documents.download, name="document"),
    path("voten/<int:ask_id>/", positions.show, name="position"),
    path("kommentare/<slug:target>/<int:target_id>/", comments.show, name="comments"),
    # Papers of meetings, decision register
    path("treffen/<int:meeting_id>/termin.ics", meeting_papers.entry, name="meeting_entry"),
    path("treffen/<int:meeting_id>/niederschrift/", minutes.show, name="meeting_minutes"),
    path("treffen/unterlagen/<int:paper_id>/", meeting_papers.pdf, name="meeting_paper"),
    path("initiativen/<int:initiative_id>/beschluesse/", register.listing, name="register"),
    path("festlegungen/<int:decision_id>/", register_entry.decision, name="register_decision"),
    path("beschluesse/neu/", resolving.new, name="resolution_new"),
    path("beschluesse/<int:resolution_id>/", resolution_page.show, name="register_resolution"),
    # Reports
    path("berichte/", reports.listing, name="reports"),
    path("berichte/neu/", report_drafts.new, name="report_new"),
    path("sitzungen/<int:sitting_id>/bericht/", report_drafts.new, name="sitting_report"),
    path("berichte/<int:report_id>/", reports.show, name="report"),
    path("berichte/<int:report_id>/inhalt/", report_contents.contents, name="report_contents"),
    path("berichte/<int:report_id>/pdf/", reports.pdf, name="report_pdf"),
    path("berichte/<int:report_id>/bericht.xlsx", reports.xlsx, name="report_xlsx"),
    path("berichte/<int:report_id>/html/", reports.read, name="report_html"),
    path("berichte/<int:report_id>/bericht.html", reports.html, name="report_html_file"),
    path("berichte/<int:report_id>/abbrechen/", reports.cancel, name="report_cancel"),
    path("berichte/<int:report_id>/neu-erstellen/", reports.retry, name="report_retry"),
    path("berichte/<int:report_id>/aendern/", report_drafts.edit, name="report_edit"),
    path("berichte/<int:report_id>/pruefen/", reports.check, name="report_check"),
    path("berichte/<int:report_id>/erteilen/", reports.issue, name="report_issue"),
    path("berichte/<int:report_id>/verwerfen/", reports.discard, name="report_discard"),
    path("berichte/<int:report_id>/herausnehmen/", reports.take_out, name="report_take_out"),
    path("berichte/<int:report_id>/berichtigen/", report_drafts.correct, name="report_correct"),
    path("oeffentlich/berichte/", public_reports.listing, name="public_reports"),
    path("oeffentlich/berichte/<int:report_id>/pdf/", public_reports.pdf, name="public_report_pdf"),
    path("oeffentlich/berichte/<int:report_id>/html/", public_reports.read, name="public_report_html"),
    path(
        "oeffentlich/berichte/<int:report_id>/bericht.html",
        public_reports.html,
        name="public_report_html_file",
    ),
    path("oeffentlich/berichte/<int:report_id>/xlsx/", public_reports.xlsx, name="public_report_xlsx"),
    # Administration
    path("verwaltung/", administration.home, name="administration"),
    path("verwaltung/organisationen/", organisations.listing, name="administration_organisations"),
    path("verwaltung/organisationen/neu/", organisations.new, name="administration_organisation_new"),
    path(
        "verwaltung/organisationen/einlesen/",
        organisations.read_in,
        name="administration_organisations_import",
    ),
    path(
        "verwaltung/organisationen/vorlage/",
        organisations.example,
        name="administration_organisations_example",
    ),
    path(
        "verwaltung/organisationen/<int:organisation_id>/",
        organisations.edit,
        name="administration_organisation",
    ),
    path(
        "verwaltung/organisationen/<int:organisation_id>/wappen/",
        arms.show,
        name="administration_organisation_arms",
    ),
    path("verwaltung/gremien/", bodies.listing, name="administration_bodies"),
    path("verwaltung/gremien/neu/", bodies.new, name="administration_body_new"),
    path("verwaltung/gremien/<int:body_id>/", bodies.edit, name="administration_body"),
    path("verwaltung/gremien/<int:body_id>/sitzungen/", sittings.show, name="administration_sittings"),
    path("verwaltung/sitzungen/<int:sitting_id>/", sittings.change, name="administration_sitting"),
    path("verwaltung/personen/", people.listing, name="administration_people"),
    path("verwaltung/personen/neu/", people.new, name="administration_person_new"),
    path("verwaltung/personen/einlesen/", person_list.read_in, name="administration_people_import"),
    path(
        "verwaltung/personen/einlesen/uebernehmen/",
        person_list.take_over,
        name="administration_people_import_take",
    ),
    path(
        "verwaltung/personen/einlesen/personen.csv",
        person_list.template_csv,
        name="administration_people_template_csv",
    ),
    path(
        "verwaltung/personen/einlesen/personen.xlsx",
        person_list.template_xlsx,
        name="administration_people_template_xlsx",
    ),
    path("verwaltung/personen/<int:user_id>/", people.show, name="administration_person"),
    path(
        "verwaltung/personen/<int:user_id>/zugangslink/", people.send_link, name="administration_person_link"
    ),
    path("verwaltung/personen/<int:user_id>/sperren/", people.lock, name="administration_person_lock"),
    path("verwaltung/personen/<int:user_id>/entsperren/", people.unlock, name="administration_person_unlock"),
    path(
        "verwaltung/personen/<int:user_id>/zweiter-faktor/",
        people.reset_second_factor,
        name="administration_person_second_factor",
    ),
    path(
        "verwaltung/personen/<int:user_id>/anonymisieren/",
        people.anonymise,
        name="administration_person_anonymise",
    ),
    path("verwaltung/personen/<int:user_id>/auskunft/", people.export, name="administration_person_export"),
    path("verwaltung/personen/<int:user_id>/mandat/", held.new, name="administration_mandate_new"),
    path("verwaltung/mandate/endend/", ending.listing, name="administration_ending"),
    path(
        "verwaltung/mandate/<int:mandate_id>/uebergeben/",
        handing_over.show,
        name="administration_mandate_hand_over",
    ),
    path("verwaltung/mandate/<int:mandate_id>/beenden/", held.end, name="administration_mandate_end"),
    path(
        "verwaltung/mandate/<int:mandate_id>/zurueckziehen/",
        held.withdraw,
        name="administration_mandate_withdraw",
    ),
    path("verwaltung/initiativen/", founded.listing, name="administration_initiatives"),
    path("verwaltung/initiativen/neu/", founded.new, name="administration_initiative_new"),
    path("verwaltung/initiativen/<int:initiative_id>/", founded.show, name="administration_initiative"),
    path(
        "verwaltung/initiativen/<int:initiative_id>/neun-rahmenbedingungen/",
        buttons.take_over_conditions,
        name="administration_conditions_standard",
    ),
    path(
        "verwaltung/initiativen/<int:initiative_id>/sieben-felder/",
        buttons.take_over_fields,
        name="administration_fields_standard",
    ),
    path(
        "verwaltung/felder/<int:field_id>/reihenfolge/", buttons.move_field, name="administration_field_move"
    ),
    path(
        "verwaltung/<slug:kind>/<int:row_id>/zuruecknehmen/",
        taking_back.show,
        name="administration_take_back",
    ),
    path("verwaltung/arbeitsschritte/", step_templates.listing, name="administration_steps"),
    path("verwaltung/arbeitsschritte/neu/", step_templates.new, name="administration_step_new"),
    path(
        "verwaltung/arbeitsschritte/vorschlaege/",
        step_templates.take_over,
        name="administration_steps_standard",
    ),
    path("verwaltung/arbeitsschritte/<int:template_id>/", step_templates.edit, name="administration_step"),
    path(
        "verwaltung/frageboegen/",
        questionnaire_templates.listing,
        name="administration_questionnaires",
    ),
    path(
        "verwaltung/frageboegen/neu/",
        questionnaire_templates.new,
        name="administration_questionnaire_new",
    ),
    path(
        "verwaltung/frageboegen/<int:questionnaire_id>/",
        questionnaire_templates.show,
        name="administration_questionnaire",
    ),
    path(
        "verwaltung/frageboegen/<int:questionnaire_id>/ordnung/",
        questionnaire_templates.order,
        name="administration_questionnaire_order",
    ),
    path("verwaltung/recht/", law.listing, name="administration_law"),
    path("verwaltung/recht/<slug:part>/neu/", law.new, name="administration_law_new"),
    path("verwaltung/recht/<slug:part>/<int:rule_id>/", law.edit, name="administration_law_rule"),
    path("verwaltung/personalkosten/", staff_rates.listing, name="administration_staff_rates"),
    path("verwaltung/personalkosten/neu/", staff_rates.new, name="administration_staff_rate_new"),
    path("verwaltung/personalkosten/<int:rate_id>/", staff_rates.edit, name="administration_staff_rate"),
    path("verwaltung/berichte/", administration.reports, name="administration_reports"),
    path("verwaltung/e-mails/", mails.listing, name="administration_mails"),
    path("verwaltung/e-mails/<int:mail_id>/erneut/", mails.again, name="administration_mail_again"),
    path("verwaltung/protokoll/", records.listing, name="administration_record"),
    path("verwaltung/protokoll/csv/", records.csv, name="administration_record_csv"),
    path("verwaltung/texte/", administration.texts, name="administration_texts"),
    # Texts of the operator
    path("verwaltung/texte/<slug:slug>/", pages.edit, name="legal_page_edit"),
    re_path("^(?P<slug>impressum|datenschutz|barrierefreiheit)/$", pages.show, name="legal_page"),
]
