"""LaTeX as authors write it, rewritten into the LaTeX that math-core reads.

Also the macros of the subject: `\\E`, `\\KL`, `\\norm{x}`, `\\softmax` and their like.
"""

import re
from collections.abc import Callable

# Names every author of the subject uses without defining them.
_OPERATORS = [
    "Attention",
    "Bern",
    "Bernoulli",
    "Bin",
    "Binomial",
    "CE",
    "Cat",
    "Categorical",
    "Concat",
    "Corr",
    "Cov",
    "Dir",
    "Dirichlet",
    "ELBO",
    "FFN",
    "GELU",
    "IoU",
    "LSTM",
    "LayerNorm",
    "LeakyReLU",
    "MAE",
    "MLP",
    "MSE",
    "MultiHead",
    "Multinomial",
    "Poisson",
    "RMSE",
    "RNN",
    "ReLU",
    "SiLU",
    "Softmax",
    "Unif",
    "Uniform",
    "Var",
    "clip",
    "conv",
    "diag",
    "dom",
    "erf",
    "grad",
    "logit",
    "logsumexp",
    "median",
    "prox",
    "proj",
    "rank",
    "relu",
    "sgn",
    "sigm",
    "sigmoid",
    "sign",
    "softmax",
    "softplus",
    "std",
    "supp",
    "swish",
    "tr",
    "trace",
    "var",
]

MACROS: dict[str, str] = {
    **{name: rf"\operatorname{{{name}}}" for name in _OPERATORS},
    "E": r"\mathbb{E}",
    "EE": r"\mathbb{E}",
    "Expect": r"\mathbb{E}",
    "PP": r"\mathbb{P}",
    "RR": r"\mathbb{R}",
    "NN": r"\mathbb{N}",
    "ZZ": r"\mathbb{Z}",
    "one": r"\mathbb{1}",
    "ind": r"\mathbb{1}",
    "indicator": r"\mathbb{1}",
    "KL": r"D_{\mathrm{KL}}",
    "JS": r"D_{\mathrm{JS}}",
    "Normal": r"\mathcal{N}",
    "Loss": r"\mathcal{L}",
    "loss": r"\mathcal{L}",
    "given": r"\mid",
    "independent": r"\;\perp\!\!\!\perp\;",
    "indep": r"\;\perp\!\!\!\perp\;",
    "iid": r"\overset{\text{iid}}{\sim}",
    "T": r"\top",
    "transpose": r"^{\top}",
    "norm": r"\left\lVert #1 \right\rVert",
    "abs": r"\left\lvert #1 \right\rvert",
    "inner": r"\left\langle #1, #2 \right\rangle",
    "set": r"\left\{ #1 \right\}",
    "paren": r"\left( #1 \right)",
    "floor": r"\left\lfloor #1 \right\rfloor",
    "ceil": r"\left\lceil #1 \right\rceil",
    "dd": r"\mathrm{d}",
    "diff": r"\mathrm{d}",
    "vect": r"\mathbf{#1}",
    "mat": r"\mathbf{#1}",
    # What math-core leaves out, in words it knows.
    "widetilde": r"\tilde{#1}",
    "widecheck": r"\check{#1}",
    "widebar": r"\overline{#1}",
    "mathds": r"\mathbb{#1}",
    "mathbbm": r"\mathbb{#1}",
    "mathnormal": r"{#1}",
    "pmb": r"\boldsymbol{#1}",
    "mbox": r"\text{#1}",
    "textnormal": r"\text{#1}",
    "textup": r"\text{#1}",
    "smash": r"{#1}",
    "mathclap": r"{#1}",
    "mathllap": r"{#1}",
    "mathrlap": r"{#1}",
    "vcenter": r"{#1}",
    "hdots": r"\ldots",
    "tag": r"\qquad\text{(#1)}",
}
# A card has nothing to refer to by number.
_LABEL = re.compile(r"\\(?:label|ref|eqref)\s*\{[^{}]*\}")
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_SIZES = re.compile(
    r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge)(?![A-Za-z])"
)
# Cards have no equation numbers, and a numbered environment is as wide as the page: each becomes
# the environment that is as wide as its formula.
_ENVIRONMENTS = {
    "align": "aligned",
    "align*": "aligned",
    "alignat": "aligned",
    "alignat*": "aligned",
    "alignedat": "aligned",
    "eqnarray": "aligned",
    "eqnarray*": "aligned",
    "flalign": "aligned",
    "flalign*": "aligned",
    "split": "aligned",
    "gather": "gathered",
    "gather*": "gathered",
    "multline": "gathered",
    "multline*": "gathered",
    "equation": "gathered",
    "equation*": "gathered",
    "displaymath": "gathered",
    "math": "gathered",
    "smallmatrix": "matrix",
}
_BEGIN_OR_END = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}")
_COLUMN_COUNT = re.compile(r"(\\begin\s*\{align(?:ed)?at\*?\})\s*\{\d{0,3}\}")
_SUBSTACK = re.compile(r"\\substack\s*\{")
_TEXT = re.compile(r"\\(?:text(?:bf|it|rm|normal|up|sf)?|mbox)\s*\{")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_NESTING = re.compile(
    r"\\(?:begin|end)\s*\{[A-Za-z]+\*?\}|\\(?:left|right)(?![A-Za-z])|\\.|[{}&]", re.DOTALL
)
_DOLLARS = re.compile(r"(?<!\\)\$")


def environment_names() -> frozenset[str]:
    """Environments that make maths wherever they stand, without dollars around them."""
    return frozenset(name for name in _ENVIRONMENTS if name != "smallmatrix") - {"alignedat"}


def closing_brace(text: str, start: int) -> int | None:
    """Where the `}` stands that closes the group whose content begins at `start`."""
    depth = 0
    for match in _BRACES.finditer(text, start):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            if depth == 0:
                return match.start()
            depth -= 1
    return None


def rewrite(latex: str) -> str:
    """The same formula in the words of math-core. Broken LaTeX stays broken, for it to name."""
    latex = _LABEL.sub("", latex)
    latex = _UNNUMBERED.sub("", latex)
    latex = _SIZES.sub("", latex)
    latex = _COLUMN_COUNT.sub(r"\1", latex)
    latex = _BEGIN_OR_END.sub(_known_environment, latex)
    latex = _replace_groups(latex, _SUBSTACK, _subarray)
    if "$" in latex:
        latex = _replace_groups(latex, _TEXT, _text_with_maths)
    latex = latex.strip()
    return rf"\begin{{aligned}}{latex}\end{{aligned}}" if _has_bare_rows(latex) else latex


def _has_bare_rows(latex: str) -> bool:
    """Rows (`\\\\`, `&`) outside every environment and group: an `aligned` its author left out."""
    depth = 0
    for match in _NESTING.finditer(latex):
        found = match[0]
        if found == "{" or found.startswith((r"\begin", r"\left")):
            depth += 1
        elif found == "}" or found.startswith((r"\end", r"\right")):
            depth -= 1
        elif depth == 0 and found in {"&", r"\\"}:
            return True
    return False


def _known_environment(match: re.Match[str]) -> str:
    return rf"\{match[1]}{{{_ENVIRONMENTS.get(match[2], match[2])}}}"


def _replace_groups(
    latex: str, opening: re.Pattern[str], replace: Callable[[str, str], str]
) -> str:
    parts: list[str] = []
    position = 0
    while match := opening.search(latex, position):
        end = closing_brace(latex, match.end())
        if end is None:
            break
        parts.append(latex[position : match.start()])
        parts.append(replace(match[0], latex[match.end() : end]))
        position = end + 1
    return "".join(parts) + latex[position:]


def _subarray(_opening: str, content: str) -> str:
    return rf"\begin{{subarray}}{{c}}{content}\end{{subarray}}"


def _text_with_maths(opening: str, content: str) -> str:
    pieces = _DOLLARS.split(content)
    if len(pieces) % 2 == 0:  # a dollar without its partner: left for the error message
        return f"{opening}{content}}}"
    words = [
        (f"{opening}{piece}}}" if piece else "") if index % 2 == 0 else f"{{{piece}}}"
        for index, piece in enumerate(pieces)
    ]
    return "{" + "".join(words) + "}"
