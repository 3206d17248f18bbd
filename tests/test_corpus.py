"""The shipped guide says all that it is meant to say, every piece of it makes sense when it is
quoted alone, and its question set points at words that are really there."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor.guide.carried import take_asked
from advisor.models.embedding import Embedder

CORPUS = Path(__file__).parent.parent / "corpus"
GUIDE, ASKED = take_asked((CORPUS / "ml-engineer-guide.md").read_text(encoding="utf-8"))
QUESTION_LINES = (
    (CORPUS / "ml-engineer-guide.questions.jsonl").read_text(encoding="utf-8").splitlines()
)

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
KEYS = ["question", "kind", "answerable", "near_miss", "sections", "evidence"]
KINDS = {"fact", "number", "list", "howto", "comparison", "not_covered"}


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


def parsed_questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTION_LINES]


@pytest.mark.parametrize("line", QUESTION_LINES, ids=lambda line: line[14:60])
def test_question_record(line: str) -> None:
    record = json.loads(line)
    extra = ["evidence_also"] if "evidence_also" in record else []
    assert list(record) == KEYS + extra
    assert record["question"].strip() == record["question"] != ""
    assert record["kind"] in KINDS
    assert record["answerable"] == (record["kind"] != "not_covered")
    assert all(type(record[key]) is bool for key in ("answerable", "near_miss"))
    if record["answerable"]:
        assert not record["near_miss"]
        assert record["sections"]
        assert {tuple(path) for path in record["sections"]} <= heading_paths(GUIDE)
    else:
        assert record["sections"] == []
        assert record["evidence"] == ""
        assert not extra


@pytest.mark.parametrize(
    "record",
    [record for record in parsed_questions() if record["answerable"]],
    ids=lambda record: record["question"][:50],
)
def test_evidence_is_in_an_expected_section(record: dict[str, Any]) -> None:
    texts = [bodies(GUIDE)[path[-1]] for path in record["sections"]]
    for evidence in [record["evidence"], *record.get("evidence_also", [])]:
        assert evidence
        assert "\n" not in evidence
        assert not LIST_ITEM.match(evidence)
        assert any(evidence in text for text in texts)


def test_questions_are_unique() -> None:
    words = Counter(
        " ".join(re.findall(r"\w+", record["question"].lower())) for record in parsed_questions()
    )
    assert [question for question, times in words.items() if times > 1] == []


def test_question_set_is_balanced() -> None:
    records = parsed_questions()
    unanswerable = [record for record in records if not record["answerable"]]
    near = [record for record in unanswerable if record["near_miss"]]
    assert len(records) >= 120
    assert 0.2 <= len(unanswerable) / len(records) <= 0.3
    assert 0.4 <= len(near) / len(unanswerable) <= 0.6
    assert min(Counter(record["kind"] for record in records).values()) >= 10
    assert {record["kind"] for record in records} == KINDS


def test_every_section_with_text_is_asked_about() -> None:
    asked = {tuple(path) for record in parsed_questions() for path in record["sections"]}
    texts = bodies(GUIDE)
    assert {path for path in heading_paths(GUIDE) if texts[path[-1]].strip()} <= asked


def test_no_question_that_the_guide_carries_is_in_a_question_set() -> None:
    carried = [question for each in ASKED for question in each.questions]
    tested = [
        json.loads(line)["question"]
        for path in CORPUS.glob("*.questions.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(carried) >= 100
    embedder = Embedder()
    vectors = dict(embedder.encode_passages([*carried, *tested]))
    own = np.array([vectors[i].vector for i in range(len(carried))])
    theirs = np.array([vectors[len(carried) + i].vector for i in range(len(tested))])
    too_near = np.argwhere(own @ theirs.T >= 0.9)  # the same in other words
    assert [(carried[i], tested[j]) for i, j in too_near] == []
