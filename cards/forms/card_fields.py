"""Form fields for the parts of a card that are lists or objects, written by hand as text."""

import json
import re
from dataclasses import asdict
from typing import Any

from django import forms

from cards.core.coding import PARTS, CodingTask, faults_of, read_task, written_task

MOST_ENTRIES = 100
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LONGEST_JSON = 100_000
SOURCE_LINES = re.compile(r"^(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?$")
# In JSON, "\frac" is valid and means a form feed and "rac": a LaTeX command would be lost unseen.
HALVED_COMMAND = re.compile(
    r"(?<!\\)((?:\\\\)*)\\([bfrt][A-Za-z]+|(?:nabla|nu|neq?|neg|not|nmid)\b)"
)

CONTROL_CHARACTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class ExactTextField(forms.CharField):
    """A text that comes back from the browser unchanged when nobody changed it.

    Browsers send CRLF, and indentation at the start of a Markdown text means code: only a text of
    blanks counts as empty.
    """

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else ""


class JsonTextField(ExactTextField):
    """JSON that a person writes: errors say the line and what to put there."""

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        written = json.dumps(value, ensure_ascii=False, indent=2)
        # A real tab before a letter, as in code, must not look like a halved LaTeX command.
        return HALVED_COMMAND.sub(spelt_out, written)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((self.clean(data) or None) != (initial or None))
        except forms.ValidationError:
            return True

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.read(text) if text else self.nothing()

    def nothing(self) -> Any:
        return None

    def read(self, text: str) -> Any:
        return read_json(text)


def read_json(text: str) -> Any:
    """What a JSON text says. ValidationError names the line and the remedy."""
    if len(text) > LONGEST_JSON:
        raise forms.ValidationError(f"This is too long: at most {LONGEST_JSON:,} characters.")
    if halved := HALVED_COMMAND.search(text):
        line = text.count("\n", 0, halved.start()) + 1
        raise forms.ValidationError(
            f"Line {line}: a backslash is written twice in JSON: \\\\{halved[2]} for \\{halved[2]}."
        )
    try:
        value = json.loads(text, parse_constant=refuse_constant)
        refuse_unstorable_characters(value)
        return value
    except json.JSONDecodeError as error:
        advice = advice_on_json(text, error)
        raise forms.ValidationError(
            f"Line {error.lineno}, column {error.colno}: {advice}"
        ) from error
    except RecursionError as error:
        raise forms.ValidationError("The brackets are nested too deeply.") from error


def spelt_out(match: re.Match[str]) -> str:
    """A match with its control character written as a number."""
    letter, rest = match[2][0], match[2][1:]
    return f"{match[1]}\\u{ord(CONTROL_CHARACTERS[letter]):04x}{rest}"


def refuse_constant(name: str) -> None:
    raise forms.ValidationError(f"{name} is no number that JSON knows: write it as a text.")


def refuse_unstorable_characters(value: Any) -> None:
    """Half a surrogate pair cannot be sent in any page, and PostgreSQL takes no null character.

    A browser sends neither, but JSON can spell them.
    """
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for part in value:
            refuse_unstorable_characters(part)
    elif isinstance(value, str) and (found := UNSTORABLE.search(value)):
        raise forms.ValidationError(
            f"\\u{ord(found[0]):04x} stands for no character that can be stored: delete it."
        )


def advice_on_json(text: str, error: json.JSONDecodeError) -> str:
    """What is wrong at this place, for somebody who has never read the JSON standard."""
    near = text[error.pos : error.pos + 1]
    before = text[: error.pos].rstrip()[-1:]
    if near in {"'", "“", "”", "‘", "’"}:
        return 'texts stand between straight double quotes: "like this".'
    if "escape" in error.msg:
        return "a backslash is written twice in JSON: \\\\frac for \\frac."
    if "control character" in error.msg:
        return "a text cannot run over the end of a line: write \\n for a line break."
    # Python 3.13 reports a trailing comma at the comma itself, older ones behind it.
    if "trailing comma" in error.msg or (near in {"]", "}"} and before == ","):
        return "there is a comma before the closing bracket: delete it."
    if not near:
        return "the text ends too early: a quote or a bracket is not closed."
    if "delimiter" in error.msg and "','" in error.msg:
        return "a comma is missing before this, or a quote is not closed."
    if "delimiter" in error.msg:
        return "a colon is missing between the name and its value."
    if "Extra data" in error.msg:
        return "there is more text after the closing bracket: delete it."
    if "property name" in error.msg:
        return 'a name in double quotes is expected here, such as "correct".'
    return "a value is expected here: a text in double quotes, a number, true, false, […] or {…}."


class CodingField(JsonTextField):
    """Starter code and tests of a coding question, in the notation of a deck."""

    def prepare_value(self, value: Any) -> Any:
        return written_task(CodingTask(**value)) if isinstance(value, dict) else value

    def read(self, text: str) -> dict[str, Any]:
        try:
            task = read_task(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if faults := faults_of(task):
            raise forms.ValidationError(
                [f"{PARTS[fault.part]}, line {fault.line}: {fault.message}" for fault in faults]
            )
        return asdict(task)


class TagsField(forms.CharField):
    """Tags, with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.clean(data) != list(initial or [])

    def clean(self, value: Any) -> list[str]:
        tags = [" ".join(tag.split()) for tag in str(super().clean(value) or "").split(",")]
        return list(dict.fromkeys(tag for tag in tags if tag))


class LineRangeField(forms.CharField):
    """The lines of a source: one number, or the first and the last."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple) and len(value) == 2:
            return f"{value[0]}" if value[0] == value[1] else f"{value[0]}-{value[1]}"
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != (list(initial) if initial else None)
        except forms.ValidationError:
            return True

    def clean(self, value: Any) -> list[int] | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        match = SOURCE_LINES.match(text)
        if match is None:
            raise forms.ValidationError("Write one line or two, such as 12 or 12-18.")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last:
            raise forms.ValidationError("The first line comes first, and lines count from 1.")
        return [first, last]
