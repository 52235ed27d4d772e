"""Sets, sequences, vectors and matrices."""

import pytest

from cards.core.answers import collections, matrix
from tests.core.answer_checks import checked

KINDS = {
    "set": collections.SET,
    "list": collections.SEQUENCE,
    "tuple": collections.SEQUENCE,
    "matrix": matrix,
}
RIGHT = [
    ("set", "{1,2}", "{2,1}", {}),
    ("set", "{1,2,2}", "{2,1}", {}),
    ("set", "1,2", "{2,1}", {}),
    ("set", "x=1 or x=2", "{1,2}", {"variables": ["x"]}),
    ("set", "±2", "{2,-2}", {}),
    ("set", "{}", "\\emptyset", {}),
    ("set", "∅", "{}", {}),
    ("set", "\\{1, \\frac12\\}", "{0.5,1}", {}),
    ("set", "{(1,2),(3,4)}", "{(3,4),(1,2)}", {}),
    ("set", "5", "{5}", {}),
    ("list", "[1,2]", "[1,2]", {}),
    ("list", "1,2", "[1,2]", {}),
    ("tuple", "(1,2)", "(1,2)", {}),
    ("tuple", "<1,2>", "(1,2)", {}),
    ("matrix", "[1,2;3,4]", "[[1,2],[3,4]]", {}),
    ("matrix", "[1,2]", "[1;2]", {}),
    ("matrix", "<1,2>", "(1,2)", {}),
    ("matrix", "2*[[1,0],[0,1]]", "[[2,0],[0,2]]", {}),
    ("matrix", "[[1,2],[3,4]]^T", "[[1,3],[2,4]]", {}),
    ("matrix", "\\begin{bmatrix}1\\\\2\\end{bmatrix}", "(1,2)", {}),
    ("matrix", [[1, 2], [3, 4]], "[[1,2],[3,4]]", {}),
    ("matrix", "((1,2),(3,4))", "[[1,2],[3,4]]", {}),
    ("matrix", "[1 2; 3 4]", "[[1,2],[3,4]]", {}),
    ("matrix", "{{1,2},{3,4}}", "[[1,2],[3,4]]", {}),
]
WRONG = [
    ("set", "[1,2]", "{1,2}", {}),
    ("set", "{1,2,3}", "{2,1}", {}),
    ("list", "[1,2]", "[2,1]", {}),
    ("list", "{1,2}", "[1,2]", {}),
    ("matrix", "[[1,3],[2,4]]", "[[1,2],[3,4]]", {}),
    ("matrix", "5", "[[1]]", {}),
]
HINTED = [
    ("list", "[2,1]", "[1,2]", {}, "order"),
    ("set", "{1}", "{1,2}", {}, "count"),
    ("set", "[1,2]", "{1,2}", {}, "wrong_kind"),
    ("matrix", "[[1,3],[2,4]]", "[[1,2],[3,4]]", {}, "transposed"),
    ("matrix", "[[1,2,3],[4,5,6]]", "[[1,2],[3,4]]", {}, "wrong_shape"),
    ("matrix", "[[1,2],[3,5]]", "[[1,2],[3,4]]", {}, "entries"),
]


@pytest.mark.parametrize(("kind", "submitted", "correct", "options"), RIGHT)
def test_collections_are_compared_item_by_item(kind, submitted, correct, options):
    assert checked(KINDS[kind], submitted, correct, options).outcome == "correct"


@pytest.mark.parametrize(("kind", "submitted", "correct", "options"), WRONG)
def test_a_wrong_answer_is_incorrect(kind, submitted, correct, options):
    assert checked(KINDS[kind], submitted, correct, options).outcome == "incorrect"


@pytest.mark.parametrize(("kind", "submitted", "correct", "options", "hint"), HINTED)
def test_the_hint_names_the_slip(kind, submitted, correct, options, hint):
    found = checked(KINDS[kind], submitted, correct, options)
    assert found.outcome in {"incorrect", "unreadable"}
    assert found.hint == hint


def test_a_bare_list_is_a_set_or_a_sequence_as_the_kind_says():
    for kind, outcome in (("set", "correct"), ("sequence", "incorrect"), (None, "correct")):
        assert checked(collections, "2, 1", "1, 2", {"kind": kind}).outcome == outcome
