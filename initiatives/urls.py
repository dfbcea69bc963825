"""Every route in one table, in the order of the interface."""

from django.urls import URLPattern, path, re_path

from initiatives.views import mandates, pages, reports, start

urlpatterns: list[URLPattern] = [
    # Start and account
    path("", start.show, name="start"),
    path("mandat/", mandates.choose, name="mandate_choose"),
    path("hilfe/", pages.help_page, name="help"),
    # Initiatives, fields, positions
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
