from collections.abc import Callable, Iterable
from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

LARGEST = 2**63 - 1  # that SQLite can bind


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = "Interkommunale Zusammenarbeit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from initiatives.models import append_only, german, searched

        connection_created.connect(_look_for_any_number, dispatch_uid="any-number")
        connection_created.connect(german.teach, dispatch_uid="german")
        pre_migrate.connect(german.make_functions, sender=self)
        pre_migrate.connect(append_only.lift_before_migrating, sender=self)
        post_migrate.connect(append_only.guard_after_migrating, sender=self)
        post_migrate.connect(searched.index_after_migrating, sender=self)


def _look_for_any_number(connection: BaseDatabaseWrapper, **told: Any) -> None:
    if connection.vendor == "sqlite" and _as_any_number not in connection.execute_wrappers:
        connection.execute_wrappers.append(_as_any_number)


def _as_any_number(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A number that no table holds is looked for, as PostgreSQL does, and not found; SQLite would refuse to bind it. What
    is written stays as it is.
    """
    if isinstance(params, tuple | list) and sql.startswith("SELECT") and any(map(_is_too_large, params)):
        params = _bound(params)
    return execute(sql, params, many, context)


def _bound(params: Iterable[Any]) -> list[Any]:
    return [float(str(one)) if _is_too_large(one) else one for one in params]


def _is_too_large(value: Any) -> bool:
    return isinstance(value, int) and not -LARGEST <= value <= LARGEST
