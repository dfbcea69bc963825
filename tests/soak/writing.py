"""People who write comments all the time, each with a word of its own; what was acknowledged must be found again."""

import threading
import time
from collections import Counter
from types import TracebackType

from tests.soak.person import Answer, Person
from tests.soak.place import ROLE, Place

ACCOUNTS = ("nottuln", "rosendahl", "senden", "duelmen", "havixbeck", "olfen")
FIELD = 2


def comment(person: Person, field_id: int, text: str) -> Answer:
    """Write a comment on a field; returns what came of it, or the page that had no form for it."""
    page = f"/kommentare/feld/{field_id}/"
    shown = person.get(page)
    if shown.status != 200:
        return shown
    form = next((one for one in shown.page.forms if one.xpath('.//textarea[@name="text"]')), None)
    if form is None:
        return shown
    kept = [(name, value) for name, value in form.form_values() if name != "text"]
    return person.ask("POST", page, [*kept, ("text", text)])


class Writing:
    """`acknowledged` are the words whose comment was answered with 303, each with the instant (monotonic); `answers` what came
    of all requests by status, 0 where nobody answered.
    """

    def __init__(self, place: Place, pause: float = 0.1) -> None:
        self.place, self.pause = place, pause
        self.acknowledged: dict[str, float] = {}
        self.answers: Counter[int] = Counter()
        self._ends = threading.Event()
        self._people = [place.person(f"beauftragte-{one}") for one in ACCOUNTS]
        self._threads = [
            threading.Thread(target=self._write, args=(n, one)) for n, one in enumerate(self._people)
        ]
        self._run = f"{time.time_ns():x}"

    def __enter__(self) -> "Writing":
        for one in self._threads:
            one.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        for one in self._threads:
            one.join()
        for one in self._people:
            self.answers.update(answer.status for answer in one.seen)

    def _write(self, number: int, person: Person) -> None:
        count = 0
        while not self._ends.wait(self.pause):
            count += 1
            word = f"Wort-{self._run}-{number}-{count}-"
            if comment(person, FIELD, word).status == 303:
                self.acknowledged[word] = time.monotonic()

    def lost(self, database: str = ROLE, until: float | None = None) -> list[str]:
        """Acknowledged words (those until an instant) that no comment holds."""
        rows = self.place.rows("SELECT text FROM initiatives_comment", database=database)
        kept = {text.strip() for (text,) in rows}
        return [
            word
            for word, at in self.acknowledged.items()
            if (until is None or at <= until) and word not in kept
        ]

    @property
    def broken(self) -> int:
        """Answers that no fault from outside explains."""
        return sum(count for status, count in self.answers.items() if status not in (0, 200, 302, 303, 503))
