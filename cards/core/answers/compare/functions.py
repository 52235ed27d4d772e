"""What the functions of the answer language compute, as mpmath expressions."""

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import Any

_MAX_EXPONENTIAL = 1_000_000
_MAX_ANGLE_BITS = 200
_MAX_GAMMA = 100_000


class Undefined(ArithmeticError):  # noqa: N818 - a property of the point, not a failure
    """The expression has no value at this point, or none within reach."""


def _real(context: Any, value: Any) -> Any:
    """The real number that `value` is, for functions that need an order."""
    imaginary = context.im(value)
    if imaginary == 0:
        return context.re(value)
    if abs(imaginary) <= abs(value) * context.mpf(10) ** (7 - context.dps):
        return context.re(value)
    raise Undefined("not real")


def _exp(context: Any, x: Any) -> Any:
    if abs(x) > _MAX_EXPONENTIAL and not context.isinf(x):
        raise Undefined("out of range")
    return context.exp(x)


def _angular(name: str) -> Callable[..., Any]:
    def compute(context: Any, x: Any) -> Any:
        if context.isinf(x) or context.mag(x) > _MAX_ANGLE_BITS or abs(context.im(x)) > 1000:
            raise Undefined("out of range")
        return getattr(context, name)(x)

    return compute


def _hyperbolic(name: str) -> Callable[..., Any]:
    def compute(context: Any, x: Any) -> Any:
        if abs(x) > _MAX_EXPONENTIAL and not context.isinf(x):
            raise Undefined("out of range")
        return getattr(context, name)(x)

    return compute


def _bounded(name: str) -> Callable[..., Any]:
    def compute(context: Any, *values: Any) -> Any:
        if any(abs(value) > _MAX_GAMMA for value in values):
            raise Undefined("out of range")
        return getattr(context, name)(*values)

    return compute


def _plain(name: str) -> Callable[..., Any]:
    return lambda context, *values: getattr(context, name)(*values)


def _log(context: Any, x: Any, base: Any = None) -> Any:
    if x == 0:
        raise Undefined("logarithm of zero")
    return context.log(x) if base is None else context.log(x) / context.log(base)


def _root(context: Any, x: Any, index: Any) -> Any:
    """The real root of a negative number where the index is odd, as school has it."""
    order = _real(context, index)
    if order == 0:
        raise Undefined("root of order zero")
    is_odd = context.isint(order) and int(order) % 2 == 1
    if is_odd and context.im(x) == 0 and context.re(x) < 0:
        return -context.power(-context.re(x), 1 / order)
    return context.power(x, 1 / order)


def _sigmoid(context: Any, x: Any) -> Any:
    return 1 / (1 + _exp(context, -x))


def _relu(context: Any, x: Any) -> Any:
    return max(_real(context, x), context.mpf(0))


def _step(context: Any, x: Any) -> Any:
    value = _real(context, x)
    return context.mpf(1) / 2 if value == 0 else context.mpf(1 if value > 0 else 0)


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    return lambda context, *values: choose(_real(context, value) for value in values)


def _whole(context: Any, value: Any) -> int:
    number = _real(context, value)
    if not context.isint(number) or abs(number) > 10**60:
        raise Undefined("not a whole number")
    return int(number)


def _gcd(context: Any, *values: Any) -> Any:
    return context.mpf(math.gcd(*(_whole(context, value) for value in values)))


def _lcm(context: Any, *values: Any) -> Any:
    return context.mpf(math.lcm(*(_whole(context, value) for value in values)))


def _mod(context: Any, x: Any, y: Any) -> Any:
    divisor = _real(context, y)
    if divisor == 0:
        raise Undefined("division by zero")
    return context.fmod(_real(context, x), divisor)


def _arctan2(context: Any, y: Any, x: Any) -> Any:
    return context.atan2(_real(context, y), _real(context, x))


def _round(context: Any, x: Any) -> Any:
    """Half away from zero, as people round."""
    value = _real(context, x)
    half = context.mpf(1) / 2
    return context.floor(value + half) if value >= 0 else -context.floor(half - value)


def _permutations(context: Any, n: Any, k: Any) -> Any:
    return _bounded("binomial")(context, n, k) * _bounded("factorial")(context, k)


def _logsumexp(context: Any, *values: Any) -> Any:
    return context.log(sum((_exp(context, value) for value in values), context.mpf(0)))


def unknown_function(context: Any, name: str, values: Sequence[Any]) -> Any:
    """A smooth function without any symmetry, the same for every use of `name`: stands for a declared `f(x)`."""
    digest = hashlib.sha256(name.encode()).digest()
    total = context.mpf(digest[0]) / 256
    for place, value in enumerate(values):
        slope, shift, weight = (
            context.mpf(byte + 37) / 151 for byte in digest[3 * place + 1 :][:3]
        )
        if abs(value) > 1000:
            raise Undefined("out of range")
        total += weight * context.sin(slope * value + shift) + value * value / (7 + place)
    return total


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": _angular("sin"),
    "cos": _angular("cos"),
    "tan": _angular("tan"),
    "cot": _angular("cot"),
    "sec": _angular("sec"),
    "csc": _angular("csc"),
    "arcsin": _plain("asin"),
    "arccos": _plain("acos"),
    "arctan": _plain("atan"),
    "arccot": lambda context, x: context.pi / 2 - context.atan(x),
    "arcsec": _plain("asec"),
    "arccsc": _plain("acsc"),
    "arctan2": _arctan2,
    "sinh": _hyperbolic("sinh"),
    "cosh": _hyperbolic("cosh"),
    "tanh": _hyperbolic("tanh"),
    "coth": _hyperbolic("coth"),
    "sech": _hyperbolic("sech"),
    "csch": _hyperbolic("csch"),
    "arsinh": _plain("asinh"),
    "arcosh": _plain("acosh"),
    "artanh": _plain("atanh"),
    "exp": _exp,
    "expm1": lambda context, x: _exp(context, x) - 1,
    "ln": _log,
    "log": _log,
    "log2": lambda context, x: _log(context, x, context.mpf(2)),
    "log10": lambda context, x: _log(context, x, context.mpf(10)),
    "log1p": lambda context, x: _log(context, 1 + x),
    "sqrt": _plain("sqrt"),
    "cbrt": lambda context, x: _root(context, x, context.mpf(3)),
    "root": _root,
    "abs": lambda _, x: abs(x),
    "sign": lambda context, x: context.sign(_real(context, x)),
    "floor": lambda context, x: context.floor(_real(context, x)),
    "ceil": lambda context, x: context.ceil(_real(context, x)),
    "round": _round,
    "max": _extreme(max),
    "min": _extreme(min),
    "gcd": _gcd,
    "lcm": _lcm,
    "mod": _mod,
    "factorial": _bounded("factorial"),
    "double_factorial": _bounded("fac2"),
    "binomial": _bounded("binomial"),
    "permutations": _permutations,
    "gamma": _bounded("gamma"),
    "lgamma": _bounded("loggamma"),
    "digamma": _bounded("digamma"),
    "beta": _bounded("beta"),
    "zeta": _bounded("zeta"),
    "erf": _bounded("erf"),
    "erfc": _bounded("erfc"),
    "sigmoid": _sigmoid,
    "logit": lambda context, p: _log(context, p / (1 - p)),
    "softplus": lambda context, x: _log(context, 1 + _exp(context, x)),
    "relu": _relu,
    "silu": lambda context, x: x * _sigmoid(context, x),
    "gelu": lambda context, x: x * context.ncdf(x),
    "step": _step,
    "logsumexp": _logsumexp,
    "normal_cdf": _bounded("ncdf"),
    "normal_pdf": _bounded("npdf"),
    "re": _plain("re"),
    "im": _plain("im"),
    "conj": _plain("conj"),
    "arg": _plain("arg"),
    "degrees": lambda context, x: x * context.pi / 180,
    "percent": lambda _, x: x / 100,
    "transpose": lambda _, x: x,
    "norm": lambda _, x: abs(x),
}
