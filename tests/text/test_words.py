"""Words, stop words, stems and scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.text.words import is_content_word, script_of, stems_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Learn C++, C# and Node.js!", ["learn", "c++", "c#", "and", "node.js"]),
        ("An entry-level job.", ["an", "entry-level", "job"]),
        ("I don’t know R&D", ["i", "don't", "know", "r&d"]),
        ("**bold**_italic_ `code`", ["bold", "italic", "code"]),
        ("$107,000 (USD)", ["107", "000", "usd"]),
        ("Größe 工程师", ["größe", "工程师"]),
        ("🙂 … --", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("word", ["the", "how", "want", "i", "don't".split("'")[0], "…", "--"])
def test_grammar_and_marks_carry_no_meaning(word: str) -> None:
    assert not is_content_word(word)


@pytest.mark.parametrize("word", ["salary", "c++", "2024", "python", "工程师"])
def test_subject_matter_carries_meaning(word: str) -> None:
    assert is_content_word(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [("engineers", "engineering"), ("Salaries", "salary"), ("networks", "networking")],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stems_of(one) == stems_of(other) != []


def test_a_hyphenated_word_is_also_found_by_its_parts() -> None:
    stems = stems_of("hands-on experience at entry-level")
    assert set(stems_of("entry level hands")) <= set(stems)
    assert "entry-level" in stems


def test_link_targets_and_stop_words_have_no_stems() -> None:
    assert stems_of("[jobs](https://example.org/python) and https://example.org/java") == ["job"]


@given(st.text())
def test_every_word_of_any_text_is_lower_case_and_has_a_letter_or_digit(text: str) -> None:
    for word in words_of(text):
        assert any(character.isalnum() for character in word)
        assert not any(character.isspace() for character in word)
        assert word == word.lower().replace("’", "'")


@pytest.mark.parametrize(
    ("letter", "script"), [("a", "LATIN"), ("é", "LATIN"), ("ж", "CYRILLIC"), ("工", "CJK")]
)
def test_scripts(letter: str, script: str) -> None:
    assert script_of(letter) == script
