"""Queries whose SQL Django's compiler writes once per process instead of once per request.

For the handful of queries of a study step, building the SQL takes several times as long as the
database takes to answer. A prepared query is written as an ordinary QuerySet; only its parameters
change from call to call. Statements that do not wait for each other's results can be sent together.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

TYPE_SAMPLES: Mapping[type, Callable[[int], Any]] = {
    # Values that no other part of a query uses, so that they can be found again in its parameters.
    # Within 16 bits: a filter of a small column by a larger number finds nothing, without any SQL.
    int: lambda number: 31_001 + number,
    dt.date: lambda number: dt.date(9001, 1, 1 + number),
    uuid.UUID: lambda number: uuid.UUID(int=2**127 + number),
}
Parameter = int | dt.date | uuid.UUID


def adapted(value: Parameter) -> Any:
    """As the database's driver takes it."""
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    sql: str
    # Per place in the SQL: the name of the parameter, or None and the constant.
    places: Sequence[tuple[str | None, Any]]
    compiler: Any
    converters: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """SQL ready to be run, and how the rows it returns become Python values."""

    sql: str
    parameters: Sequence[Any]
    returns_rows: bool
    compiled: Compiled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The rows that a statement returned, and the number that it changed (of a query: undefined)."""

    rows: Sequence[Sequence[Any]]
    count: int


def run_together(*statements: Statement) -> list[Result]:
    """Run the statements in their order; on PostgreSQL in one round trip.

    There, waiting for each statement's answer costs more than the statements do. Psycopg binds the
    parameters in the client, so several statements are one message; an error in one undoes all.
    """
    if connection.vendor != "postgresql":
        return [run(statement) for statement in statements]
    with connection.cursor() as cursor:
        # Bound one by one: psycopg remembers how to take apart a short statement, not a long one.
        bound = [cursor.mogrify(statement.sql, statement.parameters) for statement in statements]
        cursor.execute(";\n".join(bound))
        results = []
        for statement in statements:
            results.append(fetched(cursor, statement))
            cursor.nextset()
    return results


def run(statement: Statement) -> Result:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.parameters)
        return fetched(cursor, statement)


def fetched(cursor: Any, statement: Statement) -> Result:
    rows = cursor.fetchall() if statement.returns_rows else []
    count = cursor.rowcount
    compiled = statement.compiled
    if compiled is not None and compiled.converters:
        rows = list(compiled.compiler.apply_converters(rows, compiled.converters))
    return Result(rows=rows, count=count)


class PreparedQuery:
    """`build` makes a `values_list` QuerySet from keyword parameters of the given types.

    Every parameter must stand in the query as it is given (no patterns, no lists).
    """

    def __init__(
        self, build: Callable[..., models.QuerySet[Any, Any]], **types: type[Parameter]
    ) -> None:
        self._build = build
        self._types = types
        self._compiled: dict[str, Compiled] = {}

    def rows(self, **parameters: Parameter) -> Sequence[Sequence[Any]]:
        return run(self.statement(**parameters)).rows

    def statement(self, **parameters: Parameter) -> Statement:
        compiled = self._compiled.get(connection.vendor) or self._compile()
        given = {name: adapted(value) for name, value in parameters.items()}
        bound = [constant if name is None else given[name] for name, constant in compiled.places]
        return Statement(sql=compiled.sql, parameters=bound, returns_rows=True, compiled=compiled)

    def _compile(self) -> Compiled:
        samples = {
            name: TYPE_SAMPLES[kind](number)
            for number, (name, kind) in enumerate(self._types.items())
        }
        found = {str(adapted(value)): name for name, value in samples.items()}
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


def insert_statement(instance: models.Model, *, once_for: str = "") -> Statement:
    """`instance.save(force_insert=True)` for a model without inheritance; returns the key.

    With `once_for`, for each row of that table expression of the same statement.
    """
    insert, _, fields = write_statements(type(instance))
    if once_for:
        places = ", ".join(["%s"] * len(fields))
        selected = f"SELECT {places} FROM {once_for}"  # noqa: S608 - a name of our own
        insert = insert.replace(f"VALUES ({places})", selected)
    return Statement(sql=insert, parameters=row_values(instance, fields), returns_rows=True)


def update_statement(instance: models.Model, **expected: int) -> Statement:
    """`instance.save(force_update=True)` of a row whose columns still hold what is expected."""
    _, update, fields = write_statements(type(instance))
    conditions = [f" AND {connection.ops.quote_name(column)} = %s" for column in expected]
    return Statement(
        sql=update + "".join(conditions),
        parameters=[*row_values(instance, fields), instance.pk, *expected.values()],
        returns_rows=False,
    )


def was_inserted(instance: models.Model, result: Result) -> None:
    """Give the instance the key that its insert returned."""
    [[instance.pk]] = result.rows
    instance._state.adding = False
    instance._state.db = connection.alias


def column_names(model: type[models.Model], prefix: str = "") -> list[str]:
    """Names for `values_list` of all columns of a model that is reached by `prefix`."""
    return [prefix + field.attname for field in model._meta.concrete_fields]


def instance_from(model: type[M], values: Sequence[Any]) -> M:
    """A row as the ORM would return it, from the values of `column_names`."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, values)
