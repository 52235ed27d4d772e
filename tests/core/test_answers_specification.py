"""Checked questions as cards store them."""

import pytest

from cards.core.answers import check
from cards.core.answers.parse import Unreadable
from cards.core.answers.specification import (
    AnswerSpecification,
    SpecificationError,
    check_submitted,
    model_answer_latex,
    model_answer_text,
    read_submitted,
    verify,
)


def specification(kind="number", correct="5", **rest):
    return AnswerSpecification.from_json({"kind": kind, "correct": correct, **rest})


RANDOM = {
    "correct": "s*(1-s)",
    "parameters": {"s": "0.05..0.95 step 0.05"},
    "constraints": ["s != 0.5"],
    "wrong": [{"answer": "s", "feedback": "That is the output ${s} itself."}],
}


@pytest.mark.parametrize(
    "written",
    [
        {"kind": "number", "correct": "5"},
        {"kind": "choice", "correct": [], "options": {"options": ["A", "B"], "multiple": True}},
        {"kind": "number", **RANDOM, "hints": False},
        {"kind": "expression", "derive": "diff(x^2, x)"},
        {"kind": "text", "correct": "a", "accepted": ["b"], "options": {"max_edits": 1}},
    ],
)
def test_what_is_stored_comes_back(written):
    once = AnswerSpecification.from_json(written)
    assert AnswerSpecification.from_json(once.to_json()) == once
    assert once.to_json() == {**once.to_json(), **written}


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ([], "answer_spec"),
        ({}, "kind"),
        ({"kind": "numbr", "correct": "5"}, "kind"),
        ({"kind": "number"}, "correct"),
        ({"kind": "number", "correct": "5", "tolerence": 1}, "tolerence"),
        ({"kind": "number", "correct": "5", "options": "rtol"}, "options"),
        ({"kind": "number", "correct": "5", "accepted": 5}, "accepted"),
        ({"kind": "number", "correct": "5", "accepted": ["5"] * 60}, "accepted"),
        ({"kind": "number", "correct": "5", "wrong": [{"feedback": "no"}]}, "wrong"),
        ({"kind": "number", "correct": "5", "wrong": [{"answer": "4", "why": "no"}]}, "wrong"),
        ({"kind": "number", "correct": "5", "wrong": [None]}, "wrong"),
        ({"kind": "number", "correct": "5", "parameters": {"s": "?"}}, "parameters"),
        ({"kind": "number", "correct": "5", "constraints": ["a < b"]}, "constraints"),
        ({"kind": "number", "correct": "5", "hints": "off"}, "hints"),
        ({"kind": "number", "derive": 5}, "derive"),
    ],
)
def test_a_wrong_shape_names_its_field(written, field):
    with pytest.raises(SpecificationError) as caught:
        AnswerSpecification.from_json(written)
    assert caught.value.field == field


def test_a_misspelt_key_is_told_the_right_one():
    with pytest.raises(SpecificationError, match="Did you mean “accepted”"):
        specification(acepted=["5"])


def test_random_figures_are_checked_with_the_seed_they_were_drawn_with():
    made = specification(**RANDOM)
    s = made.draw(3)["s"]
    assert check_submitted(made, str(s * (1 - s)), 3).outcome == "correct"
    assert check_submitted(made, f"{s}*(1-{s})", 3).outcome == "correct"
    other = made.draw(4)["s"]
    assert other not in {s, 1 - s}
    assert check_submitted(made, str(s * (1 - s)), 4).outcome == "incorrect"


def test_the_letter_of_a_parameter_is_no_variable_of_the_learner():
    made = specification("expression", "a*x", parameters={"a": "2..9"})
    assert check_submitted(made, "a*x", 1).outcome == "unreadable"
    assert check_submitted(made, f"{made.draw(1)['a']}x", 1).outcome == "correct"


def test_a_typical_mistake_gets_its_own_feedback_with_the_drawn_figures():
    made = specification(**RANDOM)
    s = made.draw(3)["s"]
    verdict = check_submitted(made, f"{s}", 3)
    assert (verdict.outcome, verdict.hint) == ("incorrect", "known_mistake")
    assert verdict.message == f"That is the output {s} itself."


def test_a_typical_mistake_is_recognised_in_any_form():
    made = specification(
        "expression",
        "2*x*cos(x^2)",
        options={"variables": ["x"]},
        wrong=[{"answer": "cos(x^2)", "feedback": "Use the chain rule."}],
    )
    assert check_submitted(made, "sin(x^2 + pi/2)").message == "Use the chain rule."
    assert check_submitted(made, "cos(x^2)*2x").outcome == "correct"


def test_within_the_tolerance_only_the_exact_mistake_is_a_mistake():
    made = specification(
        correct="1/3", options={"rtol": 0.01}, wrong=[{"answer": "0.33", "feedback": "Rounded."}]
    )
    assert check_submitted(made, "0.33").message == "Rounded."
    assert check_submitted(made, "0.3301").outcome == "correct"
    assert check_submitted(made, "1/3").outcome == "correct"


def test_a_slip_of_the_finger_towards_a_typical_mistake_is_none():
    made = specification(
        "text",
        "overfitting",
        options={"max_edits": 4},
        wrong=[{"answer": "underfitting", "feedback": "The opposite."}],
    )
    assert check_submitted(made, "overfiting").outcome == "correct"
    assert check_submitted(made, "Underfitting").message == "The opposite."


def test_one_wrong_pick_among_several_gets_its_feedback():
    made = specification(
        "choice",
        ["A", "B"],
        options={"options": ["A", "B", "C"]},
        wrong=[{"answer": "C", "feedback": "C is the odd one out."}],
    )
    assert check_submitted(made, ["A", "C"]).message == "C is the odd one out."
    assert check_submitted(made, ["A"]).hint == "missing_option"
    assert check_submitted(made, ["B", "A"]).outcome == "correct"


def test_an_accepted_form_is_as_good_as_the_correct_one():
    made = specification("text", "ReLU", accepted=["rectified linear unit"])
    assert check_submitted(made, "Rectified Linear Unit").outcome == "correct"
    assert check_submitted(made, "linear").outcome == "incorrect"


def test_hints_can_be_switched_off():
    chain = {"kind": "expression", "correct": "2*x*cos(x^2)", "options": {"variables": ["x"]}}
    assert check_submitted(AnswerSpecification.from_json(chain), "cos(x^2)").hint
    silent = AnswerSpecification.from_json({**chain, "hints": False})
    assert check_submitted(silent, "cos(x^2)").hint == ""


def test_a_quantity_may_have_a_parameter_spelled_like_its_unit():
    made = specification("quantity", "60*s s", parameters={"s": "2..9"}, options={"rtol": 0})
    minutes = made.draw(1)["s"]
    assert check_submitted(made, f"{minutes} min", 1).outcome == "correct"
    assert check_submitted(made, f"{minutes * 60}", 1).hint == "missing_unit"


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (specification(), []),
        (specification(**RANDOM), []),
        (specification(correct="1/sqrt(2)", options={"sigfigs": 4}), []),
        (specification(correct="1/6", options={"places": 2}), []),
        (specification("quantity", "1000/3 s", options={"sigfigs": 3}), []),
        (specification("antiderivative", "x^2/2", options={"variable": "x"}), []),
        (specification("recall", [["SGD", "stochastic gradient descent"], "Adam"]), []),
        (specification("matrix", "[[a,1],[0,2]]", parameters={"a": "1..5"}), []),
        (specification("set", "{a, 2a}", parameters={"a": "1..5"}), []),
        (specification("interval", "(0, a]", parameters={"a": "1..5"}), []),
        (specification("equation", "y = a*x", parameters={"a": "2..5"}), []),
        (specification(correct="five"), ["correct"]),
        (specification(correct="1/(s-2)", parameters={"s": "{2}"}), ["correct"]),
        (specification("choice", "D", options={"options": ["A", "B"]}), ["correct"]),
        (specification("text", "a", options={"reject": ["a"]}), ["correct"]),
        (specification(options={"rtoll": 1}), ["options"]),
        (specification(options={"rtol": "much"}), ["options"]),
        (specification(correct="0", options={"rtol": 0.01}), ["options"]),
        (specification(correct="0", options={"atol": 0.01}), []),
        (specification("text", "a", options={"max_edits": -1}), ["options"]),
        (specification(accepted=["five"]), ["accepted"]),
        (specification(wrong=["10/2"]), ["wrong"]),
        (specification(wrong=["five"]), ["wrong"]),
        (specification(accepted=["6"], wrong=["6"]), ["wrong"]),
        (specification("form", "x^2-1", options={"form": "expanded", "variables": ["x"]}), []),
        (specification("number", None, derive="diff(x,x)"), ["derive"]),
    ],
)  # fmt: skip
def test_an_author_is_told_what_does_not_work(made, fields):
    assert [field for field, _ in verify(made)] == fields


def test_a_mistake_that_is_right_for_one_draw_is_found_and_the_draw_is_named():
    made = specification(correct="s^2", parameters={"s": "0..9"}, wrong=["2*s"])
    ((field, message),) = verify(made)
    assert field == "wrong"
    assert message.endswith(("(with s = 0)", "(with s = 2)"))


@pytest.mark.parametrize(
    ("made", "text", "latex"),
    [
        (specification(), "5", "5"),
        (specification(correct="1/4"), "1/4 = 0.25", r"\frac{1}{4} = 0.25"),
        (specification(correct="1/6"), "1/6 ≈ 0.166667", r"\frac{1}{6} \approx 0.166667"),
        (specification(correct="1/6", options={"places": 2}), "1/6 ≈ 0.17", r"\frac{1}{6} \approx 0.17"),
        (specification(correct="1200/7", options={"sigfigs": 3}), "1200/7 ≈ 171",
         r"\frac{1200}{7} \approx 171"),
        (specification("quantity", "14 GB"), "14 GB", r"14\,\mathrm{GB}"),
        (specification("expression", "x/2", options={"variables": ["x"]}), "x/2", r"\frac{x}{2}"),
        (specification("text", "ReLU"), "ReLU", r"\text{ReLU}"),
        (specification("antiderivative", "x^2/2", options={"variable": "x"}), "x^2/2 + C",
         r"\frac{x^{2}}{2} + C"),
        (specification("choice", ["A", "B"], options={"options": ["A", "B"]}), "A, B", None),
        (specification("recall", [["SGD", "stochastic gradient descent"], "Adam"]), "SGD, Adam", None),
    ],
)  # fmt: skip
def test_the_model_answer_is_shown_with_its_value(made, text, latex):
    assert model_answer_text(made) == text
    if latex is not None:
        assert model_answer_latex(made) == latex


def test_the_model_answer_of_random_figures_is_their_value():
    made = specification(correct="a/3", parameters={"a": "{2}"})
    assert model_answer_text(made, 5) == "0.666667"
    assert model_answer_latex(made, 5) == r"\frac{2}{3} \approx 0.666667"


@pytest.mark.parametrize("value", ["1e12", "123456789", "-0.00001234", "1e-9", "2/3*10^20", "e^50"])
def test_the_shown_value_is_the_value(value):
    made = specification(correct=value)
    shown = model_answer_text(made).replace("≈", "=").rpartition("=")[2]
    assert check("number", shown.strip(), value, {"rtol": 1e-5}).outcome == "correct"


def test_the_constant_of_integration_need_not_be_declared():
    made = specification("antiderivative", "x^2/2", options={"variables": ["x"]})
    assert check_submitted(made, "x^2/2 + C").outcome == "correct"
    assert check_submitted(made, "x^2/2").hint == "missing_constant"
    assert read_submitted(made, "x + C").latex == "x + C"


def test_a_preview_reads_with_the_variables_of_the_question():
    made = specification("expression", "a*x^2", parameters={"a": "2..9"})
    assert read_submitted(made, "2x^2", 1).latex == r"2 \, x^{2}"
    with pytest.raises(Unreadable):
        read_submitted(made, "2y^2", 1)
