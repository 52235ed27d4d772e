"""What a worker can be asked: are two expressions equal, is one in a form, what does an author's operation give.

Requests and replies are JSON objects; trees travel as `parse.nodes.to_json` writes them.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import sympy

from cards.checker import forms
from cards.checker.from_sympy import from_sympy
from cards.checker.to_sympy import Untranslatable, symbol, to_sympy
from cards.core.answers.parse.nodes import Node, Symbol, from_json, to_json

_LATE_PACKAGES = tuple(
    f"sympy.{name}"
    for name in (
        *("assumptions", "calculus", "concrete", "functions", "integrals", "matrices", "ntheory"),
        *("polys", "series", "sets", "simplify", "solvers"),
    )
)
OPERATIONS = ("diff", "integrate", "limit", "solve", "simplify", "factor", "expand")


def run(request: dict[str, Any]) -> dict[str, Any]:
    """Do one job. Whatever goes wrong is in the reply: `{"problem": …}`."""
    try:
        return _JOBS[request["job"]](request)
    except Untranslatable as error:
        return {"problem": str(error)}
    except MemoryError:
        return {"problem": "it takes too much memory"}
    except Exception as error:  # SymPy raises nearly everything, and a worker must go on
        return {"problem": f"computer algebra failed ({type(error).__name__})"}


def warm_up() -> None:
    """Import what SymPy imports only when it gets there (a worker could not), and fill its tables."""
    for name in _LATE_PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, name + "."):
            if ".tests" not in module.name and ".benchmarks" not in module.name:
                importlib.import_module(module.name)
    x = sympy.Symbol("x", real=True)
    sympy.simplify(sympy.sin(x) ** 2 + sympy.cos(x) ** 2 + sympy.exp(x) / (1 + sympy.exp(x)))
    (sympy.sqrt(x**2) - sympy.Abs(x)).equals(0)
    sympy.integrate(sympy.exp(-(x**2)), (x, -sympy.oo, sympy.oo))
    sympy.limit(sympy.sin(x) / x, x, 0)
    sympy.solveset(x**2 - 2, x, sympy.S.Reals)
    sympy.factor_list(x**3 - 1)
    sympy.apart(1 / (x**2 - 1))
    sympy.N(sympy.gamma(sympy.Rational(1, 3)), 20)
    sympy.core.cache.clear_cache()


def _equivalent(request: dict[str, Any]) -> dict[str, Any]:
    domains = request["domains"]
    left, right = (to_sympy(from_json(request[side]), domains) for side in ("left", "right"))
    return {"answer": _is_zero(left - right)}


def _is_zero(difference: Any) -> bool | None:
    """The cheap rewritings first; only a proof of zero, or a number that is not zero, decides."""
    attempts: tuple[Callable[[Any], Any], ...] = (
        lambda d: d,
        sympy.expand,
        lambda d: sympy.numer(sympy.together(d)).expand(),
        lambda d: sympy.expand_log(d.rewrite(sympy.exp), force=False).expand(),
        sympy.factor,
        sympy.simplify,
    )
    for attempt in attempts:
        rewritten = attempt(difference)
        if rewritten == 0:
            return True
        if rewritten.is_number and rewritten.is_zero is False:
            return False
    # Its False is no proof: it says that ln(x^2)/2 and ln|x| differ.
    return True if difference.equals(0) else None


def _has_form(request: dict[str, Any]) -> dict[str, Any]:
    node = from_json(request["tree"])
    return {"answer": forms.has_form(node, request["form"], request.get("domains", {}))}


def _derive(request: dict[str, Any]) -> dict[str, Any]:
    domains = request["domains"]
    arguments = [from_json(argument) for argument in request["arguments"]]
    result = _operate(request["operation"], arguments, domains)
    if result.has(sympy.nan, sympy.zoo, sympy.Integral, sympy.Limit, sympy.Derivative):
        return {"problem": "no closed form was found"}
    return {"tree": to_json(from_sympy(result))}


def _operate(operation: str, arguments: list[Node], domains: dict[str, str]) -> Any:
    expression = to_sympy(arguments[0], domains)
    if operation in ("simplify", "factor", "expand"):
        return getattr(sympy, operation)(expression)
    if len(arguments) < 2 or not isinstance(arguments[1], Symbol):
        raise Untranslatable(f"{operation} needs an expression and a variable")
    variable = symbol(arguments[1].name, domains)
    rest = [to_sympy(argument, domains) for argument in arguments[2:]]
    match operation, rest:
        case "diff", []:
            return sympy.simplify(sympy.diff(expression, variable))
        case "diff", [times]:
            return sympy.simplify(sympy.diff(expression, variable, times))
        case "integrate", []:
            return sympy.integrate(expression, variable)
        case "integrate", [low, high]:
            return sympy.simplify(sympy.integrate(expression, (variable, low, high)))
        case "limit", [point]:
            return sympy.limit(expression, variable, point, "+-" if point.is_finite else "+")
        case "solve", []:
            solutions = sympy.solveset(expression, variable, sympy.S.Reals)
            if not isinstance(solutions, sympy.FiniteSet) and solutions is not sympy.S.EmptySet:
                raise Untranslatable("the solutions are no finite set")
            return solutions
    raise Untranslatable(f"{operation} does not take {len(arguments)} arguments")


_JOBS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "equivalent": _equivalent,
    "has_form": _has_form,
    "derive": _derive,
}
