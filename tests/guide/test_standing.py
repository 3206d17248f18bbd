"""Whether quoted words still stand: one rule for the advisor, the chat and the reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import write
from hypothesis import given
from hypothesis import strategies as st
from scripted import citation, guide

from advisor import Advisor
from advisor.guide.standing import find_quote, standing_of
from advisor.types import Standing
from advisor.ui.addresses import address_of, locate, reference_from, reference_to

BEFORE = "# Work\n\nWelcome.\n\n## Skills\n\nLearn Python.\n"

LATER: list[tuple[str, Standing]] = [
    (BEFORE, "current"),
    ("# Work\n\nWelcome back.\n\n## Skills\n\nLearn Python.\n", "moved"),
    ("# Work\n\nWelcome.\n\n## What to learn\n\nLearn Python.\n", "moved"),
    ("# Work\n\nWelcome.\n\n## Skills\n\nLearn Rust.\n", "gone"),
]


@pytest.mark.parametrize(("text", "standing"), LATER)
def test_advisor_and_reader_say_the_same_of_a_quote(
    tiny: Advisor, tmp_path: Path, text: str, standing: Standing
) -> None:
    folder = write(tmp_path / "guides", {"work.md": BEFORE})
    tiny.ingest([folder])
    start = BEFORE.index("Learn")
    cited = replace(citation(), edition=1, start=start, end=start + 13)
    write(folder, {"work.md": text})
    tiny.ingest([folder])

    reference = reference_from(address_of(reference_to(cited)))

    assert reference is not None
    assert tiny.standing(cited) == standing
    assert locate(tiny.guide("work.md"), reference).standing == standing


@given(st.text("ab #\n", max_size=60), st.text("ab", min_size=1, max_size=4), st.integers(0, 80))
def test_the_chat_and_the_reader_agree_on_any_text(text: str, quote: str, start: int) -> None:
    live = guide(text)
    cited = replace(citation(quote=quote), start=start, end=start + len(quote))

    target = locate(live, reference_to(cited))

    assert target.standing == standing_of(live, cited)
    if target.start is not None:
        assert live.text[target.start : target.end] == quote


def test_a_long_quote_whose_end_has_changed_is_gone_for_both() -> None:
    quote = "Learn Python. " * 40 + "Then rest."
    live = guide(f"# Work\n\n{quote[:-10]}Then work.\n")
    cited = replace(citation(quote=quote), start=8, end=8 + len(quote))

    reference = reference_from(address_of(reference_to(cited)))

    assert reference is not None
    assert (standing_of(live, cited), locate(live, reference).standing) == ("gone", "gone")


def test_of_several_places_the_one_under_the_same_headings_is_meant() -> None:
    live = guide("# Work\n\nLearn it.\n\n## Skills\n\nFirst: Learn it.\n")

    standing, at = find_quote(live, "Learn it.", 3, ("Work", "Skills"))

    assert (standing, at) == ("moved", live.text.rindex("Learn it."))


def test_a_guide_that_is_not_there_has_no_words() -> None:
    assert standing_of(None, citation()) == "gone"
