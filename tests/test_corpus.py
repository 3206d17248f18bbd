"""The shipped guide says all that it is meant to say, every piece of it makes sense when it is
quoted alone, and the question sets, its own and those of the tests' guides, are fit to measure by.
They say of their guides what is there, and nothing in the code or the guides was taken from them.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import CORPUS, ROOT, guide_of

from advisor.evaluation.questions import (
    CONVERSATIONS,
    QUESTIONS,
    EvaluationQuestion,
    by_guide,
    check_questions,
    half_of,
    holds_conversations,
    load_conversations,
    load_questions,
    load_sets,
)
from advisor.guide.carried import take_asked
from advisor.guide.outline import title_of
from advisor.models.embedding import Embedder
from advisor.reading.sandbox import Converter

GUIDE, ASKED = take_asked((CORPUS / "ml-engineer-guide.md").read_text(encoding="utf-8"))
SETS = by_guide(
    sorted(
        path
        for folder in (CORPUS, ROOT / "tests" / "guides")
        for kind in (QUESTIONS, CONVERSATIONS)
        for path in folder.glob(f"*{kind}")
    )
)
WRITTEN = load_questions(CORPUS / "ml-engineer-guide.questions.jsonl")

#: Texts at least as near as this, by cosine similarity, say the same in other words.
TOO_NEAR = 0.9

TITLE = "How to Become a Machine Learning Engineer"
OUTLINE = [
    (1, TITLE),
    (2, "Understanding Machine Learning"),
    (3, "What Is Machine Learning?"),
    (3, "Applications and Impact of Machine Learning"),
    (3, "The Role of Machine Learning Engineers"),
    (2, "Essential Skills and Knowledge"),
    (3, "Programming Languages"),
    (3, "Mathematics and Statistics"),
    (3, "Machine Learning Algorithms"),
    (2, "Educational Pathways"),
    (3, "Bachelor's Degree"),
    (3, "Master's Degree"),
    (3, "Online Courses and Certifications"),
    (2, "Hands-On Experience"),
    (3, "Projects and Kaggle Competitions"),
    (3, "Internships and Research Opportunities"),
    (2, "Building Your Portfolio"),
    (2, "Job Search and Interviews"),
    (2, "Machine Learning Engineer Salary: Earning Potential"),
    (3, "Machine Learning Engineer Salary: Global Landscape"),
    (3, "Regional Variations"),
    (4, "North America"),
    (4, "Europe"),
    (4, "Asia"),
    (3, "Experience Matters"),
    (2, "Continuous Learning"),
    (2, "Conclusion"),
]

#: What each section has to name, under the section's own heading.
NAMED: dict[str, list[str]] = {
    TITLE: [
        "machine learning (ML)",
        "artificial intelligence (AI)",
        "healthcare",
        "finance",
        "entertainment",
        "manufacturing",
        "demand",
        "fascinated",
        "intelligent systems",
        "adapt",
        "learn",
        "essential steps",
        "knowledge",
        "resources",
    ],
    "What Is Machine Learning?": [
        "art",
        "science",
        "algorithms",
        "computers",
        "learn from data",
        "over time",
        "explicitly",
        "stock prices",
        "recommending movies",
        "diagnosing diseases",
        "pivotal",
    ],
    "Applications and Impact of Machine Learning": [
        "healthcare",
        "personalized treatment plans",
        "disease prediction",
        "drug discovery",
        "finance",
        "fraud detection",
        "credit scoring",
        "algorithmic trading",
        "natural language processing (NLP)",
        "chatbots",
        "sentiment analysis",
        "language translation",
        "computer vision",
        "image recognition",
        "autonomous vehicles",
        "facial recognition",
        "recommendation systems",
        "Netflix",
        "movie recommendations",
        "Amazon",
        "product suggestions",
        "personalized ads",
    ],
    "The Role of Machine Learning Engineers": [
        "bridge",
        "data science",
        "software engineering",
        "responsibilities",
        "data preparation",
        "clean",
        "transform",
        "structure",
        "modeling",
        "model selection",
        "training",
        "algorithms",
        "hyperparameters",
        "deployment",
        "production systems",
        "monitoring",
        "maintenance",
        "well over time",
    ],
    "Programming Languages": [
        "Python",
        "de facto language",
        "NumPy",
        "Pandas",
        "Scikit-learn",
        "libraries",
        "SQL",
        "databases",
        "querying",
        "R",
        "statistical analysis",
        "data visualization",
    ],
    "Mathematics and Statistics": [
        "linear algebra",
        "matrices",
        "vectors",
        "transformations",
        "calculus",
        "gradients",
        "optimization",
        "derivatives",
        "probability",
        "statistics",
        "distributions",
        "hypothesis testing",
        "regression",
    ],
    "Machine Learning Algorithms": [
        "supervised learning",
        "regression",
        "classification",
        "decision trees",
        "unsupervised learning",
        "clustering",
        "dimensionality reduction",
        "anomaly detection",
        "deep learning",
        "neural networks",
        "convolutional networks",
        "recurrent networks",
    ],
    "Bachelor's Degree": [
        "computer science",
        "data science",
        "related field",
        "algorithms",
        "data structures",
        "machine learning",
    ],
    "Master's Degree": [
        "machine learning",
        "artificial intelligence",
        "data science",
        "research-oriented",
        "hands-on experience",
    ],
    "Online Courses and Certifications": [
        "Coursera",
        "edX",
        "Udacity",
        "specialized",
        "certifications",
        "skills",
        "resume",
    ],
    "Projects and Kaggle Competitions": [
        "real-world projects",
        "theoretical",
        "Kaggle competitions",
        "community",
    ],
    "Internships and Research Opportunities": [
        "practical",
        "internship",
        "tech company",
        "research lab",
        "experts",
        "cutting-edge",
    ],
    "Building Your Portfolio": [
        "GitHub",
        "code",
        "projects",
        "contributions",
        "personal blog",
        "concepts",
        "tutorials",
        "insights",
        "networking",
        "conferences",
        "meetups",
        "professionals",
    ],
    "Job Search and Interviews": [
        "job boards",
        "LinkedIn",
        "Indeed",
        "Glassdoor",
        "concepts",
        "coding challenges",
        "system design",
        "thought process",
    ],
    "Machine Learning Engineer Salary: Earning Potential": [
        "demand",
        "competitive",
        "experience",
        "location",
        "industry",
        "promising",
    ],
    "Machine Learning Engineer Salary: Global Landscape": [
        "Indeed",
        "median base salary",
        "$107,000 USD",
        "March 2024",
        "starting point",
        "region",
    ],
    "Regional Variations": ["North America", "Europe", "Asia"],
    "North America": [
        "Silicon Valley",
        "New York City",
        "highest salaries",
        "$80,000 USD",
        "$300,000 USD or more",
        "experience",
        "specialization",
    ],
    "Europe": [
        "London",
        "Zurich",
        "Berlin",
        "attractive",
        "median",
        "€60,000 (EUR)",
        "€120,000 (EUR)",
        "location",
        "specialization",
    ],
    "Asia": [
        "Singapore",
        "Bangalore",
        "Shanghai",
        "China",
        "tech giants",
        "competitive",
        "median",
        "¥500,000 (CNY)",
        "¥1,500,000 (CNY)",
        "S$80,000 (SGD)",
        "S$180,000 (SGD)",
    ],
    "Experience Matters": [
        "entry-level",
        "$50,000 USD",
        "quickly",
        "specialized skills",
        "senior",
        "leadership",
        "niche",
        "$300,000 USD",
        "globally",
    ],
    "Continuous Learning": [
        "research papers",
        "blogs",
        "conferences",
        "natural language processing (NLP)",
        "reinforcement learning",
        "generative adversarial networks (GANs)",
    ],
    "Conclusion": [
        "dedication",
        "continuous learning",
        "passion",
        "complex problems",
        "curiosity",
        "persistence",
        "collaboration",
        "good luck",
    ],
}

#: What has to stand in one sentence with each figure, so that a quote of it is true alone.
FIGURES: dict[str, list[list[str]]] = {
    "$107,000": [["worldwide", "median base salary", "USD", "March 2024", "Indeed"]],
    "$80,000": [["North America", "Silicon Valley", "New York City", "USD", "$300,000"]],
    "$300,000": [["North America", "USD or more"], ["senior", "USD", "globally"]],
    "€60,000": [["Europe", "median", "EUR", "€120,000"]],
    "€120,000": [["Europe", "median", "EUR", "€60,000"]],
    "¥500,000": [["China", "median", "CNY", "¥1,500,000"]],
    "¥1,500,000": [["China", "median", "CNY", "¥500,000"]],
    "S$80,000": [["Singapore", "median", "SGD", "S$180,000"]],
    "S$180,000": [["Singapore", "median", "SGD", "S$80,000"]],
    "$50,000": [["entry-level", "USD"]],
}

HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
DANGLING = re.compile(
    r"(?:they|their|it|its|it's|this|that|these|those|such|he|she|his|her|here|there)\b",
    re.IGNORECASE,
)
FIGURE = re.compile(r"(?:S?\$|€|¥)?\d[\d,]*")


def outline(text: str) -> list[tuple[int, str]]:
    return [(len(marks), heading) for marks, heading in HEADING.findall(text)]


def bodies(text: str) -> dict[str, str]:
    """The text under each heading, up to the next heading of whatever level."""
    _, *parts = HEADING.split(text)
    return dict(zip(parts[1::3], parts[2::3], strict=True))


def heading_paths(text: str) -> set[tuple[str, ...]]:
    """The headings that lead to each section, without the title; the text under the title
    itself goes by the title."""
    paths, path = set(), list[str]()
    for level, heading in outline(text):
        path = [*path[: max(level - 2, 0)], heading]
        paths.add(tuple(path))
        if level == 1:
            path = []
    return paths


def pieces(text: str) -> list[str]:
    """What can be quoted alone: sentences, list items, and the sentences within items."""
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            found += re.split(r"(?<=[.!?])\s+", LIST_ITEM.sub("", line).strip())
    return found


def dangling(text: str) -> list[str]:
    """The pieces that begin with a word for something that was named elsewhere."""
    after_label = re.compile(r"^\*\*[^*]+\*\*:\s*")
    return [
        piece
        for piece in pieces(text)
        if DANGLING.match(piece.lstrip("*_\"'“")) or DANGLING.match(after_label.sub("", piece))
    ]


def lists_without_lead_in(text: str) -> list[str]:
    """The first items of lists that no line ending in a colon introduces."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if LIST_ITEM.match(line) and not LIST_ITEM.match(before) and not before.endswith(":")
    ]


def says(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as whole words, in whatever case; a plural will do."""
    return re.search(rf"(?<!\w){re.escape(phrase)}s?(?!\w)", text, re.IGNORECASE) is not None


def test_headings_and_their_levels() -> None:
    assert outline(GUIDE) == OUTLINE


@pytest.mark.parametrize(
    ("heading", "phrase"),
    [
        pytest.param(heading, phrase, id=f"{heading}-{phrase}")
        for heading, phrases in NAMED.items()
        for phrase in phrases
    ],
)
def test_section_names(heading: str, phrase: str) -> None:
    assert says(bodies(GUIDE)[heading], phrase)


@pytest.mark.parametrize("figure", FIGURES)
def test_figure_stands_with_what_it_measures(figure: str) -> None:
    sentences = [piece for piece in pieces(GUIDE) if figure in FIGURE.findall(piece)]
    for companions in FIGURES[figure]:
        assert any(all(says(s, word) or word in s for word in companions) for s in sentences)


def test_no_figure_is_invented() -> None:
    assert set(FIGURE.findall(GUIDE)) == {*FIGURES, "2024"}


def test_pieces_make_sense_alone() -> None:
    assert dangling(GUIDE) == []


@pytest.mark.parametrize("piece", pieces(GUIDE), ids=lambda piece: piece[:40])
def test_piece_is_a_whole_sentence(piece: str) -> None:
    assert re.match(r"[A-Z*]", piece)
    assert piece.endswith((".", "!", "?", ":"))


def test_lists_are_introduced() -> None:
    assert lists_without_lead_in(GUIDE) == []


@pytest.mark.parametrize(
    "text",
    [
        "Engineers learn. They earn well.",
        "- It is the main language.",
        "1. **These** are essential.",
        "- **Python**: this is the main language.",
    ],
)
def test_dangling_beginning_is_noticed(text: str) -> None:
    assert len(dangling(text)) == 1


def test_list_without_lead_in_is_noticed() -> None:
    assert lists_without_lead_in("Tools.\n\n- SQL\n- R\n\nAlso:\n\n- Git\n") == ["- SQL"]


def test_phrase_is_sought_as_whole_words() -> None:
    assert says("Use R, or research labs.", "research lab")
    assert not says("Research", "R")
    assert not says("S$180,000 (SGD)", "$80,000")


def turns_of(path: Path) -> list[EvaluationQuestion]:
    return [turn for conversation in load_conversations(path) for turn in conversation.turns]


@pytest.mark.parametrize("sets", SETS, ids=lambda sets: sets[0].name)
def test_a_question_set_says_of_its_guide_what_is_there(sets: tuple[Path, ...]) -> None:
    (source,) = {path for path in sets[0].parent.iterdir() if path.stem == stem_of(sets[0])}
    with Converter() as converter:
        text, _ = take_asked(converter.read(source))
    guide = guide_of(text, source.name, title_of(text, source.stem.replace("-", " ")))
    for path, questions in load_sets(sets).items():
        check_questions(path, questions, guide)
    for path in filter(holds_conversations, sets):
        check_questions(path, turns_of(path), guide)


def stem_of(path: Path) -> str:
    return path.name.partition(".")[0]


def test_question_set_is_balanced() -> None:
    unanswerable = [question for question in WRITTEN if not question.answerable]
    near = [question for question in unanswerable if question.near_miss]
    assert len(WRITTEN) >= 120
    assert 0.2 <= len(unanswerable) / len(WRITTEN) <= 0.3
    assert 0.4 <= len(near) / len(unanswerable) <= 0.6
    kinds = Counter(question.kind for question in WRITTEN)
    assert set(kinds) == {"fact", "number", "list", "howto", "comparison", "not_covered"}
    assert min(kinds.values()) >= 10


def test_every_section_with_text_is_asked_about() -> None:
    asked = {path for question in WRITTEN for path in question.sections}
    texts = bodies(GUIDE)
    assert {path for path in heading_paths(GUIDE) if texts[path[-1]].strip()} <= asked


# --- nothing was taken from the questions ------------------------------------------------------


def reported() -> list[str]:
    """The questions of the reported halves, and of conversations that belong there."""
    texts = []
    for path in (path for sets in SETS for path in sets):
        questions = turns_of(path) if holds_conversations(path) else load_questions(path)
        texts += [
            each.text for each in questions if half_of(each.conversation or each.text) == "reported"
        ]
    return list(dict.fromkeys(texts))


def phrases_in_the_code() -> list[str]:
    """The texts of several words that stand in the product's code, docstrings left out: examples,
    templates, word lists and what is said to people."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "advisor").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = re.findall(r"[^\W\d_]+", node.value)
                if id(node) not in bare and 2 <= len(words) <= 40:
                    found[" ".join(node.value.split())] = None
    return list(found)


def too_near(own: list[str], asked: list[str], embedder: Embedder) -> Iterator[tuple[str, str]]:
    vectors = dict(embedder.encode_passages([*own, *asked]))
    ours = np.array([vectors[i].vector for i in range(len(own))])
    theirs = np.array([vectors[len(own) + i].vector for i in range(len(asked))])
    for i, j in np.argwhere(ours @ theirs.T >= TOO_NEAR):
        yield own[i], asked[j]


def test_no_question_that_the_guide_carries_is_in_a_question_set(bundled: Embedder) -> None:
    carried = [question for each in ASKED for question in each.questions]
    assert len(carried) >= 100
    asked = [question.text for question in WRITTEN] + reported()
    assert list(too_near(carried, asked, bundled)) == []


def test_no_text_in_the_code_repeats_a_question_of_a_reported_half(bundled: Embedder) -> None:
    phrases = phrases_in_the_code()
    assert len(phrases) > 300
    assert list(too_near(phrases, reported(), bundled)) == []
