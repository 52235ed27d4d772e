"""Queries whose SQL Django's compiler writes once per process instead of once per request.

For the handful of queries of a study step, building the SQL takes several times as long as the
database takes to answer. A prepared query is written as an ordinary QuerySet; only its parameters
change from call to call.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

TYPE_SAMPLES: Mapping[type, Callable[[int], Any]] = {
    # Values that no other part of a query uses, so that they can be found again in its parameters.
    int: lambda number: 9_000_000_000_000_001 + number,
    dt.date: lambda number: dt.date(9001, 1, 1 + number),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    sql: str
    # Per place in the SQL: the name of the parameter, or None and the constant.
    places: Sequence[tuple[str | None, Any]]
    compiler: Any
    converters: Any


class PreparedQuery:
    """`build` makes a `values_list` QuerySet from keyword parameters of the given types.

    Every parameter must stand in the query as it is given (no patterns, no lists).
    """

    def __init__(
        self, build: Callable[..., models.QuerySet[Any, Any]], **types: type[int] | type[dt.date]
    ) -> None:
        self._build = build
        self._types = types
        self._compiled: dict[str, Compiled] = {}

    def rows(self, **parameters: int | dt.date) -> Iterator[Sequence[Any]]:
        compiled = self._compiled.get(connection.vendor) or self._compile()
        given = {
            name: connection.ops.adapt_datefield_value(value)
            if isinstance(value, dt.date)
            else value
            for name, value in parameters.items()
        }
        bound = [constant if name is None else given[name] for name, constant in compiled.places]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, bound)
            fetched = cursor.fetchall()
        if not compiled.converters:
            return iter(fetched)
        rows: Iterator[Sequence[Any]] = compiled.compiler.apply_converters(
            fetched, compiled.converters
        )
        return rows

    def _compile(self) -> Compiled:
        samples = {
            name: TYPE_SAMPLES[kind](number)
            for number, (name, kind) in enumerate(self._types.items())
        }
        found = {
            str(connection.ops.adapt_datefield_value(value))
            if isinstance(value, dt.date)
            else str(value): name
            for name, value in samples.items()
        }
        query = self._build(**samples).query
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = [(found.get(str(value)), value) for value in parameters]
        unused = set(samples) - {name for name, _ in places}
        if unused:
            raise ValueError(f"the query does not use {', '.join(sorted(unused))} as it is given")
        compiled = Compiled(
            sql=sql,
            places=places,
            compiler=compiler,
            converters=compiler.get_converters([column for column, _, _ in compiler.select]),
        )
        self._compiled[connection.vendor] = compiled
        return compiled


@lru_cache
def write_statements(model: type[models.Model]) -> tuple[str, str, list["models.Field[Any, Any]"]]:
    """INSERT and UPDATE of a whole row, and its columns without the primary key."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = [quote(str(field.column)) for field in fields]
    insert = (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - names of our own columns
        f"VALUES ({', '.join(['%s'] * len(columns))}) RETURNING {key}"
    )
    pairs = ", ".join(f"{column} = %s" for column in columns)
    update = f"UPDATE {table} SET {pairs} WHERE {key} = %s"  # noqa: S608
    return insert, update, fields


def row_values(instance: models.Model, fields: Sequence["models.Field[Any, Any]"]) -> list[Any]:
    return [
        field.get_db_prep_save(getattr(instance, field.attname), connection=connection)
        for field in fields
    ]


def insert_row(instance: models.Model) -> None:
    """`instance.save(force_insert=True)` for a model without inheritance or expressions."""
    insert, _, fields = write_statements(type(instance))
    with connection.cursor() as cursor:
        cursor.execute(insert, row_values(instance, fields))
        [instance.pk] = cursor.fetchone()
    instance._state.adding = False
    instance._state.db = connection.alias


def update_row(instance: models.Model) -> None:
    """`instance.save(force_update=True)` for a model without inheritance or expressions."""
    _, update, fields = write_statements(type(instance))
    with connection.cursor() as cursor:
        cursor.execute(update, [*row_values(instance, fields), instance.pk])


def column_names(model: type[models.Model], prefix: str = "") -> list[str]:
    """Names for `values_list` of all columns of a model that is reached by `prefix`."""
    return [prefix + field.attname for field in model._meta.concrete_fields]


def instance_from(model: type[M], values: Sequence[Any]) -> M:
    """A row as the ORM would return it, from the values of `column_names`."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, values)
