"""The floor: a bare page behind the same middleware, with a plain table of as many rows; and what the bench needs beside."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

from initiatives.domain.state import memory
from initiatives.models import Event

PAGE = """<!doctype html><html lang="de"><head><title>Boden</title></head><body><table>{% for e in events %}
<tr><td>{{ e.recorded_at }}</td><td>{{ e.kind }}</td><td>{{ e.actor }}</td><td>{{ e.subject }}</td><td>{{ e.before }}</td>
<td>{{ e.after }}</td></tr>{% endfor %}</table></body></html>"""


def table(request: HttpRequest, rows: int) -> HttpResponse:
    """As many rows of one table as the page has, after the same session, user and mandate."""
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"events": Event.objects.all()[:rows]}, request))


def forget(request: HttpRequest) -> HttpResponse:
    """Empties what the process keeps of the present state, as a change of every initiative would."""
    memory.forget()
    return HttpResponse()


def count_queries(get_response: Callable) -> Callable:
    """Middleware that tells the number of queries of a request in the header `X-Queries`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute, *args):
            nonlocal queries
            queries += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Queries"] = str(queries)
        return response

    return middleware
