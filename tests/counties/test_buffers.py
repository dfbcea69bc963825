"""What a page makes the database read, beside the rows of a tenth of a country: counting queries could not see it."""

from contextlib import contextmanager

import pytest
from django.db import connection

from initiatives.domain.state import memory
from tests.support import tenth
from tests.test_access import address, things_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AT_MOST = 1_000  # buffers of 8 kB a page, the first of them with no state in memory
WHOLE = ("administrator", "search?q=muster")  # who administers the country searches all of it
READERS = ("nottuln", "reader", "county", "kreistag", "administrator")
PAGES = (
    *(
        "start",
        "notices",
        "initiatives",
        "initiative",
        "matrix",
        "figures",
        "activity",
        "meetings",
        "meeting",
    ),
    *(
        "tasks",
        "field",
        "field_history",
        "field_past",
        "initiative_past",
        "comments",
        "position",
        "proposals",
        "supports",
        "register",
        "reports",
    ),
    *("report", "search?q=muster", "directory"),
)


@contextmanager
def reading(found: list[tuple[int, str]]):
    """Notes of each query how many buffers it reads, and the query."""

    def explain(execute, sql, params, many, context):
        if sql.startswith("SELECT") and not many:
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
                [plan] = cursor.cursor.fetchone()[0]
            found.append((plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"], sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield


def test_a_page_of_any_role_reads_no_more_of_a_country_than_it_shows(circle, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    things = things_of(circle)
    paths = {page: address(page, things) for page in PAGES}
    tenth.put()
    costly = {}
    for persona in READERS:
        client = sign_in(persona)
        for page, path in paths.items():
            found: list[tuple[int, str]] = []
            if persona == READERS[0]:
                memory.forget()  # the state is the same for all
            with reading(found):
                client.get(path)
            total = sum(read for read, _ in found)
            if total > AT_MOST and (persona, page) != WHOLE:
                costly[persona, page] = total, max(found)[1]
    assert costly == {}
