"""Abbreviations that a guide defines for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.text.abbreviations import defined_abbreviations, expand


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Natural language processing (NLP) helps.", {"NLP": "natural language processing"}),
        ("See **machine learning (ML)**.", {"ML": "machine learning"}),
        ("generative adversarial networks (GANs)", {"GAN": "generative adversarial networks"}),
        (
            "an API (application programming interface)",
            {"API": "application programming interface"},
        ),
        ("artificial intelligence (AI, for short)", {"AI": "artificial intelligence"}),
        ("What they do. Machine learning (ML)", {"ML": "machine learning"}),
    ],
)
def test_definitions(text: str, found: dict[str, str]) -> None:
    assert defined_abbreviations(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "a median of $107,000 (as of March 2024)",
        "Between 60,000 and 120,000 (EUR)",
        "many tools (Python)",
        "brackets ()",
        "no abbreviation at all",
        "the pay (XQ)",
        "two words (of no abbreviation)",
    ],
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert defined_abbreviations(text) == {}


def test_the_first_definition_holds() -> None:
    text = "Machine learning (ML) is not medical law (ML)."
    assert defined_abbreviations(text) == {"ML": "machine learning"}


ML = {"ML": "machine learning"}


@pytest.mark.parametrize(
    ("question", "expanded"),
    [
        ("Is ML hard?", "Is ML hard? (machine learning)"),
        ("is ml hard", "is ml hard (machine learning)"),
        ("Is Machine Learning hard?", "Is Machine Learning hard? (ML)"),
        ("Is ML, machine learning, hard?", "Is ML, machine learning, hard?"),
        ("Is HTML hard?", "Is HTML hard?"),
        ("What is the pay?", "What is the pay?"),
    ],
)
def test_a_question_gets_both_forms(question: str, expanded: str) -> None:
    assert expand(question, ML) == expanded


def test_a_plural_is_known_by_its_singular() -> None:
    found = defined_abbreviations("generative adversarial networks (GANs)")
    assert "generative adversarial networks" in expand("What are GANs?", found)


@given(
    st.text(max_size=80),
    st.dictionaries(st.sampled_from(["AI", "ML", "QA"]), st.sampled_from(["a b", "machine"])),
)
def test_a_question_is_only_ever_added_to(question: str, abbreviations: dict[str, str]) -> None:
    expanded = expand(question, abbreviations)
    assert expanded.startswith(question)
    addition = expanded[len(question) :]
    if addition:
        words = addition.removeprefix(" (").removesuffix(")").split(", ")
        assert set(words) <= {*abbreviations, *abbreviations.values()}


@given(st.text())
def test_any_text_can_be_searched_for_definitions(text: str) -> None:
    for short_form, long_form in defined_abbreviations(text).items():
        assert sum(character.isupper() for character in short_form) >= 2
        assert long_form == long_form.lower()
