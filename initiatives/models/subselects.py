"""Queries that stand inside many others, put into SQL once: building them anew for each page costs more than running them.

Only for a query that follows from its values alone; what is cached is its text, never what it finds.
"""

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Func, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

KEPT = 1024  # texts in each process and of each kind


def subselect(rows: QuerySet) -> RawSQL:
    """The rows of a query over one column, for `field__in=` in another."""
    try:
        sql, params = rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        sql, params = "SELECT CAST(NULL AS integer) WHERE 1 = 0", ()
    return RawSQL(sql, params)


def counted(rows: QuerySet) -> RawSQL:
    """How many rows a query finds."""
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return subselect(rows.annotate(number=number).values("number"))


def first(rows: QuerySet) -> RawSQL:
    """The smallest number of the rows that a query finds, nothing where it finds none."""
    number = Func(F("pk"), function="MIN", output_field=IntegerField())
    return subselect(rows.annotate(number=number).values("number"))
