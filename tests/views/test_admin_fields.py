"""Laws of the card form's fields: what an author does not touch comes back as it was."""

import contextlib
import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.kinds import CardKind
from cards.forms.card_fields import (
    ExactTextField,
    JsonTextField,
    KeyPointsField,
    LineRangeField,
    LinesField,
    TagsField,
)
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


@quick
@given(st.lists(texts, max_size=5))
def test_a_list_of_texts_comes_back_exactly(lines):
    assert sent_back(LinesField(required=False), lines) == lines


@quick
@given(st.lists(points, max_size=5))
def test_key_points_come_back_exactly(written):
    assert sent_back(KeyPointsField(required=False), written) == written


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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("one\n\n  two  \n+ three", [("one", True), ("two", True), ("three", False)]),
        ('["one", {"text": "two", "is_must": false}]', [("one", True), ("two", False)]),
    ],
)
def test_key_points_are_read_from_lines_and_from_json(written, read):
    cleaned = KeyPointsField().clean(written)
    assert [(point["text"], point["is_must"]) for point in cleaned] == read


@quick
@given(st.text(st.sampled_from('[]{}",:\\ntf1 x+-\n'), max_size=40))
def test_a_json_field_refuses_or_reads_whatever_is_written(text):
    for field in (JsonTextField(required=False), KeyPointsField(required=False)):
        with contextlib.suppress(ValidationError):
            json.dumps(field.clean(text))


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
        KeyPointsField().clean(shape.format(spelled))


def test_a_whole_surrogate_pair_and_a_spelled_out_backslash_are_text():
    assert LinesField().clean(r'["\ud83d\ude00", "\\u0000"]') == ["\U0001f600", r"\u0000"]
