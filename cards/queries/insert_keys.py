"""Buttons that type a sign into the answer field: phones hide them behind two keyboards."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertKey:
    """A button that types `text` into the answer field."""

    text: str
    sign: str
    label: str


INSERT_KEYS = (
    InsertKey(text="^", sign="xⁿ", label="power"),
    InsertKey(text="/", sign="÷", label="divided by"),
    InsertKey(text="sqrt()", sign="√", label="square root"),
    InsertKey(text="exp()", sign="eˣ", label="exponential"),
    InsertKey(text="ln()", sign="ln", label="natural logarithm"),
    InsertKey(text="_", sign="xₙ", label="subscript"),
    InsertKey(text="pi", sign="π", label="pi"),
)
# A Greek letter that a question uses as a variable gets a key of its own.
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
}  # fmt: skip


def insert_keys(variables: Sequence[str]) -> list[InsertKey]:
    """The keys of a question with these variables."""
    letters = [
        InsertKey(text=name, sign=GREEK[name], label=name) for name in variables if name in GREEK
    ]
    return [*INSERT_KEYS, *letters]
