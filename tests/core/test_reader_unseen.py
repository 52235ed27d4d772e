"""Five documents of shapes that nobody tuned the reader for, and the drafts a fair author expects of them."""

import time
from pathlib import Path

import pytest

from cards.core.documents.registry import read_document
from cards.core.documents.text.flattened import split_flattened

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "documents"

EXPECTED = {
    'lecture_faq.md': [
        (5, 'Is the exam open book?', 'Yes, two handwritten pages are allowed.'),
        (8, 'Why do we shuffle the training data before each epoch?', 'Otherwise batches come in the same order every time, and their gradients are correlated. The network may then learn the order instead of the data.'),
        (12, 'What is the difference between a parameter and a hyperparameter?', 'Training changes a parameter.\n\nA hyperparameter is chosen before training begins.'),
        (17, 'Which of these should be tuned first?', 'In this order:\n\n1. the learning rate\n1. the batch size\n1. the weight decay'),
        (23, 'Can the validation set be used for training in the end?', ''),
    ],
    'glossary_dashes.txt': [
        (3, 'What is Adjacency matrix? (Glossary of graph learning)', 'a square table that has a one wherever two nodes share an edge.'),
        (4, 'What is Degree? (Glossary of graph learning)', 'the number of edges at a node; in a directed graph one tells in-degree from out-degree.'),
        (5, 'What is Message passing? (Glossary of graph learning)', 'a round in which every node sends its state to its neighbours — and sums up what it gets.'),
        (6, 'What is Over-smoothing? (Glossary of graph learning)', 'the states of all nodes growing alike after many rounds.'),
        (7, 'What is Readout? (Glossary of graph learning)', 'one vector for the whole graph, made from the states of its nodes.'),
    ],
    'readme_pros_cons.md': [
        (5, 'What is choose-a-store?', 'A short comparison of places to keep embeddings.'),
        (9, 'Which commands: install? (choose-a-store)', '```bash\npip install choose-a-store\n```'),
        (15, 'What are the key points about Stores? (choose-a-store)', '- Flat index\n- HNSW graph'),
        (17, 'What are the advantages of Flat index?', '- exact results\n- no training'),
        (20, 'What are the disadvantages of Flat index?', 'slow for many vectors'),
        (23, 'What are the advantages of HNSW graph?', '- fast at high recall\n- vectors can be added at any time'),
        (26, 'What are the disadvantages of HNSW graph?', '- needs much memory\n- deleting is costly'),
    ],
    'cheat_sheet_units.txt': [
        (4, 'What is bytes per parameter (mixed precision, Adam)? (Memory)', '16 B'),
        (5, 'What is activation memory?', 'batch × sequence × layers × width × 2 B'),
        (6, 'What is KV cache? (Memory)', 'cached keys and values, one pair for each token and layer'),
        (9, 'What is FLOP per token and parameter, forward and backward? (Speed)', '6'),
        (10, 'What is MFU? (Speed)', 'achieved FLOP/s divided by the peak of the device'),
        (11, 'Speed: what is noted about “tokens per second”?', 'MFU × peak / (6 × parameters)'),
        (14, 'What is warm-up? (Rules of thumb)', '1 % of the steps'),
        (15, 'What is gradient clipping? (Rules of thumb)', '1.0'),
        (16, 'What is learning rate for Adam? (Rules of thumb)', '3e-4'),
    ],
    'notebook_export.md': [
        (11, 'What is the sigmoid? (Logistic regression by hand)', 'The sigmoid is a function that squeezes any number into the interval from zero to one.'),
        (13, 'What does `sigmoid` do?', 'Squeeze scores into probabilities between zero and one.'),
        (13, 'Which Python code: the sigmoid? (Logistic regression by hand)', '```python\ndef sigmoid(z):\n    """Squeeze scores into probabilities between zero and one."""\n    return 1 / (1 + np.exp(-z))\n\nsigmoid(np.array([-2, 0, 2]))\n```'),
        (32, 'What are the steps of Fitting?', '1. Compute the scores.\n2. Apply the sigmoid.\n3. Compare with the labels.\n4. Step against the gradient.'),
    ],
}  # fmt: skip


def read(name):
    return read_document(name, (SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", EXPECTED)
def test_an_unseen_document_gives_what_its_author_expects(name):
    drafts = read(name).drafts
    assert [(draft.lines[0], draft.prompt, draft.answer) for draft in drafts] == EXPECTED[name]


def test_an_unanswered_question_is_told_to_the_author():
    [problem] = read("lecture_faq.md").problems
    assert (problem.line, problem.is_notice) == (23, True)


def drafts_of(text, name="notes.md"):
    return [
        (draft.prompt, draft.answer or [point.text for point in draft.points])
        for draft in read_document(name, text.encode(), reader="text").drafts
    ]


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("# Speed\n\nlearning_rate = 0.1\nepochs = run(3)\n", "learning_rate"),
        ("# Area\n\nA = a * b\nV = A * c\n", "What is A"),
        ("# Size\n\nthe width = 7 holds here, and one line alone is prose.\n", "the width"),
    ],
)
def test_code_formulas_and_prose_with_an_equals_sign_are_no_terms(text, unwanted):
    assert not any(unwanted in prompt for prompt, _ in drafts_of(text))


def test_a_label_for_members_of_the_same_rank_ends_at_the_next_such_label():
    text = """# Detection
One-Stage Detectors:
YOLO:
- One pass
- Fast
SSD:
- Several scales
- Anchors
Two-Stage Detectors:
Faster R-CNN:
- Proposals first
- Accurate
"""
    assert not any("Two-Stage" in str(answer) for _, answer in drafts_of(text))


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        (
            "# Papers\n\n## Read the following papers\n\nAnd this guide to evaluation as well.\n",
            "papers",
        ),
        (
            "# Prompts\n\n**Pattern:**\n\nThought: [what you think]\nAction: [what you do]\n",
            "Thought",
        ),
        ("# Rules\n\n## Chain Rule\n\nExample: y = f(g(x))\n\ny = (3x + 2)^2\n", "formula"),
        ("# Labels\n\n## True Label for Cat\n\n[Cat: 1.0, Dog: 0.0]\n", "Cat"),
        (
            "# Chunks\n\n- Simple: 512 tokens each\n- It may cut a sentence\n- It is fast\n",
            "“Simple”",
        ),
    ],
)
def test_what_means_nothing_apart_from_its_page_is_no_card(text, unwanted):
    assert not any(unwanted in prompt for prompt, _ in drafts_of(text))


def test_words_of_a_glossary_of_key_terms_are_asked_under_their_heading():
    text = "# Learning by reward\n\n**Key Terms:**\n\n- State: where the agent is\n- Policy: how it acts\n"
    assert ("What is State? (Learning by reward)", "where the agent is") in drafts_of(text)


def test_a_flattened_table_is_cut_at_its_yes_and_no():
    table = split_flattened(
        [
            "Call Rank Allowed Needs Contiguous Memory? Best For",
            "x.view exactly matching sizes ✅ Yes Reshaping without a copy",
            "x.reshape any sizes ❌ No Reshaping in doubt",
        ]
    )
    assert table == [
        ("", "Needs Contiguous Memory?", "Best For"),
        ("x.view", "Yes", "Reshaping without a copy"),
        ("x.reshape", "No", "Reshaping in doubt"),
    ]


def test_each_cell_of_such_a_table_becomes_a_card():
    text = """Tensors

Reshaping

Call Rank Allowed Needs Contiguous Memory? Best For
x.view exactly matching sizes ✅ Yes Reshaping without a copy
x.reshape any sizes ❌ No Reshaping in doubt

The end of the page comes here, with a sentence that says so.
"""
    found = dict(drafts_of(text, "page.txt"))
    assert found["Does x.view need contiguous memory? (Reshaping)"] == "Yes"
    assert found["What is x.reshape used for? (Reshaping)"] == "Reshaping in doubt"


@pytest.mark.parametrize(
    "rows",
    [
        ["Call Rank Best For", "x.view one Yes two", "x.reshape one No two"],
        ["Kind Is It Fast? Note", "Plain words Yes Here", "More words No There"],
        ["Kind Is It Fast? Note", "x.a one Yes Here", "x.b one maybe There"],
    ],
)
def test_a_flattened_table_whose_columns_stay_unclear_makes_no_card(rows):
    assert split_flattened(rows) is None


def test_brackets_tell_the_row_name_from_its_first_cell():
    table = split_flattened(
        [
            "Aspect Stack (LIFO) Queue (FIFO)",
            "Main Operations Push Pop (on top) Put Get (at both ends)",
            "Order Last in, first out. First in, first out.",
        ]
    )
    assert table[1] == ("Main Operations", "Push Pop (on top)", "Put Get (at both ends)")


@pytest.mark.parametrize(
    ("title", "prompt"),
    [
        ("What to Monitor", "What to monitor?"),
        ("Use torch.mm", "What is torch.mm used for?"),
    ],
)
def test_a_title_is_asked_as_a_sentence(title, prompt):
    text = f"# Page\n\n## {title}\n\nBest for: products of two matrices, and nothing else.\n\n- drift\n- speed\n"
    assert any(found.startswith(prompt) for found, _ in drafts_of(text))


def test_a_question_without_its_mark_gets_one():
    text = "# Attacks\n\n## What are Adversarial Examples\n\nInputs made to fool a model.\n"
    assert drafts_of(text) == [
        ("What are Adversarial Examples? (Attacks)", "Inputs made to fool a model.")
    ]


@pytest.mark.parametrize("unit", ["<style>\n", "<div>\n", "    out\n\n", "aaa b = c\n"])
def test_hostile_leftovers_of_notebooks_end_soon(unit):
    start = time.process_time()
    drafts_of("```python\nx\n```\n\n" + unit * 8_000)
    assert time.process_time() - start < 5
