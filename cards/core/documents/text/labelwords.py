"""The generic labels that study guides use, each with the question it asks about its subject."""

import re

# Words that may stand before a generic label without changing what it asks.
_QUALIFIER = r"(?:key |main |core |common |basic |some |the |major |primary |practical |general |typical |potential |important |popular |other |pros: |notable )*"

# Pattern, question, what is expected, what a member is called. First match wins;
# {s} is the subject, {t} and {T} the label itself, {0} and {1} groups of the pattern.
_GENERIC: tuple[tuple[str, str, str, str], ...] = (
    (
        r"(?:critical |core |basic )?(?:concept|definition|overview|description|summary|meaning|what it is|about|basics|in short|in a nutshell|tl;?dr|introduction|details|background)",
        "What is {s}?",
        "meaning",
        "",
    ),
    (
        rf"{_QUALIFIER}(?:idea|intuition|insight|principle|point)",
        "What is the key idea of {s}?",
        "meaning",
        "",
    ),
    (
        r"(?:key |main |major )?(?:challenge|problem|limitation|advantage|disadvantage|benefit|drawback)",
        "What is the {t} of {s}?",
        "meaning",
        "",
    ),
    (r"purpose|goal|objective|aim|motivation", "What is the purpose of {s}?", "meaning", ""),
    (
        r"why (?:is )?(?:it|this) (?:matters?|important|needed)|why (?:it|this)(?: is)? (?:matters?|important)|why needed\??|importance|significance|impact|revolutionary impact",
        "Why does {s} matter?",
        "meaning",
        "",
    ),
    (r"why (?:it|this) works", "Why does {s} work?", "list", "reason"),
    (
        rf"{_QUALIFIER}(?:advantages|pros|strengths|benefits|upsides|merits)",
        "What are the advantages of {s}?",
        "list",
        "advantage",
    ),
    (
        r"(?:advantages|benefits) (over|of|compared to|vs\.?) (.+)",
        "What are the advantages of {s} {0} {1}?",
        "list",
        "advantage",
    ),
    (
        rf"{_QUALIFIER}(?:disadvantages|cons|drawbacks|limitations|weaknesses|downsides|shortcomings|caveats)",
        "What are the disadvantages of {s}?",
        "list",
        "disadvantage",
    ),
    (
        rf"{_QUALIFIER}(?:challenges|problems|issues|pitfalls|risks|mistakes|concerns)",
        "What are the challenges of {s}?",
        "list",
        "challenge",
    ),
    (
        r"when (?:should you |do you |would you )?(?:to )?use(?: it| this)?\??|use when|when to apply|best for|ideal for|good for|suitable for|best used for|use for|use",
        "When would you use {s}?",
        "use",
        "",
    ),
    (r"when not to use(?: it)?|avoid when|not for|avoid", "When would you avoid {s}?", "use", ""),
    (
        rf"{_QUALIFIER}(?:use[ -]cases|applications|uses|usage|example use cases)|used (?:for|in)|task",
        "What is {s} used for?",
        "use",
        "use",
    ),
    (r"practical applications?", "How is {s} applied in practice?", "meaning", ""),
    (r"practical understanding", "How should you picture {s}?", "list", ""),
    (
        r"how (?:it|this) works|how does it work\??|mechanism|working principle",
        "How does {s} work?",
        "steps",
        "",
    ),
    (
        rf"{_QUALIFIER}(?:algorithm|process|workflow|procedure|steps|pipeline|method|recipe|approach|implementation)",
        "What are the steps of {s}?",
        "steps",
        "",
    ),
    (
        r"(?:mathematical |closed-form )?(?:formula|formulation|equation|mathematical formulation|mathematical representation|math|maths|expression|representation|definition formula)s?",
        "What is the formula of {s}?",
        "formula",
        "",
    ),
    (
        r"(?:loss|cost|objective) function|loss|gradient|output|input|range|output range|complexity|time complexity|space complexity|derivative|default|defaults|typical value|typical rate|kernel trick|decision boundary|author|year|architecture|output size",
        "{T} of {s}: what is it?",
        "meaning",
        "",
    ),
    (
        rf"{_QUALIFIER}(?:hyper-?parameters|parameters|settings|options|arguments)",
        "What are the main hyperparameters of {s}?",
        "list",
        "parameter",
    ),
    (
        rf"{_QUALIFIER}(?:assumptions|requirements|prerequisites|conditions|constraints)",
        "What does {s} assume or require?",
        "list",
        "requirement",
    ),
    (
        rf"{_QUALIFIER}(?:components|parts|elements|building blocks|ingredients|structure)",
        "What are the components of {s}?",
        "list",
        "component",
    ),
    (
        rf"{_QUALIFIER}(?:types|kinds|categories|classes|forms|variants|variations|flavou?rs|extensions|versions)",
        "What are the variants of {s}?",
        "list",
        "variant",
    ),
    (
        rf"{_QUALIFIER}(?:best practices|tips|guidelines|rules|advice|recommendations|practical tips|do's)",
        "What are good practices for {s}?",
        "list",
        "practice",
    ),
    (rf"{_QUALIFIER}(?:examples?|instances)", "What are examples of {s}?", "list", "example"),
    (
        rf"{_QUALIFIER}(?:features|properties|characteristics|traits|capabilities|attributes|facts|notes|remarks|takeaways|points|ideas|insights|flexibility)",
        "What are the key points about {s}?",
        "list",
        "feature",
    ),
    (
        rf"{_QUALIFIER}(?:implementations|architectures|models)",
        "Which {t} are named for {s}?",
        "list",
        "example",
    ),
    (
        rf"{_QUALIFIER}(?:tools|libraries|frameworks|technologies|tech stack|packages|platforms|software|implementations)",
        "Which tools are named for {s}?",
        "list",
        "tool",
    ),
    (
        rf"(?:advanced |traditional |modern |tuning |classical )?{_QUALIFIER}(?:techniques|methods|strategies|approaches|solutions?|remedies|algorithms)",
        "Which {t} are there for {s}?",
        "list",
        "technique",
    ),
    (
        rf"(?:advanced |modern |fundamental |mathematical )?{_QUALIFIER}(?:concepts|topics|terms|notions|operations|terminology|vocabulary|skills)",
        "What are the {t} of {s}?",
        "list",
        "concept",
    ),
    (rf"{_QUALIFIER}(?:metrics|measures)", "Which metrics are used for {s}?", "list", "metric"),
    (
        rf"{_QUALIFIER}(?:differences?|distinctions)|comparison|vs\.?",
        "What are the differences in {s}?",
        "list",
        "difference",
    ),
    (
        r"(?:learning )?outcomes?|results?|conclusion|bottom line",
        "What is the outcome of {s}?",
        "list",
        "",
    ),
    (
        r"(?:modern |current )?(?:status|usage|practice|paradigm|trends|evolution|history)",
        "{T} of {s}: what should you know?",
        "list",
        "",
    ),
    (
        r"where|symbols|notation|variables|legend",
        "What do the symbols in {s} mean?",
        "list",
        "symbol",
    ),
    (r"rules? of thumb", "What is the rule of thumb for {s}?", "list", ""),
    (r"phases|implementation phases|stages", "What are the phases of {s}?", "steps", "phase"),
)
GENERIC_LABELS = tuple(
    (re.compile(rf"(?:{regex})$", re.I), template, pattern, role)
    for regex, template, pattern, role in _GENERIC
)
