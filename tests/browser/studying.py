"""Cards of every kind, and the moves of a learner who studies in a browser."""

from playwright.sync_api import expect

from tests.factories import make_card

STEPS = ["Forward pass", "Loss", "Backward pass", "Update"]
POINTS = [
    {"text": "dead units", "is_must": True},
    {"text": "an alternative, such as $\\mathrm{GELU}$", "is_must": True},
    {"text": "gates need bounds", "is_must": False},
]


def specification(kind, correct, **options):
    return {"answer_spec": {"kind": kind, "correct": correct, "options": options}}


# What each kind of card needs, beside its prompt, to be a good one.
KINDS = {
    "term": {"prompt": "Sigmoid", "answer": "Squashes into $(0, 1)$.", "explanation": "Why not?"},
    "question": {
        "prompt": "Why does a deep stack of sigmoids learn slowly?",
        "answer": "One factor below a quarter a layer:\n\n```python\nfor layer in layers: "
        "gradient = gradient * layer.slope(activation) * layer.weight  # shrinks\n```",
        "source_section": "Activation functions",
    },
    "list": {"prompt": "Name the parts.", "answer": "", "points": POINTS},
    "cloze": {"prompt": "Adam keeps {{c1::two}} moments.", "answer": "two", "cloze_ordinal": 1},
    "choice": {
        "prompt": "Which one is zero-centred?",
        "answer": "Tanh",
        "explanation": "Its range is $(-1, 1)$.",
        **specification("choice", ["Tanh"], options=["Sigmoid", "Tanh", "ReLU"], multiple=False),
    },
    "ordering": {
        "prompt": "Order one step.",
        "answer": "",
        **specification("ordering", STEPS, options=STEPS),
    },
    "text": {"prompt": "Which activation?", "answer": "relu", **specification("text", "relu")},
    "number": {
        "prompt": "What is the largest slope of the sigmoid?",
        "answer": "0.25",
        **specification("number", "0.25", rtol=0.005),
    },
    "quantity": {
        "prompt": "Memory of 7 billion weights at two bytes?",
        "answer": "14 GB",
        **specification("quantity", "14 GB", rtol=0.01),
    },
    "expression": {
        "prompt": "Differentiate $\\theta^2$.",
        "answer": "2*theta",
        **specification("expression", "2*theta", variables=["theta"]),
    },
    "equation": {
        "prompt": "A line of slope 2 through the origin?",
        "answer": "y = 2*x",
        **specification("equation", "y = 2*x", variables=["x", "y"]),
    },
    "inequality": {
        "prompt": "Where does ReLU grow?",
        "answer": "x > 0",
        **specification("inequality", "x > 0", variables=["x"]),
    },
    "set": {
        "prompt": "Roots of $x^2 = 1$?",
        "answer": "{-1, 1}",
        **specification("set", "{-1, 1}"),
    },
    "sequence": {
        "prompt": "The first powers of two?",
        "answer": "[1, 2, 4]",
        **specification("sequence", "[1, 2, 4]"),
    },
    "interval": {
        "prompt": "The range of the sigmoid?",
        "answer": "(0, 1)",
        **specification("interval", "(0, 1)"),
    },
    "matrix": {
        "prompt": "The identity of size two?",
        "answer": "[[1, 0], [0, 1]]",
        **specification("matrix", "[[1, 0], [0, 1]]"),
    },
    "antiderivative": {
        "prompt": "Integrate $x$.",
        "answer": "x^2/2",
        **specification("antiderivative", "x^2/2", variable="x"),
    },
    "interview": {
        "prompt": "When would you not use ReLU in hidden layers? " + "Think of the gates. " * 12,
        "answer": "I would keep it as the default.",
        "points": POINTS,
        "follow_ups": ["How would you notice?"],
        "interview_kind": "conceptual",
        "difficulty": "medium",
        "minutes": 3,
    },
}


def make_kind(kind, **fields):
    return make_card(kind=kind, **(KINDS[kind] | fields))


def front(page, prompt):
    """Wait until the card with this prompt is asked."""
    expect(page.locator("#card-prompt")).to_contain_text(prompt)


def back(page):
    """Wait until the answer is shown with its ratings."""
    expect(page.locator(".rating-buttons")).to_be_visible()


def reveal(page):
    """Turn the card that is shown, whatever its kind."""
    page.locator("button[name=reveal], .study-card button[data-key~=space]").first.click()
    back(page)


def finished(page, words="Done for today"):
    expect(page.locator("#finished-heading")).to_have_text(words)
