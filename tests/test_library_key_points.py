"""How well the typed answer of a candidate is matched with the key points of the library's interview
questions, and that their hints leave the points to her."""

from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import fmean

from cards.core.interviews.key_points import stems, suggested_points
from cards.core.kinds import CardKind
from tests.test_library import all_drafts

DATA = Path(__file__).parent / "data"


@cache
def questions():
    """The interview questions, by topic: the folder of their deck."""
    found = defaultdict(list)
    for name, draft in all_drafts():
        if draft.kind is CardKind.INTERVIEW:
            found[name.split("/")[0]].append(draft)
    return found


def share(answer, draft):
    """The share of the points of a question that this answer seems to make."""
    return fmean(suggested_points(answer, [point.text for point in draft.points]))


def test_a_model_answer_seems_to_make_the_points_of_its_own_question_and_not_of_others():
    everything = [draft for drafts in questions().values() for draft in drafts]
    own = [share(draft.answer, draft) for draft in everything]
    foreign = [
        share(other.answer, draft)
        for drafts in questions().values()
        for draft in drafts
        for other in drafts
        if other is not draft
    ]
    print(
        f"{len(own)} questions: {fmean(own):.1%} of the points by their own answers (at least"
        f" {min(own):.0%}), {fmean(foreign):.1%} by the {len(foreign)} others of the topic"
    )
    assert fmean(own) >= 0.8
    assert min(own) >= 0.4
    assert fmean(foreign) < 0.15


def typed_answers():
    """Prompt, the numbers of the points that a reader ticks, and what was typed."""
    for part in (DATA / "candidate_answers.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        prompt, made, answer = part.split("\n", 2)
        yield prompt, {int(number) for number in made.removeprefix("made:").split(",")}, answer


def test_what_candidates_type_in_their_own_words_is_matched_too():
    by_prompt = {draft.prompt: draft for drafts in questions().values() for draft in drafts}
    both = only_made = only_suggested = 0
    for prompt, made, answer in typed_answers():
        found = suggested_points(answer, [point.text for point in by_prompt[prompt].points])
        suggested = {number for number, is_said in enumerate(found, start=1) if is_said}
        both += len(made & suggested)
        only_made += len(made - suggested)
        only_suggested += len(suggested - made)
    print(f"{both} points suggested rightly, {only_made} overlooked, {only_suggested} wrongly")
    assert both >= 0.8 * (both + only_made)
    assert both >= 0.8 * (both + only_suggested)


def test_a_hint_gives_no_key_point_away():
    for drafts in questions().values():
        for draft in drafts:
            for hint in draft.interviewer_hints:
                assert share(hint, draft) == 0, f"{draft.prompt}: {hint}"


def test_every_key_point_can_be_said_in_other_words():
    """One to four ways each; a synonym is a phrase, and not the point once more."""
    bare, odd = [], []
    for drafts in questions().values():
        for draft in drafts:
            for point in draft.points:
                assert len(point.synonyms) <= 4, point.text
                assert len(set(point.synonyms)) == len(point.synonyms), point.text
                bare += [point.text] * (not point.synonyms)
                for synonym in point.synonyms:
                    odd += [synonym] * (len(synonym.split()) > 9)
                    odd += [synonym] * (suggested_points(synonym, [point.text]) != [True])
                    odd += [synonym] * (set(stems(synonym)) == set(stems(point.shown)))
    assert (bare, odd) == ([], [])
