"""Laws of the card form's fields: what an author does not touch comes back as it was."""

import contextlib
import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.kinds import CardKind
from cards.forms.answer_fields import fields_of, specification_of_fields
from cards.forms.card_fields import (
    ExactTextField,
    JsonTextField,
    LineRangeField,
    TagsField,
)
from cards.forms.card_rows import KeyPointRows, ParameterRows, Row, TextRows, WrongAnswerRows
from cards.forms.card_specification import study_specification

quick = settings(max_examples=150, deadline=None)
# A browser cannot send a lone CR, a null or half a surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")).filter(
    lambda text: bool(text.strip())
)
points = st.fixed_dictionaries({"text": texts, "is_must": st.booleans()})
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["1/2", "x", "n", "2..9", ""]),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(st.sampled_from(["answer", "options", "multiple", "rtol", "n"]), parts)
    ),
    max_leaves=6,
)
specifications = st.fixed_dictionaries(
    {"kind": st.sampled_from([kind.value for kind in CardKind if kind.is_checked])},
    optional=dict.fromkeys(
        ["correct", "options", "accepted", "wrong", "parameters", "constraints", "derive", "hints"],
        json_values,
    ),
)


def sent_back(field, value):
    """What the field makes of its own text after a browser had it."""
    return field.clean(str(field.prepare_value(value) or "").replace("\n", "\r\n"))


@quick
@given(texts)
def test_a_text_comes_back_exactly(text):
    assert sent_back(ExactTextField(), text) == text


def rows_sent_back(field, value):
    """What a field of rows makes of its own rows, with a spare one, after a browser had them."""
    sent = {}
    for number, row in enumerate([*field.prepare_value(value), {}]):
        for column, text in row.items():
            sent[f"rows-{number}-{column}"] = text.replace("\n", "\r\n")
    return field.clean(field.widget.value_from_datadict(sent, {}, "rows"))


@quick
@given(st.lists(texts, max_size=5))
def test_a_list_of_texts_comes_back_exactly(lines):
    assert rows_sent_back(TextRows(), lines) == lines


@quick
@given(st.lists(points, max_size=5))
def test_key_points_come_back_exactly(written):
    assert rows_sent_back(KeyPointRows(), written) == written


@quick
@given(st.lists(st.fixed_dictionaries({"answer": texts, "feedback": texts | st.just("")})))
def test_known_mistakes_come_back_exactly(written):
    assert rows_sent_back(WrongAnswerRows(), written) == written


@pytest.mark.parametrize(
    "written", [{"n": "2..9"}, {"s": "0.05..0.95 step 0.05", "k": "{2, 4, 8}"}, {"a": "-3..3"}, {}]
)
def test_drawn_numbers_come_back_exactly(written):
    assert rows_sent_back(ParameterRows(), written) == written


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"low": "2", "high": "9"}, "give it a name"),
        ({"name": "n", "low": "2"}, "needs both ends"),
        ({"name": "n"}, "write its range"),
        ({"name": "n", "low": "2", "high": "9", "values": "2, 3"}, "not both"),
    ],
)
def test_a_drawn_number_that_says_too_little_is_told(row, words):
    with pytest.raises(ValidationError, match=f"Number 1: .*{words}"):
        ParameterRows().clean([Row(row)])


def test_rows_are_read_in_the_order_in_which_they_stand_and_empty_ones_are_left_out():
    sent = {"x-1000-text": "first", "x-0-text": " ", "x-3-text": "second", "x-text": "no row"}
    field = TextRows()
    assert field.clean(field.widget.value_from_datadict(sent, {}, "x")) == ["first", "second"]


@quick
@given(specifications)
def test_a_specification_that_is_shown_as_fields_comes_back_as_it_is_stored(written):
    kind = CardKind(written["kind"])
    fields = fields_of(written, kind)
    if fields is not None:
        assert specification_of_fields(fields, kind, written) == written


def test_what_nobody_touched_keeps_the_type_it_was_stored_with():
    stored = {"kind": "number", "correct": 0.25, "accepted": [1], "options": {"rtol": 0.005}}
    fields = fields_of(stored, CardKind.NUMBER) | {"spec_derive": "", "spec_hints": False}
    written = specification_of_fields(fields, CardKind.NUMBER, stored)
    assert written == stored | {"hints": False}


@pytest.mark.parametrize(
    "stored",
    [
        {"kind": "matrix", "correct": [[1, 2], [3, 4]]},
        {"kind": "number", "correct": "1", "options": {"domain": {"*": "pos"}}},
        {"kind": "choice", "correct": ["a"], "options": {"options": ["b", "c"]}},
        {"kind": "text", "correct": "a", "parameters": {"n": "2..3"}},
        ["no object"],
    ],
)
def test_a_specification_that_no_field_can_hold_stays_json(stored):
    kind = CardKind(stored["kind"]) if isinstance(stored, dict) else CardKind.NUMBER
    assert fields_of(stored, kind) is None


@quick
@given(st.dictionaries(texts, texts | st.integers() | st.lists(texts, max_size=2), min_size=1))
def test_an_object_comes_back_exactly(written):
    assert sent_back(JsonTextField(), written) == written


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (TagsField(required=False), ["a b", "c"]),
        (TagsField(required=False), []),
        (LineRangeField(required=False), [3, 9]),
        (LineRangeField(required=False), [3, 3]),
    ],
)
def test_tags_and_lines_come_back_exactly(field, value):
    assert sent_back(field, value) == value


@quick
@given(st.text(st.sampled_from('[]{}",:\\ntf1 x+-\n'), max_size=40))
def test_a_json_field_refuses_or_reads_whatever_is_written(text):
    with contextlib.suppress(ValidationError):
        json.dumps(JsonTextField(required=False).clean(text))


@quick
@given(specifications)
def test_every_specification_gets_a_verdict_and_never_an_exception(written):
    kind = CardKind(written["kind"])
    studied = study_specification(kind, json.dumps(written))
    assert all(name and message for name, message in studied.problems)


@pytest.mark.parametrize("spelled", [r"\ud800", r"a\udfffb", r"\u0000"])
@pytest.mark.parametrize("shape", ['["{}"]', '[{{"text": "{}"}}]', '[{{"{}": "text"}}]'])
def test_what_no_page_or_database_could_hold_is_refused_as_it_is_spelled(spelled, shape):
    with pytest.raises(ValidationError, match="no character that can be stored"):
        JsonTextField().clean(shape.format(spelled))


def test_a_whole_surrogate_pair_and_a_spelled_out_backslash_are_text():
    assert JsonTextField().clean(r'["\ud83d\ude00", "\\u0000"]') == ["\U0001f600", r"\u0000"]
