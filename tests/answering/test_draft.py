"""A draft taken apart, and put together again without what goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answering.draft import Sentence, parts_of, rendered, sentences_of, staying


def kept(draft: str, *gone: str) -> str:
    """A draft without the sentences that contain a word of `gone`, with its markers."""
    parts = parts_of(draft, 9)
    words = staying(parts, lambda sentence: not any(word in sentence.text for word in gone))

    def markers(sentence: Sentence) -> str:
        return "".join(f"[{number}]" for number in sentence.cited)

    return rendered(parts, words, markers)


def roles(draft: str) -> list[str]:
    return [sentence.role for sentence in sentences_of(parts_of(draft, 9))]


@pytest.mark.parametrize(
    "draft",
    [
        "One thing. [1] Another thing.\n\nA second paragraph. [2]",
        "Start like this:\n\n- learn Python [1]\n- learn SQL [2]\n\nThen build something. [3]",
        "1. **Learn.** Read a book. [1]\n2. **Build.** Make a thing. [2]",
        "- outer [1]\n  - inner [2]\n- last [3]",
        "| City | Pay |\n| --- | --- |\n| Bern | high [1] |\n| Rome | low [2] |",
        "**Pay** is *high* in Bern. [1]",
    ],
)
def test_what_is_kept_keeps_its_shape(draft: str) -> None:
    assert kept(draft) == draft


def test_a_paragraph_right_below_a_list_is_no_part_of_its_last_item() -> None:
    assert kept("- one\n- two\nAfter that, rest.") == "- one\n- two\n\nAfter that, rest."


def test_a_heading_comes_back_as_bold_text() -> None:
    assert kept("## Pay\nIt is high. [1]") == "**Pay**\n\nIt is high. [1]"


def test_steps_are_numbered_anew() -> None:
    draft = "1. one\n2. false\n3. three\n   1. false\n   2. deep\n4. four"
    assert kept(draft, "false") == "1. one\n2. three\n   2. deep\n3. four"


def test_a_bold_title_goes_with_the_text_of_its_item() -> None:
    draft = "1. **Title one.** True [1].\n2. **Title two.** False [1]."
    assert kept(draft, "False") == "1. **Title one.** True. [1]"


def test_a_table_loses_a_row_and_goes_when_it_has_none() -> None:
    table = "| City | Pay |\n|---|---|\n| Bern | high [1] |\n| Rome | false [2] |"
    assert kept(table, "false").endswith("| Bern | high [1] |")
    assert kept(f"{table}\n\nBye.", "false", "high") == "Bye."


def test_a_lead_in_goes_only_with_all_that_it_leads_to() -> None:
    draft = "You have several options:\n\n- false one\n- true two"
    assert kept(draft, "false") == "You have several options:\n\n- true two"
    assert kept(f"{draft}\n\nBye.", "false", "true") == "Bye."


def test_a_heading_goes_with_all_below_it() -> None:
    draft = "## Pay\n\nFalse.\n\n- false\n\n## Work\n\nTrue."
    assert kept(draft, "alse") == "**Work**\n\nTrue."


@pytest.mark.parametrize(
    ("draft", "left"),
    [
        ("False start. However, Bern pays well.", "Bern pays well."),
        ("False start. They do so gladly.", ""),
        ("False start. In addition, this helps.", ""),
        ("False start. Bern pays well. It is nice.", "Bern pays well. It is nice."),
        ("Fine. False. Also, learn SQL.", "Fine. Learn SQL."),
    ],
)
def test_what_leaned_on_a_sentence_that_is_gone_reads_again_or_goes(draft: str, left: str) -> None:
    assert kept(draft, "False") == left


@pytest.mark.parametrize(
    ("draft", "role"),
    [
        ("Here is how to start:", "aside"),
        ("You have several options:", "aside"),
        ("Congratulations on having two offers!", "aside"),
        ("Good luck!", "aside"),
        ("The guide does not mention visas.", "silence"),
        ("Pay is high.", "claim"),
        ("Everybody earns $9,000,000:", "claim"),
        ("The next passage discusses salaries.", "stray"),
        ("**Pay**", "label"),
    ],
)
def test_each_sentence_has_its_role(draft: str, role: str) -> None:
    assert roles(draft) == [role]


def test_links_pictures_and_tags_are_no_part_of_a_draft() -> None:
    draft = "See [this](https://evil.example/x) ![p](https://evil.example/p) <b>now</b>."
    assert "evil" not in kept(draft)


@given(st.text(alphabet="ab .:\n-*1|[]#`>", max_size=120))
def test_any_draft_can_be_taken_apart(draft: str) -> None:
    parts = parts_of(draft, 9)
    assert rendered(parts, staying(parts, lambda _: False), lambda _: "") == "" or sentences_of(
        parts
    )
