"""Which of several guides a question is about."""

from __future__ import annotations

import pytest
from fakes import edition_of

from advisor.index.library import Library
from advisor.retrieval.scope import scope_of

TITLES = {
    "nurse-2024": "Nurse careers 2024",
    "nurse-2025": "Nurse careers 2025",
    "dental": "Dental nurse handbook for Scotland",
    "electrician": "How to Become an Electrician: pay and training",
}
LIBRARY = Library(
    [
        edition_of(f"# {title}\n\n## Pay\n\nPay is good.\n", f"{name}.md", title)
        for name, title in TITLES.items()
    ]
)
NURSES = {"nurse-2024", "nurse-2025"}


def guides(question: str, *earlier: str) -> set[str]:
    return {name.removesuffix(".md") for name in scope_of(question, LIBRARY, earlier).guides}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the pay?", set(TITLES)),
        ("Is there training?", set(TITLES)),
        ("What does a nurse earn?", NURSES),
        ("What does a nurse earn in 2024?", {"nurse-2024"}),
        ("pay in 2025?", {"nurse-2025"}),
        ("What do dental nurses earn?", {"dental"}),
        ("pay in Scotland", {"dental"}),
        ("Do nurses or electricians earn more?", {*NURSES, "electrician"}),
        ("According to the nurse guide, what is the pay?", NURSES),
        ("What does the 2025 guide say about pay?", {"nurse-2025"}),
        ("What does the latest nurse guide say about pay?", {"nurse-2025"}),
        ("What is the pay in the dental handbook?", {"dental"}),
        ("what is the pay, by electrician.md?", {"electrician"}),
        ("What does an electrician earn in 2024?", {"electrician"}),
    ],
)
def test_a_question_is_about_the_guides_that_it_names(question: str, expected: set[str]) -> None:
    assert guides(question) == expected


def test_a_conversation_stays_with_the_guide_that_it_is_about() -> None:
    assert guides("And the pay?", "What do electricians do?") == {"electrician"}
    assert guides("And nurses?", "What do electricians do?") == NURSES
    assert scope_of("And the pay?", LIBRARY, ["What do electricians do?"]).inherited
    assert not scope_of("And nurses?", LIBRARY, ["What do electricians do?"]).inherited


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("According to the nurse guide, what is the pay?", "what is the pay?"),
        ("What does a nurse earn in 2024?", "What does a nurse earn?"),
        ("What does a nurse earn in 2021?", "What does a nurse earn in 2021?"),
        ("What does the electrician guide say?", "What does the electrician guide say?"),
    ],
)
def test_what_only_names_a_guide_is_not_looked_for(question: str, searched: str) -> None:
    assert scope_of(question, LIBRARY).question == searched


def test_a_year_of_no_guide_is_missing_unless_it_is_spoken_of() -> None:
    assert scope_of("What does a nurse earn in 2021?", LIBRARY).missing == ("2021",)
    assert scope_of("What does an electrician earn in 2021?", LIBRARY).missing == ()
    assert scope_of("Are 40 hours in 2000 weeks much?", LIBRARY).missing == ()
    text = "# Tiler 2025\n\n## Pay\n\nIn 2021 pay was low.\n"
    speaking = Library(
        [edition_of(text, "tiler.md", "Tiler 2025"), edition_of(text, "old.md", "Tiler 2024")]
    )
    assert scope_of("What was the pay in 2021?", speaking).missing == ()


def test_one_guide_alone_is_always_meant() -> None:
    alone = Library([edition_of("# Nurse 2024\n\nPay.\n", "nurse.md", "Nurse 2024")])
    scope = scope_of("According to the plumber guide, what is pay in 2021?", alone)
    assert scope.guides == {"nurse.md"}
    assert scope.question == "According to the plumber guide, what is pay in 2021?"
    assert scope.missing == ()
