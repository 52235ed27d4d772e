"""Form fields for the parts of a card that are lists: a row for each entry, with spare rows below.

Without scripts the spare rows are what there is to add to a list, and an emptied row is taken out;
`static/js/rows.js` adds, moves and removes rows.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cards.forms.card_fields import MOST_ENTRIES, UNSTORABLE

SPARE_ROWS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One part of a row: `type` is area (a text that grows), text, select or check."""

    name: str
    label: str
    head: str = ""  # above the column, where the label alone would be long
    type: str = "area"
    placeholder: str = " "  # never empty: the stylesheet tells by it what is filled in
    choices: tuple[tuple[str, str], ...] = ()
    is_exact: bool = False  # monospace, unspelt

    @property
    def is_text(self) -> bool:
        return self.type in ("area", "text")


class Row(dict[str, str]):
    """What a browser sent of one row, by column."""


def is_filled(row: Mapping[str, str], columns: Sequence[Column]) -> bool:
    return any(row.get(column.name, "").strip() for column in columns if column.is_text)


class RowsWidget(forms.Widget):
    template_name = "admin/cards/card/rows.html"

    def __init__(self, columns: Sequence[Column], noun: str) -> None:
        super().__init__()
        self.columns, self.noun = tuple(columns), noun

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """The rows as they stood on the page: a browser sends them in that order."""
        names = "|".join(column.name for column in self.columns)
        wanted = re.compile(rf"{re.escape(name)}-(\d{{1,6}})-({names})")
        rows: dict[str, Row] = {}
        for key in data:
            if found := wanted.fullmatch(key):
                text = str(data[key]).replace("\r\n", "\n").replace("\r", "\n")
                rows.setdefault(found[1], Row())[found[2]] = text
        return list(rows.values())

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-{self.columns[0].name}" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        filled = [row for row in value or () if is_filled(row, self.columns)]
        rows = [*filled, *(Row() for _ in range(SPARE_ROWS))]
        context["widget"] |= {
            "columns": self.columns,
            "noun": self.noun,
            "rows": [self.cells(name, str(n), row) for n, row in enumerate(rows)],
            "blank": self.cells(name, "__index__", Row()),
            "has_heads": sum(column.is_text for column in self.columns) > 1,
            "described_by": (attrs or {}).get("aria-describedby", ""),
        }
        return context

    def cells(self, name: str, index: str, row: Mapping[str, str]) -> list[dict[str, Any]]:
        number = str(int(index) + 1) if index.isdecimal() else "__number__"
        return [
            {
                "column": column,
                "name": f"{name}-{index}-{column.name}",
                "value": row.get(column.name, ""),
                "label": f"{column.label} {number}",
            }
            for column in self.columns
        ]


class RowsField(forms.Field):
    """A list of entries. Subclasses say how an entry becomes a row and a row an entry."""

    columns: tuple[Column, ...] = ()
    noun = "row"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        self.columns = kwargs.pop("columns", self.columns)
        self.noun = kwargs.pop("noun", self.noun)
        super().__init__(widget=RowsWidget(self.columns, self.noun), **kwargs)

    def prepare_value(self, value: Any) -> list[Row]:
        return [one if isinstance(one, Row) else self.row_of(one) for one in self.listed(value)]

    def listed(self, value: Any) -> Iterable[Any]:
        return value if isinstance(value, list | tuple) else ()

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != self.gathered(list(self.listed(initial))))
        except forms.ValidationError:
            return True

    def clean(self, value: Any) -> Any:
        rows = [row for row in value or () if is_filled(row, self.columns)]
        if len(rows) > MOST_ENTRIES:
            raise forms.ValidationError(f"These are {len(rows)}; at most {MOST_ENTRIES} fit.")
        if self.required and not rows:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        problems, entries = [], []
        for number, row in enumerate(rows, start=1):
            try:
                if any(UNSTORABLE.search(text) for text in row.values()):
                    raise forms.ValidationError("it has a character that cannot be stored.")
                entries.append(self.entry_of(row))
            except forms.ValidationError as error:
                problems += [f"{self.noun.capitalize()} {number}: {text}" for text in error]
        if problems:
            raise forms.ValidationError(problems)
        return self.gathered(entries)

    def row_of(self, entry: Any) -> Row:
        raise NotImplementedError

    def entry_of(self, row: Row) -> Any:
        """The entry that a row says; ValidationError with a message that follows “Row 3:”."""
        raise NotImplementedError

    def gathered(self, entries: list[Any]) -> Any:
        return entries


class TextRows(RowsField):
    """A list of texts."""

    columns = (Column(name="text", label="Text"),)

    def row_of(self, entry: Any) -> Row:
        return Row(text=str(entry))

    def entry_of(self, row: Row) -> str:
        return row["text"]


class KeyPointRows(RowsField):
    """Key points: what has to be said, and what may be said beside it."""

    columns = (
        Column(name="text", label="Key point"),
        Column(
            name="weight", label="Weight of key point", type="select",
            choices=(("must", "Must"), ("extra", "Extra")),
        ),
    )  # fmt: skip
    noun = "key point"

    def row_of(self, entry: Any) -> Row:
        point = entry if isinstance(entry, dict) else {"text": entry}
        weight = "must" if point.get("is_must", True) else "extra"
        return Row(text=str(point.get("text", "")), weight=weight)

    def entry_of(self, row: Row) -> dict[str, Any]:
        return {"text": row["text"], "is_must": row.get("weight") != "extra"}


class WrongAnswerRows(RowsField):
    """Mistakes that are known, each with what to say about it."""

    columns = (
        Column(name="answer", label="Wrong answer", is_exact=True),
        Column(name="feedback", label="Hint for wrong answer", head="What to say about it"),
    )
    noun = "wrong answer"

    def row_of(self, entry: Any) -> Row:
        return Row(answer=str(entry["answer"]), feedback=str(entry["feedback"]))

    def entry_of(self, row: Row) -> dict[str, str]:
        if not row.get("answer", "").strip():
            raise forms.ValidationError("write the answer that this hint is for.")
        return {"answer": row["answer"], "feedback": row.get("feedback", "")}


class OptionRows(RowsField):
    """The options of a choice, with those that are correct."""

    columns = (
        Column(name="text", label="Option"),
        Column(name="correct", label="Correct", type="check"),
    )
    noun = "option"

    def row_of(self, entry: Any) -> Row:
        return Row(text=str(entry["text"]), correct="on" if entry["is_correct"] else "")

    def entry_of(self, row: Row) -> dict[str, Any]:
        return {"text": row["text"], "is_correct": bool(row.get("correct"))}


class VariableRows(RowsField):
    """The letters that may occur in an answer, with the values they stand for."""

    columns = (
        Column(name="name", label="Variable", type="text", placeholder="x", is_exact=True),
        Column(
            name="domain", label="Values of variable", head="Its values", type="text", is_exact=True,
            placeholder="pos, prob, int, [0, 1]",
        ),
    )  # fmt: skip
    noun = "variable"

    def row_of(self, entry: Any) -> Row:
        return Row(name=str(entry["name"]), domain=str(entry["domain"]))

    def entry_of(self, row: Row) -> dict[str, str]:
        name = row.get("name", "").strip()
        if not name:
            raise forms.ValidationError("give it a name, such as x.")
        if re.search(r"[\s,]", name):
            raise forms.ValidationError("write one name on each row, such as x.")
        return {"name": name, "domain": row.get("domain", "").strip()}


FIGURE = r"[+\-−]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+\-−]?\d{1,2})?"
RANGE = re.compile(
    rf"({FIGURE})\s*(?:\.\.\.?|…|to)\s*({FIGURE})(?:\s*,?\s*(?:step|by)\s*({FIGURE}))?"
)


class ParameterRows(RowsField):
    """Numbers that are drawn anew for every showing: names with a range or with listed values."""

    columns = (
        Column(name="name", label="Name of number", head="Name", type="text", placeholder="n", is_exact=True),
        Column(name="low", label="From", type="text", placeholder="2", is_exact=True),
        Column(name="high", label="To", type="text", placeholder="9", is_exact=True),
        Column(name="step", label="Step", type="text", placeholder="1", is_exact=True),
        Column(
            name="values", label="Or one of", type="text", placeholder="2, 4, 8", is_exact=True
        ),
    )  # fmt: skip
    noun = "number"

    def listed(self, value: Any) -> Iterable[Any]:
        return value.items() if isinstance(value, dict) else super().listed(value)

    def row_of(self, entry: Any) -> Row:
        name, written = entry
        return Row(name=name, **range_of(written))

    def entry_of(self, row: Row) -> tuple[str, str]:
        part = {name: text.strip() for name, text in row.items()}
        if not part.get("name"):
            raise forms.ValidationError("give it a name, such as n.")
        has_range = any(part.get(name) for name in ("low", "high", "step"))
        if has_range and part.get("values"):
            raise forms.ValidationError("write a range or listed values, not both.")
        if has_range and not (part.get("low") and part.get("high")):
            raise forms.ValidationError("a range needs both ends, such as from 2 to 9.")
        if not has_range and not part.get("values"):
            raise forms.ValidationError("write its range, such as from 2 to 9, or its values.")
        return part["name"], written_range(part)

    def gathered(self, entries: list[Any]) -> dict[str, str]:
        gathered = dict(entries)
        if len(gathered) < len(entries):
            raise forms.ValidationError("Two of the numbers have the same name.")
        return gathered


def range_of(written: Any) -> dict[str, str]:
    """The columns of a row for the values that a specification gives a drawn number."""
    if isinstance(written, list | tuple):
        return {"values": ", ".join(map(str, written))}
    text = str(written).strip()
    if found := RANGE.fullmatch(text):
        return {"low": found[1], "high": found[2], "step": found[3] or ""}
    return {"values": text.strip("{}[] ")}


def written_range(columns: Mapping[str, str]) -> str:
    if columns.get("values"):
        return f"{{{columns['values']}}}"
    step = f" step {columns['step']}" if columns.get("step") else ""
    return f"{columns['low']}..{columns['high']}{step}"
