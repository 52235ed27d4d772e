"""Ordinary texts: each shape of document gives exactly the drafts a reader would expect."""

import pathlib

import pytest

from cards.core.documents.drafts import CardDraft, ReadDocument
from cards.core.documents.text.extract import read_text
from cards.core.kinds import CardKind, InterviewKind

SAMPLES = pathlib.Path(__file__).parent.parent / "data" / "documents"


def read_sample(name: str) -> ReadDocument:
    return read_text(name, (SAMPLES / name).read_text(encoding="utf-8"))


def asked(drafts: tuple[CardDraft, ...]) -> list[tuple[str, str]]:
    return [(draft.prompt, draft.answer) for draft in drafts]


def problem_lines(found: ReadDocument, *, notices: bool) -> list[int]:
    return [problem.line for problem in found.problems if problem.is_notice is notices]


def test_a_markdown_study_guide_becomes_cards_about_its_subjects():
    found = read_sample("study_guide.md")
    assert asked(found.drafts) == [
        ("What is K-means? (Clustering notes)", "K-means is an algorithm that moves k centres until no point changes its group."),
        ("What are the advantages of K-means?", "- quick on large data\n- easy to explain"),
        ("What are the disadvantages of K-means?", "- k has to be chosen first\n- sensitive to the start"),
        ("What does the parameter `n_clusters` mean in K-means?", "how many centres there are"),
        ("What are the main hyperparameters of K-means?", "- `n_clusters`: how many centres there are\n- `max_iter`: when to give up"),
        ("What does the parameter `max_iter` mean in K-means?", "when to give up"),
        ("How does K-means work?", "1. Choose k starting centres\n2. Assign every point to its nearest centre\n3. Move each centre to the mean of its points"),
        ("Euclidean: Formula and Use? (Distances)", "- Formula: $\\sqrt{\\sum (x-y)^2}$\n- Use: continuous values"),
        ("Manhattan: Formula and Use? (Distances)", "- Formula: $\\sum |x-y|$\n- Use: grids"),
        ("Which Python code: fit a model? (Example)", "```python\n# Fit a model\nmodel = KMeans(n_clusters=3)\nmodel.fit(X)\n```"),
    ]  # fmt: skip
    assert found.title == "Clustering notes"


def test_a_draft_knows_where_it_comes_from():
    draft = read_sample("study_guide.md").drafts[1]
    assert (draft.lines, draft.source_lines) == ((16, 17), (16, 17))
    assert draft.source_section == "Clustering notes / K-means"
    assert draft.source_document == "study_guide.md"
    assert draft.kind is CardKind.LIST
    assert [point.text for point in draft.points] == ["quick on large data", "easy to explain"]
    assert draft.pattern == "list"
    assert 0.7 <= draft.confidence < 1


def test_a_formula_that_is_announced_and_missing_is_a_problem_with_its_line():
    found = read_sample("study_guide.md")
    assert problem_lines(found, notices=False) == [38]
    assert "The silhouette of a point is defined as" in found.problems[0].message
    assert not any("silhouette" in draft.prompt.casefold() for draft in found.drafts)


def test_a_heading_with_nothing_under_it_is_a_notice():
    assert problem_lines(read_sample("study_guide.md"), notices=True) == [47]


def test_questions_of_every_form_keep_their_answers():
    found = read_sample("questions.md")
    assert asked(found.drafts)[:7] == [
        ("What does a confusion matrix count?", "Pairs of actual and predicted class."),
        ("Why standardise features? (Interview preparation)", "So that no feature wins by its unit alone."),
        ("What is regularisation?", "A penalty that keeps weights small."),
        ("When is recall more important than precision?", "When a missed case costs more than a false alarm."),
        ("What is a learning rate?", "The size of one step of the optimiser."),
        ("What is an epoch?", "One pass over the training set."),
        ("What is early stopping?", "Ending training when the validation loss stops falling."),
    ]  # fmt: skip


def test_questions_without_an_answer_become_interview_questions_for_the_author():
    found = read_sample("questions.md")
    interview = [draft for draft in found.drafts if draft.kind is CardKind.INTERVIEW]
    assert [(draft.prompt, draft.interview_kind) for draft in interview] == [
        ("How would you design a search engine for pictures?", InterviewKind.SYSTEM_DESIGN),
        ("Implement softmax without overflow.", InterviewKind.CODING),
        ("Tell me about a project that failed.", InterviewKind.BEHAVIOURAL),
        ("Explain the difference between bagging and boosting.", InterviewKind.CONCEPTUAL),
    ]
    assert all(draft.confidence < 0.7 and not draft.answer for draft in interview)
    assert problem_lines(found, notices=True) == [32, 33, 34, 35]
    assert all("key points" in problem.message for problem in found.problems)


def test_glossary_lines_need_neither_bullets_nor_one_kind_of_dash():
    assert asked(read_sample("glossary.txt").drafts) == [
        ("What is Epoch? (Glossary)", "one pass over the training data"),
        ("What is Batch? (Glossary)", "the examples of one update"),
        ("What is Logit? (Glossary)", "a score before the softmax"),
        ("What is Optimiser? (Glossary)", "the rule that turns gradients into updates"),
        ("What is Scheduler? (Glossary)", "the rule that changes the learning rate"),
        ("What is Momentum? (Glossary)", "a running mean of past gradients"),
        ("What is Bias? (Glossary)", "the error of a too simple model"),
        ("What is Variance? (Glossary)", "the error of a too flexible model"),
        ("What is Noise? (Glossary)", "the error nobody can remove"),
    ]


def test_commented_commands_become_one_card_each():
    assert asked(read_sample("cheat_sheet.md").drafts) == [
        ("Which commands: list all branches?", "```bash\ngit branch -a\n```"),
        ("Which commands: create and switch? (Branches)", "```bash\ngit switch -c topic\n```"),
        ("What is `git revert X`? (Undo)", "makes a commit that undoes X"),
        ("What is `git restore f`? (Undo)", "brings back the last committed f"),
    ]  # fmt: skip


def test_flat_text_with_numbered_headings_and_labels_is_read_without_blank_lines():
    found = asked(read_sample("flat_guide.txt").drafts)
    assert found == [
        ("What are Decision Trees?", "Asks one question about one feature at every node."),
        ("What are the key points about Splitting Criteria? (Decision Trees)", "- Gini impurity\n- Entropy"),
        ("What does the parameter `max_depth` mean in Decision Trees?", "longest path from the root"),
        ("When would you use Decision Trees?", "- Rules must be readable\n- Features are mixed"),
        ("Which popular implementations are named for Boosting?", "- XGBoost\n- CatBoost"),
        ("What are the key points about XGBoost? (Boosting)", "- Regularised objective\n- Parallel trees"),
        ("What are the key points about CatBoost? (Boosting)", "- Ordered boosting\n- Formula: F = F + eta * h"),
        ("What is the formula of CatBoost?", "F = F + eta * h"),
        ("What is an activation?", "A function that bends a linear map."),
        ("What are the common activations?", "- Sigmoid\n- Tanh"),
        ("What is the output range of Sigmoid?", "(0, 1)"),
        ("What are the key points about Sigmoid? (Activations)", "- Output: (0, 1)\n- Problems: saturates on both sides"),
        ("What is the problem with Sigmoid?", "saturates on both sides"),
        ("What is the output range of Tanh?", "(-1, 1)"),
        ("What is the formula of Bayes Theorem? (Activations)", "P(A|B) = P(B|A) * P(A) / P(B)"),
        ("What should you remember about Bayes Theorem? (Activations)", "Turns a prior into a posterior"),
        ("What does `step` do? (Example Code)", "Take one step against the gradient"),
        ("Which steps does `step` take? (Example Code)", "1. Compute the loss\n2. Send gradients back\n3. Move the weights"),
        ("What is the advantage of Wrap Up?", "Faster work"),
    ]  # fmt: skip


def test_pages_with_bare_titles_lose_dates_buttons_and_teasers():
    found = read_sample("bare_titles.txt")
    assert asked(found.drafts)[1:3] == [
        ("What is Centering? (How It Works)", "The mean of the batch is taken away from every value."),
        ("What is Scaling? (How It Works)", "Every value is divided by the standard deviation of the batch."),
    ]  # fmt: skip
    everything = " ".join(draft.prompt + draft.answer for draft in found.drafts)
    for furniture in ("Monday", "Share this", "Read more", "trained for long"):
        assert furniture not in everything


def test_a_flattened_table_without_clear_columns_makes_no_card():
    found = read_sample("bare_titles.txt")
    assert not any("BatchNorm" in draft.prompt for draft in found.drafts)
    assert [problem.line for problem in found.problems if "columns" in problem.message] == [21]


def test_a_badge_glued_to_the_next_title_belongs_to_the_entry_before():
    found = read_sample("badges.txt")
    assert asked(found.drafts) == [
        (
            "What is Squared Error? (Regression Losses)",
            "Punishes large errors most. Gradient: $2(p-y)$.",
        ),
        ("Which task is Squared Error used for?", "Regression"),
        ("What is Absolute Error? (Regression Losses)", "Robust to outliers."),
        ("Which task is Absolute Error used for?", "Regression"),
        ("What is Hinge Loss? (Regression Losses)", "Zero for confident hits."),
        ("Which task is Hinge Loss used for?", "Classification"),
        ("What is Triplet Loss? (Regression Losses)", "Uses an anchor $a$ and a margin $m$."),
        ("Which task is Triplet Loss used for?", "Metric"),
    ]
    assert problem_lines(found, notices=False) == [6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # hugo exports: list separators are headings, links keep their text, images go
            "+++\ntitle = \"T\"\n+++\n## Course {#c}\n\n<!--list-separator-->\n\n-  **Networks**\n\n"
            "    {{< figure src=\"/a.png\" >}}\n    Read [this]({{< relref \"a.md\" >}}). The main points are:\n\n"
            "    -   Layers: stacked maps.\n    -   Units: single neurons.\n",
            ["What are Layers? (Networks)", "Networks: the main points are … (which points?)", "What are Units? (Networks)"],
        ),
        (  # a definition list
            "# Words\n\nGradient\n: the vector of slopes\n",
            ["What is Gradient? (Words)"],
        ),
        (  # a quoted, nested list: one card a group
            "# Tasks\n\n> -   Sound\n>     -   Recognition\n>     -   Synthesis\n> -   Text\n>     -   Translation\n>     -   Summaries\n",
            ["What are the key points about Tasks?", "What are the key points about Sound? (Tasks)", "What are the key points about Text? (Tasks)"],
        ),
        (  # numbered items with a paragraph each, as exports number them: always 1
            "# Basics\n\n1.  Control flow\n\nLearn conditions and loops.\n\n1.  Functions\n\nLearn how to name code.\n",
            ["Control flow: what is said about it? (Basics)", "What are the key points about Basics?", "Functions: what is said about it? (Basics)"],
        ),
        (  # an apposition between dashes is a definition
            "# Page\n\nOverfitting—when a model fits the noise of its data—is common. " + "It hides from the training loss. " * 30,
            ["What is Overfitting? (Page)"],
        ),
        (  # a directory tree is a list, a box drawing is nothing
            "# Layout\n\nFolders:\n├── data/\n├── src/\n└── tests/\n\n┌────┐\n│ no │\n└────┘\n",
            ["What are the key points about Folders? (Layout)"],
        ),
        ("# Links\n\n- [One](https://a.org) (a remark)\n- <https://b.org>\n\n![x](y.png)\n", []),
    ],
)  # fmt: skip
def test_each_shape_gives_its_cards(text: str, expected: list[str]):
    assert [draft.prompt for draft in read_text("x.md", text).drafts] == expected


def test_a_section_repeated_as_a_teaser_is_read_once():
    text = "# A\n\nBoosting is a method that adds weak models.\n\n# A\n\nBoosting is a method that adds weak models.\n"
    assert len(read_text("x.md", text).drafts) == 1


def test_one_term_with_two_meanings_is_a_problem():
    text = "# Words\n\n- Kernel: similarity of two points\n- Map: a function\n\n# More\n\n- Kernel: the core of an operating system\n- Null: nothing\n"
    found = read_text("x.md", text)
    assert [(problem.line, problem.is_notice) for problem in found.problems] == [(8, False)]
    assert "line 3" in found.problems[0].message


def test_a_long_list_is_split_into_parts_that_can_be_recalled():
    text = "# Words\n\nCommon Topics:\n\n" + "".join(
        f"- topic number {number}\n" for number in range(20)
    )
    drafts = read_text("x.md", text).drafts
    assert [len(draft.points) for draft in drafts] == [7, 6, 7]
    assert drafts[0].prompt.endswith("(part 1 of 3)")
    assert read_text("x.md", text + "- more text\n" * 30).drafts == ()


def test_code_whose_indentation_is_lost_is_never_shown_as_code():
    text = "Intro:\n- one\n- two\nCode:\nimport torch\ndef f(x):\nreturn x\nEnd:\n- three\n- four\n"
    found = read_text("x.txt", text)
    assert not any("return x" in draft.answer for draft in found.drafts)


def test_a_card_is_made_once_and_a_second_meaning_names_its_section():
    text = (
        "# Trees\n\n## Pros\n\nAdvantages:\n- quick\n- small\n\n- Leaf: an end\n- Root: the start\n"
    )
    twice = "# A\n\n- Leaf: an end node\n- Root: the start\n\n# B\n\n- Leaf: an end node\n- Root: the start\n"
    prompts = [draft.prompt for draft in read_text("x.md", text + "\n" + text).drafts]
    assert len(prompts) == len(set(prompts))
    assert [d.prompt for d in read_text("x.md", twice).drafts if d.answer == "an end node"] == [
        "What is Leaf? (A)",
        "What is Leaf? (B)",
    ]
    questions = "Q: What is a?\nA: one\n\nQ: What is a?\nA: one\n\nQ: What is a?\nA: two\n"
    assert [d.answer for d in read_text("x.md", "# T\n\n" + questions).drafts] == ["one", "two"]


def test_a_prompt_inside_a_string_is_not_the_documents_own_list():
    text = (
        "Trees:\n- grow\n- split\nCode:\nimport openai\ndef ask(question):\n"
        'prompt = f"""Answer this:\nRate it by:\n- Likelihood of success\n- Soundness of steps\n'
        'Your rating:"""\nreturn send(prompt)\nForests:\n- many trees\n- one vote\n'
    )
    everything = " ".join(draft.prompt + draft.answer for draft in read_text("x.txt", text).drafts)
    assert "many trees" in everything
    assert "Likelihood" not in everything
    assert "Rate it" not in everything


def test_a_docstring_that_only_repeats_its_name_is_no_card():
    code = '## Queries\n\n```python\ndef {}(model):\n    """{}."""\n    return 1\n```\n'

    def patterns(name, docstring):
        return {draft.pattern for draft in read_text("a", code.format(name, docstring)).drafts}

    assert "docstring" not in patterns("query", "Query target model")
    assert "docstring" in patterns("clip", "Keep every gradient below a given length")


def test_the_symbols_of_a_lost_formula_answer_nothing():
    text = (
        "# Convolution\n\n## Output size\n\nwhere W is the input, F the filter and S the stride.\n"
    )
    assert read_text("a", text).drafts == ()
