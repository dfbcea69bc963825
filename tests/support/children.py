"""The processes that `serve` has started, as Linux lists them."""

from pathlib import Path

NAMES = ("web", "work", "run_due", "send_mails")  # their commands; of the first two there are several


def started_by(pid: int) -> dict[int, str]:
    """The command lines of what a process has started, by process id; its parts end with a zero byte."""
    listing = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return {int(one): line for one in listing.split() if (line := _command_line(one))}


def by_name(pid: int) -> dict[str, int]:
    """One process id for each of NAMES."""
    return {name: one for one, line in started_by(pid).items() for name in NAMES if f"\0{name}\0" in line}


def _command_line(pid: str) -> str:
    """ "" for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return ""
