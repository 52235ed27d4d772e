"""The words of the answer language: functions with the spellings they go by, constants, joining words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A known function: how many arguments it takes (`most` None: any number) and its other spellings."""

    least: int = 1
    most: int | None = 1
    spellings: tuple[str, ...] = ()


def _function(*spellings: str, least: int = 1, most: int | None = 1) -> Function:
    return Function(least=least, most=most, spellings=spellings)


# Spanish and Portuguese write sen, German arsinh and tg; engines write asin, Log10, ...
FUNCTIONS: dict[str, Function] = {
    "sin": _function("sen"),
    "cos": _function(),
    "tan": _function("tg", "tang"),
    "cot": _function("cotg", "cotan", "ctg"),
    "sec": _function(),
    "csc": _function("cosec"),
    "arcsin": _function("asin", "arcsen", "asen"),
    "arccos": _function("acos"),
    "arctan": _function("atan", "arctg", "atg"),
    "arccot": _function("acot", "arcctg"),
    "arcsec": _function("asec"),
    "arccsc": _function("acsc"),
    "arctan2": _function("atan2", least=2, most=2),
    "sinh": _function("sh", "senh"),
    "cosh": _function("ch"),
    "tanh": _function("th", "tgh"),
    "coth": _function("cth"),
    "sech": _function(),
    "csch": _function("cosech"),
    "arsinh": _function("asinh", "arcsinh", "arsh"),
    "arcosh": _function("acosh", "arccosh", "arch"),
    "artanh": _function("atanh", "arctanh", "arth"),
    "exp": _function(),
    "expm1": _function(),
    "ln": _function("loge"),
    "log": _function(least=1, most=2),
    "log2": _function("ld", "lb"),
    "log10": _function("lg"),
    "log1p": _function(),
    "sqrt": _function("wurzel"),
    "cbrt": _function(),
    "root": _function("nthroot", "nroot", least=2, most=2),
    "abs": _function(),
    "sign": _function("sgn", "signum"),
    "floor": _function(),
    "ceil": _function("ceiling"),
    "round": _function(),
    "max": _function("maximum", least=1, most=None),
    "min": _function("minimum", least=1, most=None),
    "gcd": _function("ggt", least=2, most=None),
    "lcm": _function("kgv", least=2, most=None),
    "mod": _function(least=2, most=2),
    "pow": _function("power", least=2, most=2),
    "factorial": _function("fact"),
    "double_factorial": _function("factorial2"),
    "binomial": _function("binom", "choose", "nCr", "comb", "C", least=2, most=2),
    "permutations": _function("nPr", "perm", least=2, most=2),
    "gamma": _function("Gamma"),
    "lgamma": _function("loggamma", "lngamma", "gammaln"),
    "digamma": _function("psi"),
    "beta": _function("Beta", least=2, most=2),
    "zeta": _function(),
    "erf": _function(),
    "erfc": _function(),
    "sigmoid": _function("logistic", "expit", "sigma"),
    "logit": _function(),
    "softplus": _function(),
    "relu": _function("ReLU"),
    "silu": _function("swish", "SiLU"),
    "gelu": _function("GELU"),
    "step": _function("heaviside", "Heaviside"),
    "logsumexp": _function("LSE", "lse", least=1, most=None),
    "normal_cdf": _function("Phi", "normcdf", "ncdf"),
    "normal_pdf": _function("phi", "normpdf", "npdf"),
    "re": _function("Re", "real"),
    "im": _function("Im", "imag"),
    "conj": _function("conjugate"),
    "arg": _function("Arg"),
    "degrees": _function(),
    "percent": _function(),
    "transpose": _function(),
    "det": _function("determinant"),
    "tr": _function("trace"),
    "dot": _function(least=2, most=2),
    "cross": _function(least=2, most=2),
    "norm": _function(),
}

# Two letters of another name far more often than these functions; only known when written with a bracket.
NEEDS_BRACKET = frozenset(
    {"sh", "ch", "th", "re", "im", "Re", "Im", "tr", "lb", "ld", "real", "mod", "step", "round"}
    | {
        "psi",
        "sigma",
        "phi",
        "Phi",
        "Gamma",
        "gamma",
        "beta",
        "Beta",
        "zeta",
        "dot",
        "cross",
        "norm",
    }
    | {"arg", "Arg", "fact", "C", "perm", "comb", "choose", "power", "pow", "sign"}
    | {"percent", "gelu", "arch", "LSE", "lse", "arth", "real", "imag", "transpose", "degrees"}
)

SPELLINGS: dict[str, str] = {name: name for name in FUNCTIONS} | {
    spelling: name for name, function in FUNCTIONS.items() for spelling in function.spellings
}

CONSTANTS: dict[str, str] = {
    "e": "e",
    "i": "i",
    "pi": "pi",
    "inf": "inf",
    "infinity": "inf",
    "infty": "inf",
    "oo": "inf",
    "undefined": "undefined",
    "undef": "undefined",
    "DNE": "undefined",
    "dne": "undefined",
    "NaN": "undefined",
    "nan": "undefined",
}

WORDS: dict[str, str] = {
    "and": "and",
    "or": "or",
    "in": "in",
    "union": "union",
    "cup": "union",
    "intersect": "intersection",
    "intersection": "intersection",
    "cap": "intersection",
    "setminus": "difference",
    "reals": "reals",
    "emptyset": "empty_set",
}

# Functions that people write a power on before the argument: sin^2 x.
POWER_BEFORE_ARGUMENT = frozenset(
    {"sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh"}
    | {"tanh", "coth", "sech", "csch", "ln", "log", "log2", "log10", "sigmoid", "exp"}
)

INVERSES = {
    "sin": "arcsin",
    "cos": "arccos",
    "tan": "arctan",
    "cot": "arccot",
    "sec": "arcsec",
    "csc": "arccsc",
    "sinh": "arsinh",
    "cosh": "arcosh",
    "tanh": "artanh",
    "sigmoid": "logit",
}
