"""What the live guides have."""

from __future__ import annotations

import pytest
from fakes import library_of

LIBRARY = library_of(
    "# Pay\n<!-- asked: I am a nurse, what would I earn? -->\n\nWelders earn well.\n"
)


@pytest.mark.parametrize("word", ["welder", "WELDERS", "pays", "guide"])
def test_a_word_of_a_guide_or_of_its_title_is_known_in_any_form(word: str) -> None:
    assert LIBRARY.knows(word)


@pytest.mark.parametrize("word", ["nurse", "zebra", "the", ""])
def test_what_only_a_question_that_it_carries_has_is_not(word: str) -> None:
    assert not LIBRARY.knows(word)
