"""Files on the page of a field: uploaded, renewed, attached, refused; downloaded by those who see the field only."""

import re
from io import RawIOBase

import pytest
from django.db import connection
from django.urls import reverse

from initiatives.domain.fields import documents, steps
from initiatives.domain.kernel import moments, virus_scanner
from initiatives.models import Document, DocumentVersion, Event, GateItem, Step
from tests.support import files
from tests.support.clamd import EICAR, clamd
from tests.support.files import upload
from tests.views.parts import cut, part, same

ITEM = {"kind": "fixed", "result": "done", "text": "Festgelegt", "effective_on": "05.01.2026"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "passing"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return tmp_path


@pytest.fixture
def url(circle):
    return reverse("field", args=[circle.payroll.pk])


def add(circle, title="Entwurf", file=None, field=None):
    return documents.add(
        field=field or circle.payroll,
        title=title,
        file=file or upload(),
        by=circle.people["duelmen"],
        at=moments.now(),
    )


def section(client, url, name="unterlagen"):
    return cut(client.get(url).content.decode(), name)


def send(client, address, data, htmx):
    return part(client, address, "feld", data) if htmx else client.post(address, data)


def nothing_written(folder):
    stored = [path for path in folder.rglob("*") if path.is_file()]
    return not stored and not Document.objects.exists() and not Event.objects.filter(kind="document").exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_file_is_uploaded_and_shown(circle, sign_in, url, htmx):
    client, address = sign_in("duelmen"), f"{url}?bearbeiten=unterlage"
    assert "Unterlagen:</b> noch keine" in section(client, url)
    form = section(client, address)
    assert 'enctype="multipart/form-data"' in form and 'data-hx-encoding="multipart/form-data"' in form
    file = upload("Gutachten.pdf", files.PDF + bytes(1_499_000))
    answer = send(client, address, {"title": "Gutachten zur Steuer", "file": file}, htmx)
    assert answer.status_code == (200 if htmx else 303)
    assert answer["HX-Push-Url" if htmx else "Location"] == (url if htmx else f"{url}#unterlagen")
    shown = section(sign_in("reader"), url)
    version = DocumentVersion.objects.get()
    assert f'href="{reverse("document", args=[version.pk])}"' in shown
    assert "Gutachten zur Steuer" in shown and "Gutachten.pdf" in shown and "1,5\u00a0MB" in shown
    assert circle.people["duelmen"].title in shown and "bearbeiten=" not in shown and "Fassung" not in shown


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("file", "words"),
    [
        (upload("liste.pdf", files.PROGRAM), "ist kein PDF, sondern ein Programm"),
        (upload("leer.pdf", b""), "Die Datei ist leer."),
        (None, "Bitte wählen Sie eine Datei aus."),
    ],
)
def test_what_is_refused_keeps_the_title_and_writes_nothing(sign_in, url, folder, file, words, htmx):
    if file:
        file.seek(0)
    data = {"title": "Liste der Fälle"} | ({"file": file} if file else {})
    answer = send(sign_in("duelmen"), f"{url}?bearbeiten=unterlage", data, htmx)
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html
    assert 'href="#id_file"' in html and 'value="Liste der Fälle"' in html
    assert nothing_written(folder)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("how", "words"),
    [("", "Schadsoftware gefunden (Eicar-Test-Signature)"), ("hangs up", "lassen sich gerade nicht prüfen")],
)
def test_what_the_virus_scanner_does_not_let_pass_is_refused(
    sign_in, url, folder, settings, how, words, htmx
):
    data = {"title": "Liste der Fälle", "file": upload(content=files.PDF + EICAR)}
    client = sign_in("duelmen")
    with clamd(how) as settings.CLAMD:
        answer = send(client, f"{url}?bearbeiten=unterlage", data, htmx)
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html and 'value="Liste der Fälle"' in html
    assert nothing_written(folder)


def test_no_transaction_is_open_while_the_virus_scanner_is_asked(sign_in, url, settings, monkeypatch):
    before, open_then = len(connection.savepoint_ids), []
    monkeypatch.setattr(virus_scanner, "check", lambda file: open_then.append(len(connection.savepoint_ids)))
    sign_in("duelmen").post(f"{url}?bearbeiten=unterlage", {"title": "Liste", "file": upload()})
    assert open_then == [before]


def test_the_file_is_to_be_chosen_again_if_something_else_is_wrong(sign_in, url):
    data = {"title": "", "file": upload("Vertrag.pdf")}
    html = sign_in("duelmen").post(f"{url}?bearbeiten=unterlage", data).content.decode()
    assert "Bitte wählen Sie die Datei „Vertrag.pdf“ noch einmal aus." in html


class Flood(RawIOBase):
    """The body of a form with a file of `size` zeros, made while it is read."""

    def __init__(self, head: bytes, size: int, tail: bytes):
        self.parts, self.size, self.length = [head, tail], size, len(head) + size + len(tail)

    def read(self, size=-1):
        wanted = size if size and size > 0 else 65_536
        if len(self.parts) == 2:
            return self.parts.pop(0)
        if self.size:
            given = min(self.size, wanted)
            self.size -= given
            return bytes(given)
        return self.parts.pop() if self.parts else b""


@pytest.mark.parametrize("size", [22_000_000, 200_000_000])
def test_a_file_of_200_mb_is_neither_kept_nor_written_while_it_comes_in(
    sign_in, url, folder, monkeypatch, size
):
    head = (
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nDie Akte\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="akte.pdf"\r\n\r\n%PDF-1.7'
    )
    kept = []
    monkeypatch.setattr("django.core.files.uploadhandler.BytesIO", lambda *args: kept.append("memory"))
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", kept.append)
    body = Flood(head, size - 8, b"\r\n--x--\r\n")
    extra = {"wsgi.input": body, "CONTENT_LENGTH": str(body.length), "HTTP_HX_REQUEST": "true"}
    extra |= {"HTTP_HX_TARGET": "feld", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = sign_in("duelmen").generic("POST", f"{url}?bearbeiten=unterlage", **extra)
    html = answer.content.decode()
    assert answer.status_code == 422
    words = f"Die Datei „akte.pdf“ ist mit {size // 1_000_000},0\u00a0MB zu groß; erlaubt sind 20 MB."
    assert words in html and 'value="Die Akte"' in html
    assert kept == [] and nothing_written(folder)


def test_a_new_version_stands_before_the_older_ones(circle, sign_in, url):
    document, client = add(circle), sign_in("rosendahl")
    address = f"{url}?bearbeiten=unterlage-{document.pk}"
    same_again = client.post(address, {"file": upload()})
    assert same_again.status_code == 422 and "Diese Datei ist schon da" in same_again.content.decode()
    answer = client.post(address, {"file": upload("Zweiter.pdf", files.PDF + b"2")})
    assert answer["Location"] == f"{url}#unterlagen"
    shown = section(client, url)
    assert shown.index("Zweiter.pdf") < shown.index("1 frühere Fassung") < shown.index("Entwurf.pdf")
    assert "Fassung 2" in shown


def test_a_document_of_another_field_is_not_there(circle, sign_in, url):
    elsewhere = add(circle, field=circle.hotline)
    client = sign_in("duelmen")
    for number in (elsewhere.pk, 99_999):
        address = f"{url}?bearbeiten=unterlage-{number}"
        assert client.get(address).status_code == 404
        assert client.post(address, {"file": upload(content=files.PDF + b"2")}).status_code == 404
    assert "Entwurf.pdf" not in section(client, url)
    answer = client.post(f"{url}?bearbeiten=nachweis", ITEM | {"document": elsewhere.pk})
    assert answer.status_code in (303, 422) and not GateItem.objects.filter(document=elsewhere).exists()


@pytest.mark.parametrize(
    ("persona", "status"), [("reader", 403), ("county", 403), ("administrator", 403), ("stranger", 404)]
)
def test_who_does_not_work_on_the_field_uploads_nothing(circle, sign_in, url, folder, persona, status):
    document, client = add(circle), sign_in(persona)
    for name in ("unterlage", f"unterlage-{document.pk}", "nachweis"):
        data = ITEM | {"title": "Neu", "file": upload("b.png", files.PNG)}
        assert client.post(f"{url}?bearbeiten={name}", data).status_code == status
    assert DocumentVersion.objects.count() == 1
    assert len([path for path in (folder / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("persona", ["nottuln", "reader", "county", "administrator"])
def test_those_who_see_the_field_download_the_file(circle, sign_in, persona):
    version = add(circle, file=upload("Übersicht „neu“.txt", "Zuständig".encode())).versions.get()
    answer = sign_in(persona).get(reverse("document", args=[version.pk]))
    assert b"".join(answer.streaming_content).decode() == "Zuständig"
    answer.close()
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%9Cbersicht")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("persona", ["stranger", "kreistag", "rat"])
def test_for_others_the_file_is_not_there(circle, sign_in, persona):
    version = add(circle).versions.get()
    assert sign_in(persona).get(reverse("document", args=[version.pk])).status_code == 404


def test_a_file_that_is_lost_is_not_there_and_told_to_the_operator(circle, sign_in, folder, caplog):
    version = add(circle).versions.get()
    (folder / "files" / version.file.name).unlink()
    assert sign_in("nottuln").get(reverse("document", args=[version.pk])).status_code == 404
    assert f"document version {version.pk} is missing" in caplog.text


@pytest.mark.parametrize("htmx", [False, True])
def test_an_entry_is_recorded_with_a_new_file(circle, sign_in, url, htmx):
    client, address = sign_in("duelmen"), f"{url}?bearbeiten=nachweis"
    assert 'name="document"' not in section(client, address, "nachweise")
    send(client, address, ITEM | {"file": upload("Protokoll.pdf")}, htmx)
    item = GateItem.objects.get()
    assert item.document.title == "Protokoll"
    link = reverse("document", args=[item.document.versions.get().pk])
    assert f'href="{link}"' in section(client, url, "nachweise")
    assert "Protokoll.pdf" in section(client, url, "nachweise")


def test_an_entry_is_recorded_with_a_known_document(circle, sign_in, url):
    document, client = add(circle), sign_in("duelmen")
    address = f"{url}?bearbeiten=nachweis"
    assert f'<option value="{document.pk}">Entwurf</option>' in section(client, address, "nachweise")
    assert client.post(address, ITEM | {"document": document.pk}).status_code == 303
    assert GateItem.objects.get().document == document
    refused = client.post(address, ITEM | {"file": upload("x.pdf", files.ELF)})
    assert refused.status_code == 422 and 'href="#id_file"' in refused.content.decode()
    assert "Festgelegt" in refused.content.decode() and GateItem.objects.count() == 1


def test_a_step_takes_a_document_and_a_new_file(circle, sign_in, url):
    by, at = circle.people["duelmen"], moments.now()
    step = steps.add(field=circle.payroll, title="Vertrag prüfen", by=by, at=at)
    document, client = add(circle), sign_in("duelmen")
    address = f"{url}?bearbeiten=schritt-{step.pk}"

    def change(**values):
        form = client.get(address).context["form"]
        data = {bound.name: bound.value() or "" for bound in form if bound.name != "file"}
        return client.post(address, data | values)

    assert change(document=document.pk).status_code == 303
    assert Step.objects.get().document == document
    assert "Entwurf.pdf" in section(client, url, "schritte")
    assert change(title="Vertrag lesen").status_code == 303
    assert Step.objects.get().document == document
    assert change(file=upload("Vermerk.txt", b"Gelesen")).status_code == 303
    assert Step.objects.get().document.title == "Vermerk"
    assert change(document="").status_code == 303
    assert Step.objects.get().document is None and Document.objects.count() == 2


@pytest.mark.parametrize("name", ["unterlage", "unterlage-n", "nachweis"])
def test_a_swap_equals_a_reload(circle, sign_in, url, name):
    address = f"{url}?bearbeiten={name.replace('-n', f'-{add(circle).pk}')}"
    client = sign_in("duelmen")
    whole = client.get(address).content.decode()
    assert same(part(client, address, "feld").content.decode(), cut(whole, "feld"))


def test_markup_in_titles_and_names_is_shown_as_text(circle, sign_in, url):
    add(circle, "<b>fett</b>", upload("<img src=x onerror=alert(1)>.pdf"))
    shown = section(sign_in("reader"), url)
    assert "&lt;b&gt;fett" in shown and not re.search(r"<img|<b>fett", shown)


def test_many_documents_cost_no_more_than_none(circle, sign_in, url, django_assert_max_num_queries):
    client = sign_in("duelmen")
    client.get(url)
    with django_assert_max_num_queries(54) as none:
        client.get(url)
    for number in range(10):
        document = add(circle, f"Unterlage {number}", upload(content=files.PDF + b"%d" % number))
    documents.add_version(
        document=document, file=upload("b.png", files.PNG), by=circle.people["duelmen"], at=moments.now()
    )
    with django_assert_max_num_queries(54) as many:
        assert "Unterlage 9" in client.get(url).content.decode()
    assert len(none) == len(many)
    with django_assert_max_num_queries(54):
        client.get(f"{url}?bearbeiten=nachweis")
