"""The calculation as a spreadsheet: LibreOffice, which calculates it anew, comes to the same cent as the product."""

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from initiatives.domain.rules.money import economics
from initiatives.domain.state.facts import CostLineFacts, FieldFacts
from initiatives.enums.money import COMPARED, Variant
from initiatives.views.money.calculation import workbook
from tests.domain.priced import EARLY, ELEVEN, key, line, period, place, priced
from tests.support.spreadsheets import headed, opened

pytestmark = pytest.mark.needs("office")
TODAY = date(2026, 3, 2)
COUNTY = place(99, "Kreis", None, "kreis")
CASES = 8


def random_field(random: Random) -> FieldFacts:
    """Any lines, keys, years and days of joining."""
    places = [*random.sample(ELEVEN, random.randint(2, 6)), COUNTY]
    first, years = random.randint(2022, 2025), random.randint(1, 6)
    figures = {one: Decimal(random.randint(0, 90_000)) / random.choice([1, 100]) for one in places}
    percents = {one: Decimal(random.randint(0, 1600)) / 100 for one in places[:-1]}
    kinds = [
        lambda since: period("population", since),
        lambda since: period("equal", since, rounding="euro"),
        lambda since: period("cases", since, figures=figures),
        lambda since: period("fixed", since, figures=percents),
        lambda since: period("equal", since, bearers="named", figures={COUNTY: None, places[0]: None}),
        lambda since: period("mixed", since, base=random.randint(0, 10**6), variable_kind="population"),
    ]
    cuts = [EARLY, date(first, random.randint(1, 12), random.randint(1, 28))]
    keys = (key(*(random.choice(kinds)(day) for day in cuts)),)
    spells = {one.id: ((EARLY, None),) for one in places}
    spells[places[0].id] = ((date(first, random.randint(1, 12), 1), None),)
    spells[places[1].id] = ((EARLY, random.choice([None, date(first + 1, 7, 1)])),)
    return priced(
        *random_lines(random, places, first),
        places=places,
        keys=keys,
        provider=COUNTY,
        first_year=first,
        years=years,
        rate=str(Decimal(random.randint(0, 500)) / 100),
        spells=spells,
        phase_dates={0: EARLY, 5: EARLY},
    )


def random_lines(random: Random, places: list, first: int) -> list[CostLineFacts]:
    kinds = ["staff", "it", "total", "one_off", "grant", "yearly_grant", "reimbursement", "saving"]
    found = [
        line("today", "total", random.randint(0, 90_000), one) for one in places if random.random() < 0.9
    ]
    for _ in range(random.randint(3, 14)):
        kind, variant = random.choice(kinds), random.choice(["today", "joint", "joint", "alone"])
        who = random.choice(places)
        more = {
            "increase": Decimal(random.randint(-300, 500)) / 100,
            "from_year": random.choice([None, first + 1]),
        }
        if kind == "reimbursement":
            more |= {"receiver_id": random.choice([one for one in places if one is not who]).id}
        if kind == "saving" and variant == "today":
            continue
        joint = variant != "today" and kind not in ("reimbursement", "saving") and random.random() < 0.6
        made = line(variant, kind, 0, None if joint else who, is_shared=joint, **more)
        amount = random.randint(0, 10**7)
        if kind == "staff":
            fte, rate = Decimal(random.randint(1, 9000)) / 1000, random.randint(10**6, 10**7)
            made = CostLineFacts(**vars(made) | {"fte": fte, "rate": rate})
            amount = int((fte * rate).quantize(Decimal(1), "ROUND_HALF_UP"))
        found.append(CostLineFacts(**vars(made) | {"amount": amount}))
    return found


@pytest.fixture(scope="module")
def calculated(tmp_path_factory) -> list[tuple[FieldFacts, Path]]:
    """Fields, each with its workbook as LibreOffice saved it after it had calculated everything."""
    office = shutil.which("soffice")
    assert office, "tests/machine.py installs it."
    folder = tmp_path_factory.mktemp("rechnung")
    fields = [random_field(Random(seed)) for seed in range(CASES)]
    sources = []
    for number, field in enumerate(fields):
        source = folder / f"{number}.xlsx"
        source.write_bytes(workbook.write(field, "Initiative", TODAY))
        sources.append(str(source))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", f"{folder}/out", *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [(field, folder / "out" / f"{number}.xlsx") for number, field in enumerate(fields)]


def told(path: Path, variant: Variant) -> dict[str, list]:
    """The rows of a variant on the sheet of the result, by their first cell."""
    rows = list(load_workbook(path, data_only=True)["Ergebnis"].iter_rows(values_only=True))
    first = next(number for number, row in enumerate(rows) if row[0] == f"Variante {variant.label}")
    found = {}
    for row in rows[first + 2 :]:
        found.setdefault(row[0], list(row[1:]))
        if row[0] == "Summe":
            break
    return found


def cents(value: float | None) -> int | None:
    return None if value is None else round(value * 100)


def test_libreoffice_comes_to_the_same_cent(calculated):
    compared = 0
    for field, path in calculated:
        used = {one.variant for one in field.money.lines}
        for variant in COMPARED:
            if variant not in used:
                continue
            found, rows = economics.of_field(field, variant), told(path, variant)
            for one in found.outcomes:
                today, cost, saving, percent, once, value, _ = rows[one.organisation.name]
                named = (path.name, variant, one.organisation.name)
                assert (cents(today), cents(cost), cents(saving)) == (one.today, one.cost, one.saving), named
                assert cents(value) == one.present_value, named
                assert cents(once) == (one.one_off if one.is_known else None), named
                if one.percent is not None:
                    assert abs(Decimal(str(percent)) * 100 - one.percent) < Decimal("0.051"), named
                compared += 1
            total = rows["Summe"]
            assert [cents(total[2]), cents(total[4])] == [found.saving, found.one_off]
    assert compared > 40


def test_every_figure_is_alive(calculated):
    """Nothing of the result is a number that somebody wrote there, and no formula fails."""
    _, path = calculated[0]
    source = path.parent.parent / path.name
    book = opened(source.read_bytes())
    assert all(map(headed, book.worksheets[1:])), "all but the result"
    front = book["Ergebnis"]
    numbers = [cell for row in front.iter_rows(min_row=6) for cell in row[1:7] if cell.value is not None]
    texts = [cell.value for cell in numbers if not str(cell.value).startswith("=")]
    assert len(numbers) > 20
    assert all(isinstance(one, str) for one in texts)
    for field, done in calculated:
        for sheet in load_workbook(done, data_only=True).worksheets:
            for row in sheet.iter_rows(values_only=True):
                assert not [one for one in row if isinstance(one, str) and one.startswith(("#", "Err:"))], (
                    field
                )
