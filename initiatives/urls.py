"""Every route in one table, in the order of the interface."""

from django.urls import URLPattern, path, re_path

from initiatives.views import fields, initiatives, mandates, pages, positions, reports, rounds, start

urlpatterns: list[URLPattern] = [
    # Start and account
    path("", start.show, name="start"),
    path("mandat/", mandates.choose, name="mandate_choose"),
    path("hilfe/", pages.help_page, name="help"),
    # Initiatives, fields, positions
    path("initiativen/", initiatives.listing, name="initiatives"),
    path("initiativen/<int:initiative_id>/", initiatives.show, name="initiative"),
    path("initiativen/<int:initiative_id>/verlauf/", initiatives.history, name="initiative_history"),
    path("initiativen/<int:initiative_id>/feld/", fields.new, name="field_new"),
    path("initiativen/<int:initiative_id>/runde/", rounds.new, name="round_new"),
    path("runden/<int:round_id>/schliessen/", rounds.close, name="round_close"),
    path("felder/<int:field_id>/", fields.show, name="field"),
    path("felder/<int:field_id>/verlauf/", fields.history, name="field_history"),
    path("voten/<int:ask_id>/", positions.show, name="position"),
    # Reports
    path("berichte/", reports.listing, name="reports"),
    path("berichte/neu/", reports.new, name="report_new"),
    path("berichte/<int:report_id>/", reports.show, name="report"),
    path("berichte/<int:report_id>/pdf/", reports.pdf, name="report_pdf"),
    path("berichte/<int:report_id>/html/", reports.html, name="report_html"),
    path("berichte/<int:report_id>/abbrechen/", reports.cancel, name="report_cancel"),
    path("berichte/<int:report_id>/neu-erstellen/", reports.retry, name="report_retry"),
    path("berichte/<int:report_id>/erteilen/", reports.issue, name="report_issue"),
    # Administration
    # Texts of the operator
    path("verwaltung/texte/<slug:slug>/", pages.edit, name="legal_page_edit"),
    re_path("^(?P<slug>impressum|datenschutz|barrierefreiheit)/$", pages.show, name="legal_page"),
]
