"""Cards as rows of a table for django-import-export: found by their id, saved as versions."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms.utils import ErrorDict
from django.http import QueryDict
from import_export import fields, resources, widgets
from import_export.instance_loaders import CachedInstanceLoader
from import_export.results import RowResult
from tablib import Dataset

from cards.actions.authoring import save_card
from cards.core.card_table import Row, Table
from cards.core.coding import PARTS, CodingTask, faults_of
from cards.core.kinds import CardKind
from cards.forms.card_admin import CardForm
from cards.forms.card_fields import read_json
from cards.models import Card, ChangeLabel, Deck, User

TEXT_COLUMNS = ("kind", "status", "prompt", "answer", "explanation", "interview_kind", "difficulty",
                "source_document", "source_section")  # fmt: skip
JSON_COLUMNS = (
    "points", "follow_ups", "interviewer_hints", "answer_spec", "coding", "source_lines",
)  # fmt: skip
LARGEST = {"minutes": 999, "cloze_ordinal": 999, "position": 999_999}
NUMBER_COLUMNS = tuple(LARGEST)
COLUMNS = (
    "id", "deck", "kind", "status", "prompt", "answer", "explanation", "tags", "points", "follow_ups",
    "answer_spec", "interview_kind", "difficulty", "minutes", "coding", "interviewer_hints",
    "cloze_ordinal", "position", "source_document", "source_section", "source_lines",
)  # fmt: skip
LISTS = {"points", "follow_ups", "interviewer_hints"}


class DeckWidget(widgets.Widget):
    """A deck by its path. Decks are not made on the way: a slip would be a new deck."""

    decks: dict[str, Deck] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Deck:
        if self.decks is None:
            self.decks = {deck.path: deck for deck in Deck.objects.all()}
        path = " ".join(str(value).split())
        if path not in self.decks:
            raise ValueError(
                f"There is no deck “{path[:100]}”: make it first, or correct the path."
            )
        return self.decks[path]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.path if value else ""


def is_point(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and set(entry) == {"text", "is_must"}
        and isinstance(entry["text"], str)
        and bool(entry["text"].strip())
        and isinstance(entry["is_must"], bool)
    )


def is_text(entry: Any) -> bool:
    return isinstance(entry, str) and bool(entry.strip())


def is_line(entry: Any) -> bool:
    return type(entry) is int and 0 < entry < 10_000_000


# What the entries of a list are, and how to say it.
ENTRIES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "points": (is_point, 'Write a list of objects such as [{"text": "…", "is_must": true}].'),
    "follow_ups": (is_text, 'Write a list of texts such as ["…", "…"] in square brackets.'),
    "interviewer_hints": (is_text, 'Write a list of texts such as ["…", "…"] in square brackets.'),
    "source_lines": (is_line, "Write the first and the last line such as [3, 9]."),
}


class JsonWidget(widgets.Widget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.is_list = name in LISTS

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not str(value).strip():
            return [] if self.is_list else None
        try:
            read = read_json(str(value))
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        if self.name in ENTRIES:
            fits, advice = ENTRIES[self.name]
            if not (isinstance(read, list) and all(map(fits, read))):
                raise ValueError(advice)
            if self.name == "source_lines" and not (len(read) == 2 and read[0] <= read[1]):
                raise ValueError(advice)
        elif not isinstance(read, dict):
            raise ValueError("Write an object in curly brackets, as an export does.")
        elif self.name == "coding":
            return coding_of(read)
        return read

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""


def coding_of(read: dict[str, Any]) -> dict[str, Any]:
    try:
        task = CodingTask(**read)
        faults = faults_of(task)
    except (TypeError, AttributeError):
        raise ValueError("Write starter, visible_tests and hidden_tests, each a text.") from None
    if faults:
        raise ValueError(f"{PARTS[faults[0].part]}, line {faults[0].line}: {faults[0].message}")
    return asdict(task)


class TagsWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        tags = [" ".join(tag.split()) for tag in str(value).split(",")]
        return list(dict.fromkeys(tag for tag in tags if tag))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(map(str, value or ()))


class NumberWidget(widgets.Widget):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value).strip()
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise ValueError("Write a whole number.")
        if int(text) > self.most:
            raise ValueError(f"Write a number up to {self.most:,}.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class TextWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


class UidWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> uuid.UUID:
        return uuid.UUID(str(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value)


class CardResource(resources.ModelResource):
    """Cards by their lasting id. What a row does not change is not saved; nobody's schedule moves."""

    uid = fields.Field(attribute="uid", column_name="id", widget=UidWidget())
    deck = fields.Field(attribute="deck", column_name="deck", widget=DeckWidget())
    tags = fields.Field(attribute="tags", column_name="tags", widget=TagsWidget())

    class Meta:
        model = Card
        fields = ("uid", *COLUMNS[1:])
        export_order = fields
        import_id_fields = ("uid",)
        instance_loader_class = CachedInstanceLoader
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        store_instance = True
        use_transactions = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["deck"].widget = DeckWidget()  # reads the decks once an import
        for name in (*TEXT_COLUMNS, *JSON_COLUMNS, *NUMBER_COLUMNS):
            widget: widgets.Widget = TextWidget()
            if name in JSON_COLUMNS:
                widget = JsonWidget(name)
            elif name in NUMBER_COLUMNS:
                widget = NumberWidget(LARGEST[name])
            self.fields[name] = fields.Field(attribute=name, column_name=name, widget=widget)
        self.last_places: dict[int, int] = {}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("deck")

    def import_field(
        self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        if field.attribute == "position" and not str(row.get("position") or "").strip():
            return  # keeps its place, or goes behind the others
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def validate_instance(
        self, instance: Card, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """What the card form demands, said at the column."""
        errors: dict[str, Any] = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude=["deck", "document", *errors])
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if not instance.__dict__.get("deck_id") and "deck" not in errors:
            errors["deck"] = ["Name the deck."]
        if "kind" not in errors:
            for name, found in problems_of(instance, skipped=set(errors)).items():
                errors.setdefault(name, found)
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance: Card, is_create: bool, row: Any, **kwargs: Any) -> None:
        if kwargs.get("dry_run"):
            return
        if is_create and not str(row.get("position") or "").strip():
            instance.position = self.place_behind(instance.deck_id)
        save_card(instance, user=kwargs["user"], label=kwargs["label"], now=kwargs["now"])

    def place_behind(self, deck: int) -> int:
        if deck not in self.last_places:
            last = Card.objects.filter(deck=deck).aggregate(last=Max("position"))["last"]
            self.last_places[deck] = -1 if last is None else last
        self.last_places[deck] += 1
        return self.last_places[deck]


def problems_of(card: Card, *, skipped: set[str]) -> dict[str, list[str]]:
    """What the form would say about the content, at the names of its fields."""
    form = CardForm(QueryDict(), instance=Card())
    known = {name: form.error_class() for name in skipped & set(form.fields)}
    vars(form)["_errors"] = ErrorDict(known)
    form.cleaned_data = {
        name: getattr(card, name) for name in CardForm.Meta.fields if name != "deck"
    }
    kind = CardKind(card.kind)
    form.check_content(kind, form.cleaned_data)
    form.check_specification(kind, form.cleaned_data, None)
    if not form.errors.get("cloze_ordinal"):
        card.cloze_ordinal = form.cleaned_data.get("cloze_ordinal", card.cloze_ordinal)
    if not form.errors.get("answer_spec"):
        card.answer_spec = form.cleaned_data.get("answer_spec", card.answer_spec)
    return {name: list(map(str, found)) for name, found in form.errors.items() if found}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    row: int
    is_new: bool
    card: Card
    fields: tuple[tuple[str, str, str], ...]  # column, before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    errors: tuple[RowError, ...]
    changes: tuple[RowChange, ...]
    unchanged: int

    @property
    def digest(self) -> str:
        """Of what would happen: a new card's id is drawn anew each time."""
        written = [[one.row, one.is_new, one.fields] for one in self.changes]
        return hashlib.sha256(json.dumps(written).encode(errors="replace")).hexdigest()[:32]


def import_table(
    table: Table, *, user: User, label: ChangeLabel, now: dt.datetime, dry_run: bool
) -> TablePlan:
    """What the table changes, or with `dry_run` would change. With an error anywhere, nothing."""
    errors = errors_of_ids(table)
    if errors:
        return TablePlan(errors=tuple(errors), changes=(), unchanged=0)
    headers = list(dict.fromkeys(["id", *table.headers]))
    dataset = Dataset(headers=headers)
    for row in table.rows:
        cells = {**row.cells, "id": row.cells.get("id", "").strip() or str(uuid.uuid4())}
        dataset.append([cells[name] for name in headers])
    resource = CardResource()
    result = resource.import_data(
        dataset, dry_run=dry_run, use_transactions=not dry_run, rollback_on_validation_errors=True,
        user=user, label=label, now=now,
    )  # fmt: skip
    return plan_of(
        resource, table.rows, result.rows, [str(one.error) for one in result.base_errors]
    )


def errors_of_ids(table: Table) -> list[RowError]:
    unknown = [name for name in table.headers if name not in COLUMNS]
    errors = [
        RowError(row=1, column=name, message="No such column. Take it out, or correct its name.")
        for name in unknown
    ]
    if "prompt" not in table.headers and "id" not in table.headers:
        errors.append(
            RowError(row=1, column="prompt", message="A column for the prompt is missing.")
        )
    seen: dict[str, int] = {}
    for row in table.rows:
        written = row.cells.get("id", "").strip()
        if not written:
            continue
        try:
            name = str(uuid.UUID(written))
        except ValueError:
            message = "No id of a card: leave it empty for a new one."
            errors.append(RowError(row=row.number, column="id", message=message))
            continue
        if name in seen:
            message = f"Row {seen[name]} has this id already."
            errors.append(RowError(row=row.number, column="id", message=message))
        seen.setdefault(name, row.number)
    return errors


def plan_of(
    resource: CardResource, rows: Sequence[Row], results: Sequence[Any], failures: Sequence[str]
) -> TablePlan:
    errors = [RowError(row=1, column="", message=message) for message in failures]
    changes: list[RowChange] = []
    unchanged = 0
    for row, result in zip(rows, results, strict=False):
        if result.validation_error is not None:
            for name, messages in result.validation_error.message_dict.items():
                errors += [RowError(row=row.number, column=name, message=one) for one in messages]
        elif result.errors:
            errors += [
                RowError(
                    row=row.number, column="", message=f"This row cannot be saved: {one.error}"
                )
                for one in result.errors
            ]
        elif result.import_type == RowResult.IMPORT_TYPE_SKIP:
            unchanged += 1
        else:
            is_new = result.import_type == RowResult.IMPORT_TYPE_NEW
            before = None if is_new else result.original
            card = result.instance
            changed = tuple(
                (name, old, new)
                for name, old, new in values_of(resource, before, card)
                if old != new and name != "id" and not (is_new and name == "position")
            )
            changes.append(RowChange(row=row.number, is_new=is_new, card=card, fields=changed))
    return TablePlan(errors=tuple(errors), changes=tuple(changes), unchanged=unchanged)


def values_of(resource: CardResource, before: Any, after: Card) -> list[tuple[str, str, str]]:
    return [
        (
            field.column_name,
            str(field.export(before) or "") if before is not None else "",
            str(field.export(after) or ""),
        )
        for field in resource.get_export_fields()
    ]


def table_of(cards: Any) -> tuple[list[str], list[list[str]]]:
    """The headers and rows of an export."""
    dataset = CardResource().export(queryset=cards)
    return list(dataset.headers), [[str(cell or "") for cell in row] for row in dataset]
