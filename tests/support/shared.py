"""What is slow to make is made once for all workers of a run, whichever asks first."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

Shared = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """`shared(name, fill)`: the folder that `fill` has filled; copy it, don't change it."""
    base = tmp_path_factory.getbasetemp()
    top = base if base.name.startswith("pytest-") else base.parent

    def get(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = top / f"shared-{name}", top / f"shared-{name}.done"
        folder.mkdir(exist_ok=True)
        with Path(f"{folder}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                fill(folder)
                done.touch()
        return folder

    return get
