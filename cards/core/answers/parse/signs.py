"""Signs and LaTeX commands: what each is the same as in plain calculator text."""


def _table(lines: str) -> dict[str, str]:
    """One meaning a line: first the plain form, then every way it is written."""
    rows = (line.split() for line in lines.strip().splitlines())
    return {written: plain for plain, *spellings in rows for written in spellings}


GREEK: dict[str, str] = _table(
    """
    alpha α
    beta β
    gamma γ
    delta δ
    epsilon ε ϵ
    zeta ζ
    eta η
    theta θ ϑ
    iota ι
    kappa κ
    lambda λ
    mu μ µ
    nu ν
    xi ξ
    pi π
    rho ρ
    sigma σ ς
    tau τ
    upsilon υ
    phi φ ϕ
    chi χ
    psi ψ
    omega ω
    Gamma Γ
    Delta Δ
    Theta Θ
    Lambda Λ
    Xi Ξ
    Pi Π
    Sigma Σ
    Upsilon Υ
    Phi Φ
    Psi Ψ
    Omega Ω
    """
)
GREEK_NAMES = frozenset(GREEK.values()) | {"omicron"}
GREEK_VARIANTS = {f"var{name}": name for name in GREEK_NAMES}

SIGNS: dict[str, str] = _table(
    """
    - − – — ‐ ‑ ﹣
    * × · ∙ ⋅ • ∗ ⨯ ✕
    / ÷ ∕ ⁄
    ± ±
    ∓ ∓
    <= ≤ ⩽ ≦
    >= ≥ ⩾ ≧
    != ≠
    union ∪ ⋃
    intersection ∩ ⋂
    difference ∖
    in ∈
    and ∧ ⋀
    or ∨ ⋁
    empty_set ∅
    reals ℝ
    langle ⟨ 〈
    rangle ⟩ 〉
    lfloor ⌊
    rfloor ⌋
    lceil ⌈
    rceil ⌉
    | ∣ ‖ ∥
    √ √
    ∛ ∛
    ∜ ∜
    ° °
    ' ′ ’
    top ⊤
    """
)

LATEX_SIGNS: dict[str, str] = _table(
    """
    * cdot times ast bullet
    / div
    ± pm
    ∓ mp
    <= le leq leqslant leqq
    >= ge geq geqslant geqq
    < lt
    > gt
    != ne neq
    union cup bigcup
    intersection cap bigcap
    difference setminus backslash
    in in
    and land wedge
    or lor vee
    empty_set emptyset varnothing
    reals R
    langle langle
    rangle rangle
    lfloor lfloor
    rfloor rfloor
    lceil lceil
    rceil rceil
    | lvert rvert lVert rVert vert Vert mid
    { lbrace
    } rbrace
    [ lbrack
    ] rbrack
    ( lparen
    ) rparen
    ° degree circ
    ' prime
    top top intercal
    inf infty
    to to
    """
)

LATEX_SKIPPED = frozenset(
    {
        "quad",
        "qquad",
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "limits",
        "nolimits",
        "left",
        "right",
    }
    | {"big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl"}
    | {"Biggr", "middle", "thinspace", "medspace", "thickspace", "negthinspace", "enspace", "space"}
    | {"strut", "hfill", "rm", "bf", "it", "boldmath"}
)

LATEX_FONTS = frozenset(
    {
        "mathrm",
        "mathit",
        "mathbf",
        "mathsf",
        "mathtt",
        "mathcal",
        "mathscr",
        "mathnormal",
        "boldsymbol",
    }
    | {"bm", "text", "textrm", "textit", "textbf", "textnormal", "operatorname", "mbox", "mathop"}
    | {"mathbb", "mathfrak"}
)

LATEX_ACCENTS: dict[str, str] = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "vec": "vec",
    "dot": "dot",
}
COMBINING_ACCENTS = {
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0303": "tilde",
    "\u0307": "dot",
    "\u20d7": "vec",
}

LATEX_FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
LATEX_BINOMIALS = frozenset({"binom", "dbinom", "tbinom"})
LATEX_MATRICES = frozenset(
    {"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array"}
)

SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵃᵇᶜᵈᵉᵏᵐᵖᵗᵀ", "0123456789+-=()nixyabcdekmptT", strict=True)
)
SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+-()aeoxhklmnpstijruv", strict=True)
)
