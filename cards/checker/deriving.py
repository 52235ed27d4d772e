"""Working out a model answer that its author gave as a calculation: `diff(sqrt(5*x^3+2), x)`, `solve(x^2 = 2, x)`."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cards.checker.judging import ask, tree_in
from cards.checker.pool import Pool
from cards.core.answers.parse import Unreadable, parse_answer, to_latex
from cards.core.answers.parse.nodes import Negative, Node, Relation, Sum, symbols, to_json
from cards.core.answers.question_options import complete_options, parse_context
from cards.core.answers.stored import AnswerSpecification
from cards.core.answers.verdict import SpecificationError

OPERATIONS = {
    "diff": "diff",
    "derivative": "diff",
    "integrate": "integrate",
    "limit": "limit",
    "solve": "solve",
    "simplify": "simplify",
    "factor": "factor",
    "expand": "expand",
}
_CALL = re.compile(r"\s*([A-Za-z]+)\s*\((.*)\)\s*", re.DOTALL)
_OPENING, _CLOSING = "([{", ")]}"
_POSITIVE = {"pos", "positive", "prob", "probability"}
_WHOLE = {"int", "integer", "nat", "natural"}


def derive_with(pool: Pool | None, specification: AnswerSpecification) -> AnswerSpecification:
    """The specification with `correct` worked out. SpecificationError says why that is not possible."""
    if not specification.derive:
        return specification
    operation, arguments = _read_call(specification)
    if pool is None:
        raise SpecificationError("derive", "needs the workers; set CHECKER_WORKERS to 1 or more.")
    names = frozenset[str]().union(*map(symbols, arguments))
    reply = ask(
        pool,
        {
            "job": "derive",
            "operation": operation,
            "arguments": [to_json(argument) for argument in arguments],
            "domains": {name: _domain(specification.options, name) for name in names},
        },
    )
    if reply is None:
        raise SpecificationError("derive", "took too long; write the correct answer instead.")
    tree = tree_in(reply)
    if tree is None:
        raise SpecificationError("derive", f"could not be worked out: {reply.get('problem')}.")
    options = dict(specification.options)
    if "variables" not in options:
        options["variables"] = sorted(names - set(specification.parameters))
    return replace(specification, correct=to_latex(tree), options=options)


def _read_call(specification: AnswerSpecification) -> tuple[str, list[Node]]:
    found = _CALL.fullmatch(specification.derive)
    if found is None or found[1] not in OPERATIONS:
        known = ", ".join(OPERATIONS)
        raise SpecificationError(
            "derive", f"must be one of {known} with its arguments, such as diff(x^2, x)."
        )
    parts = _split_arguments(found[2])
    if not 1 <= len(parts) <= 4:
        raise SpecificationError("derive", "takes one to four arguments.")
    options = complete_options(parts[0], specification.options)
    declared = [str(name) for name in _names(options)]
    # The variable itself may not occur in the expression: diff(5, x).
    following = [part for part in parts[1:2] if re.fullmatch(r"[^\W\d_]\w*", part)]
    options["variables"] = list(dict.fromkeys([*declared, *specification.parameters, *following]))
    try:
        arguments = [parse_answer(part, parse_context(options)).node for part in parts]
    except Unreadable as error:
        raise SpecificationError("derive", f"cannot be read: {error.message}") from error
    return OPERATIONS[found[1]], [_without_equals_sign(argument) for argument in arguments]


def _names(options: Mapping[str, Any]) -> list[str]:
    names = options.get("variables") or []
    return names.replace(",", " ").split() if isinstance(names, str) else list(names)


def _split_arguments(text: str) -> list[str]:
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _without_equals_sign(node: Node) -> Node:
    """`left = right` as `left - right`, which is what gets solved for zero."""
    match node:
        case Relation(operators=("=",), operands=(left, right)):
            return Sum(terms=(left, Negative(operand=right)))
    return node


def _domain(options: Mapping[str, Any], name: str) -> str:
    written = options.get("domain") or {}
    domain = written.get(name, written.get("*")) if isinstance(written, Mapping) else written
    word = str(domain).split()[0].lower() if domain else ""
    if word in _POSITIVE:
        return "positive"
    if word in _WHOLE:
        return "integer"
    return "complex" if word == "complex" else "real"
