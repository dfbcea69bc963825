"""The arms of an organisation: only a clean picture of a sound size is taken, and it stands in the head of the papers."""

from base64 import b64decode
from io import BytesIO
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import arms
from initiatives.domain.reports import county_paper
from initiatives.models import Arms
from initiatives.reports.formats.pictures import picture as picture_of

SECRET = "Aufnahme im Garten"


def picture(form: str = "PNG", size: tuple[int, int] = (120, 150), mode: str = "RGB") -> bytes:
    out = BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET)
    extra = {"pnginfo": info} if form == "PNG" else {"comment": SECRET.encode()}
    Image.new(mode, size, 1).save(out, form, **extra)
    return out.getvalue()


def place(circle, content: bytes, name: str = "wappen.png", by: str = "administrator") -> Arms:
    file = SimpleUploadedFile(name, content)
    return arms.place(organisation=circle.county, file=file, by=circle.people[by], at=moments.now())


@pytest.mark.parametrize(
    ("form", "mode", "name", "kind"),
    [
        ("PNG", "RGB", "wappen.png", "image/png"),
        ("PNG", "P", "wappen.PNG", "image/png"),
        ("JPEG", "CMYK", "wappen.jpeg", "image/jpeg"),
    ],
)
def test_a_picture_is_written_anew_without_what_it_hides(circle, form, mode, name, kind):
    hidden = picture(form, mode=mode) + b"<script>alert(1)</script>"
    place(circle, hidden, name)
    today = moments.today()
    uri = county_paper.head(
        circle.kreistag, county_paper.default_paper(circle.kreistag, today, today), ""
    ).arms
    head, _, data = uri.partition(",")
    found = b64decode(data)
    assert head == f"data:{kind};base64"
    assert SECRET.encode() not in found and b"script" not in found
    assert Image.open(BytesIO(found)).size == (120, 150)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wappen.svg", "PNG- oder JPEG-Bild"),
        (b"kein Bild", "wappen.png", "ist kein PNG-Bild"),
        (picture("JPEG"), "wappen.png", "ist kein PNG-Bild"),
        (b"%PDF-1.7\n%%EOF", "wappen.pdf", "ist ein PDF"),
        (picture()[:60], "wappen.png", "nicht lesbar"),
        (picture(size=(2_001, 50)), "wappen.png", "2001 × 50 Bildpunkte"),
        (picture(size=(10, 10)), "wappen.png", "10 × 10 Bildpunkte"),
        (picture() + b"0" * 1_000_000, "wappen.png", "größer als 1 MB"),
    ],
)
def test_what_is_no_such_picture_is_refused_and_nothing_is_written(circle, content, name, words):
    with pytest.raises(Refused, match=words) as refusal:
        place(circle, content, name)
    assert refusal.value.field == "file"
    assert "XLSX" not in refusal.value.message
    assert not Arms.objects.exists()


def test_a_new_picture_takes_the_place_of_the_one_before_which_stays(circle):
    first = place(circle, picture())
    second = place(circle, picture(size=(90, 90)))
    assert arms.current(circle.county) == second
    first.refresh_from_db()
    assert first.removed_at is not None
    by, at = circle.people["administrator"], moments.now()
    arms.remove(organisation=circle.county, by=by, at=at)
    assert (arms.current(circle.county), Arms.objects.count()) == (None, 2)
    with pytest.raises(Refused, match="kein Wappen"):
        arms.remove(organisation=circle.county, by=by, at=at)


def test_the_largest_picture_that_is_taken_is_still_drawn_in_a_report(circle):
    """Little as a file with a palette, much larger once it is written anew."""
    out, chance = BytesIO(), Random(5)
    image = Image.frombytes("P", (960, 960), chance.randbytes(960 * 960))
    image.putpalette(chance.randbytes(768))
    image.save(out, "PNG")
    assert len(out.getvalue()) < arms.MAX_BYTES
    made = place(circle, out.getvalue())
    assert (made.width, made.height) == (600, 600)
    assert picture_of(arms.data_uri(made))
