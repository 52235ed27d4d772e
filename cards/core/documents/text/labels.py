"""Generic labels ("Advantages", "How it works") and the question each one asks about a subject."""

import re
from dataclasses import dataclass
from functools import lru_cache

from cards.core.documents.text.blocks import Section
from cards.core.documents.text.labelwords import GENERIC_LABELS
from cards.core.documents.text.wordset import word_set

_SMALL = word_set(
    "a an and as at by for from in into is of on or the to vs with via",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question made from a title. `role` is what a member of the list under it is called."""

    prompt: str
    pattern: str  # "meaning", "steps", "formula", "use" or "list"
    role: str = ""
    is_generic: bool = True  # the title says nothing without its subject


_QUALIFIED = re.compile(
    r"^(?:key|main|core|common|basic|important|popular|typical|essential|major|top|types? of|kinds? of|"
    r"advanced|modern|traditional|classical|emerging|list of|recommended|recent|must-read|technical|soft|latest|examples? of)\b.*s(?: \([^()]*\))?$",
    re.I,
)
_HOW_WORKS = re.compile(r"^how (.{2,60}?) works?$", re.I)
_WHY_VERB = re.compile(
    r"^why (.{2,60}?) (matters?|works?|wins?|fails?|helps?|solves?)\b(.{0,60})$", re.I
)
_WHAT_TO = re.compile(r"^(?:what|where|whom) to \w.{1,70}$", re.I)
_GERUND = re.compile(
    r"^(choosing|selecting|handling|measuring|evaluating|reducing|avoiding|improving|detecting|training|building|tuning|interpreting) (.{1,70})$",
    re.I,
)
_INSTRUCTION = re.compile(
    r"^(?:use|deploy|access|visuali[sz]e|identify|differentiate|multiply|simplify|set up|apply|learn|build|create|install|"
    r"configure|write|add|choose|check|define|get|make|run|start|understand|avoid|remove|handle|know|keep|always|never|"
    r"don't|do|try|pick|read|prepare|collect|load|import|save|test|monitor)\s+\S",
    re.I,
)
_CASE = re.compile(
    r"^(?:too|no|not|high|higher|low|lower|small|smaller|large|larger|big|more|less|better|best|need|if|for|with|without|"
    r"other|hidden|binary|multi-class|general|or|and|outliers|imbalanced|balanced|always|never|same|different|short|long|"
    r"good|bad|when|comparing|cost-sensitive|ranking)\b",
    re.I,
)
_SINGULAR_IN_S = word_set(
    "bias loss class means process pandas keras redis kubernetes pytorch-geometric analysis basis series news mathematics ",
    "statistics physics robotics nodejs js aws polars iptables windows axes ros gas lens kudos ops mlops devops",
)
_INTERROGATIVE = re.compile(
    r"^(?:what|why|how|when|which|where|who|is|are|can|could|does|do|did|should|would|will|explain|describe|compare|define|derive)\b",
    re.I,
)
_GERUND_BASE = {
    "choosing": "choose", "selecting": "select", "handling": "handle", "measuring": "measure",
    "evaluating": "evaluate", "reducing": "reduce", "avoiding": "avoid", "improving": "improve",
    "detecting": "detect", "training": "train", "building": "build", "tuning": "tune",
    "interpreting": "interpret",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _generic_label(bare: str) -> tuple[str, str, str, tuple[str, ...]] | None:
    """Question, expectation, role and captured words of a generic label, or None."""
    if len(bare) > 120:
        return None
    for regex, template, pattern, role in GENERIC_LABELS:
        found = regex.match(bare)
        if found:
            return template, pattern, role, tuple(group or "" for group in found.groups())
    return None


def is_generic(title: str) -> bool:
    """Whether a title needs a subject to mean anything: "Advantages", "How it works"."""
    return _generic_label(_bare(title)) is not None


def named_subject(title: str) -> str:
    """The thing a title is about: "LoRA" for "How LoRA Works"."""
    found = _HOW_WORKS.match(title) or _WHY_VERB.match(title)
    return found.group(1) if found else title


def is_question(title: str) -> bool:
    return title.endswith("?") or bool(
        re.match(r"(?:explain|describe|define|derive|compare) \w+ \w+", title, re.I)
    )


def lower_words(title: str) -> str:
    """The title inside a sentence: words in plain capitals lose them, names and acronyms do not."""
    words = title.split(" ")
    return " ".join(
        word.lower() if re.fullmatch(r"[A-Z][a-z’'-]+(?:[,:])?", word) and "’" not in word else word
        for word in words
    )


def _bare(title: str) -> str:
    title = re.sub(r"\s*\((?:20\d\d|optional|recommended|brief)[^()]{0,20}\)$", "", title.strip())
    return title.rstrip(": *").strip()


def ask(title: str, subject: str) -> Asked | None:
    """The question a title asks, or None when the title is itself a topic ("Dropout")."""
    bare = _bare(title)
    generic = _generic_label(bare)
    if generic is not None and subject and subject.casefold() != bare.casefold():
        template, pattern, role, captured = generic
        prompt = (
            define(subject)
            if template == "What is {s}?"
            else template.format(*captured, s=subject, t=lower_words(bare), T=bare)
        )
        return Asked(prompt=prompt, pattern=pattern, role=role)
    return _ask_with_own_subject(bare, subject)


def ask_about(section: Section) -> Asked | None:
    """The question of a section's title; its heading is the context where the title is a topic."""
    if not section.title:
        return None
    if section.subject and section.subject != section.title:
        return ask(section.title, section.subject)
    return ask(section.title, context_of(section))


def context_of(section: Section) -> str:
    """The heading that a section stands under: it tells two equal titles apart."""
    others = [title for title in section.path if title != section.title]
    return others[-1] if others else ""


def is_instruction(title: str) -> bool:
    """Whether a title tells the reader to do something: "Use torch.mm", "Deploy the stack"."""
    return bool(_INSTRUCTION.match(title))


def about(title: str, context: str) -> str:
    """The prompt that asks for everything under a title that is no question and no label."""
    if is_instruction(title):
        return with_context(f"What does “{title}” involve?", context)
    return with_context(f"What are the key points about {title}?", context)


def _ask_with_own_subject(bare: str, subject: str) -> Asked | None:
    if bare.endswith("?") or is_question(bare):
        prompt = bare if bare.endswith("?") else bare + "."
        if len(bare.split()) <= 3 or re.match(r"^which (?:metric|one|model) to use\?$", bare, re.I):
            prompt = with_context(prompt, subject)
        return Asked(prompt=prompt, pattern="question", is_generic=False)
    if _WHAT_TO.match(bare):
        prompt = with_context(f"{bare[0]}{lower_words(bare[1:])}?", subject)
        return Asked(prompt=prompt, pattern="list", is_generic=False)
    found = _HOW_WORKS.match(bare)
    if found:
        auxiliary = "do" if _is_plural(found.group(1)) else "does"
        return Asked(
            prompt=f"How {auxiliary} {found.group(1)} work?", pattern="steps", is_generic=False
        )
    found = _WHY_VERB.match(bare)
    if found:
        verb = found.group(2).lower().rstrip("s")
        auxiliary = "do" if _is_plural(found.group(1)) else "does"
        return Asked(
            prompt=f"Why {auxiliary} {found.group(1)} {verb}{found.group(3)}?",
            pattern="question",
            is_generic=False,
        )
    found = _GERUND.match(bare)
    if found:
        verb = _GERUND_BASE[found.group(1).lower()]
        prompt = with_context(f"How do you {verb} {lower_words(found.group(2))}?", subject)
        return Asked(prompt=prompt, pattern="question", is_generic=False)
    if _QUALIFIED.match(bare):
        prompt = with_context(f"What are the {lower_words(bare)}?", subject)
        return Asked(prompt=prompt, pattern="list", is_generic=False)
    return None


def with_context(prompt: str, context: str) -> str:
    """The prompt with its context in brackets, unless it already says it."""
    if not context or _says(prompt, context):
        return prompt
    return f"{prompt} ({context})"


def _says(prompt: str, context: str) -> bool:
    words = {word for word in re.findall(r"\w{3,}", context.lower()) if word not in _SMALL}
    return bool(words) and words <= set(re.findall(r"\w{3,}", prompt.lower()))


def define(term: str, context: str = "") -> str:
    """The prompt that asks for the meaning of a term."""
    if is_question(term):
        return term
    if re.match(r"(?:what|who|why|how|when|where) (?:is|are|do|does|can)\b", term, re.I):
        return with_context(f"{term}?", context)
    if _INTERROGATIVE.match(term) and len(term.split()) > 2:
        return with_context(f"{term}: what is the answer?", context)
    verb = "are" if _is_plural(term) else "is"
    term = re.sub(r"^(The|An?) (?=[a-z])", lambda article: article[0].lower(), term)
    return with_context(f"What {verb} {term}?", context)


def names_a_thing(term: str) -> bool:
    """Whether "What is …?" can be asked of a left side: a name, not a case or half a sentence."""
    words = term.split()
    if _CASE.match(term) or is_instruction(term):
        return False
    plain = [word for word in words[1:] if word.isalpha() and word.islower() and word not in _SMALL]
    return len(words) <= 2 or len(plain) <= 0.5 * len(words)


def note_on(left: str, subject: str) -> str:
    """The prompt for a left side that is a case of its subject and no term of its own."""
    return (
        f"{subject}: what is noted about “{left}”?" if subject else f"What is noted about “{left}”?"
    )


def _is_plural(term: str) -> bool:
    head = (
        re.sub(r"\s*\([^()]*\)|[\"“”*`]", "", term)
        .split(" — ")[0]
        .split(" of ")[0]
        .split(" for ")[0]
        .split(" in ")[0]
        .strip()
    )
    last = head.split()[-1] if head.split() else ""
    return (
        bool(re.search(r"(?:[a-z]{2}(?<!s)(?<!u)(?<!i)|[A-Z]{2})s$", last))
        and last.casefold().split("-")[-1] not in _SINGULAR_IN_S
    )
