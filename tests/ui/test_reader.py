"""Places in guides, the addresses that lead to them, and the guide as pages to read."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import ScriptedAdvisor, citation, guide

from advisor.errors import AdvisorError
from advisor.guide.outline import outline
from advisor.text.plain import plain
from advisor.types import Guide, Hit, Page
from advisor.ui import reader
from advisor.ui.addresses import (
    Reference,
    Target,
    address_of,
    locate,
    reference_from,
    reference_to,
)

TEXT = """# Work

Welcome to the guide.

## Skills

Learn **Python** & *SQL*. Learn it [well](http://elsewhere.test/a_b).

- **Git** for teams
  - branches
- Tests

## Pay

| Place | Pay |
|-------|----:|
| Bern | CHF 90,000 |

You earn €60,000 (or more). Learn it well.
"""


def book(text: str = TEXT, edition: int = 2) -> Guide:
    return replace(guide(text), sections=outline(text, "Work"), edition=edition)


def marked(text: str, quote: str, occurrence: int = 0) -> str:
    """What the reader marks for a quote, as plain words."""
    start = [match.start() for match in re.finditer(re.escape(quote), text)][occurrence]
    reference = Reference("work.md", (), start, start + len(quote), 2, quote)
    html = reader.leaf(book(text), reference).html
    return " ".join(unescape(each) for each in re.findall(r"<mark[^>]*>(.*?)</mark>", html))


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("Welcome to the guide.", "Welcome to the guide."),
        ("Learn **Python** & *SQL*.", "Learn  Python  &  SQL ."),
        ("Learn it [well](http://elsewhere.test/a_b).", "Learn it  well ."),
        ("**Git** for teams\n  - branches", "Git  for teams branches"),
        ("Git** for teams", "Git  for teams"),
        ("| Bern | CHF 90,000 |", "Bern CHF 90,000"),
        ("€60,000 (or more).", "€60,000 (or more)."),
        ("## Skills", "Skills"),
    ],
)
def test_exactly_the_quoted_words_are_marked(quote: str, words: str) -> None:
    assert marked(TEXT, quote) == words


def test_of_words_that_stand_twice_the_cited_ones_are_marked() -> None:
    text = "# Work\n\nLearn it. Rest. Learn it. Rest. Learn it.\n"

    start = text.rindex("Learn it.", 0, -12)
    html = reader.leaf(book(text), Reference("work.md", (), start, start + 9, 2, "Learn it.")).html

    assert 'Rest. <mark id="passage" tabindex="-1">Learn it.</mark> Rest. Learn' in html


@given(st.integers(0, len(TEXT)), st.integers(1, 200))
def test_wherever_a_quote_is_cut_the_text_around_it_is_the_same(start: int, length: int) -> None:
    quote = TEXT[start : start + length]
    reference = Reference("work.md", (), start, start + len(quote), 2, quote)

    html = reader.leaf(book(), reference).html

    assert re.sub(r"</?mark[^>]*>", "", html) == reader.leaf(book(), Reference("work.md")).html
    assert html.count('id="passage"') <= 1


@given(
    st.builds(
        Reference,
        guide=st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable()),
        path=st.lists(st.text(min_size=1, max_size=20), max_size=3).map(tuple),
        start=st.integers(0, 1000),
        end=st.integers(1001, 2000),
        edition=st.integers(1, 99),
        quote=st.text(max_size=50),
    )
)
def test_an_address_says_what_the_reference_says(reference: Reference) -> None:
    assert reference_from(address_of(reference)) == reference


@pytest.mark.parametrize(
    "address", ["", "#", "#source-1-2", "#at=1-2", "#read=", "x" * 30_000, "%", "#read=&at=-"]
)
def test_what_leads_to_no_guide_is_no_reference(address: str) -> None:
    assert reference_from(address) is None


@pytest.mark.parametrize("at", ["5", "5-", "-5", "9-3", "a-b", "-1--2", "1-9999999999999", "²-³"])
def test_a_span_that_is_none_is_left_out(at: str) -> None:
    reference = reference_from(f"#read=work.md&at={at}")

    assert reference == Reference("work.md")


def test_words_that_stand_where_they_stood_are_current() -> None:
    assert locate(guide(), reference_to(citation())) == Target(1, 29, 42, "current")


def test_words_that_have_moved_are_found_again() -> None:
    later = guide("# Work\n\nLearn Python.\n\n## Skills\n\nFirst of all: Learn Python.\n")

    target = locate(later, reference_to(citation()))

    assert target.standing == "moved"
    assert target.section == 1
    assert later.text[target.start : target.end] == "Learn Python."


def test_words_that_are_gone_lead_to_where_they_were() -> None:
    later = guide("# Work\n\nWelcome.\n\n## Skills\n\nLearn Rust instead of it all.\n")

    assert locate(later, reference_to(citation())) == Target(1, standing="gone")
    assert reader.leaf(later, reference_to(citation())).note == reader.GONE


def test_without_words_the_path_leads_to_the_section() -> None:
    assert locate(book(), Reference("work.md", ("Work", "Pay"))) == Target(2)
    assert locate(book(), Reference("work.md", ("Work", "Skills", "Gone since"))) == Target(1)
    assert locate(book(), Reference("work.md", ("Elsewhere",))) == Target(0)
    assert locate(book(), Reference("work.md", section=99)) == Target(2)


def test_a_copied_link_opens_the_same_place() -> None:
    shown = reader.leaf(book(), reference_to(replace(citation(quote="€60,000"), start=0, end=7)))

    again = reference_from(shown.address)
    assert again is not None
    assert reader.leaf(book(), again).html == shown.html
    assert reader.leaf(book(), again).note == ""


def test_of_a_long_guide_whole_sections_around_the_place_are_shown() -> None:
    text = "# Work\n" + "".join(f"\n## Part {n}\n\n{'word ' * 1500}\n" for n in range(40))
    shown = reader.leaf(book(text), Reference("work.md", ("Work", "Part 20")))

    numbers = [int(number) for number in re.findall(r'data-section="(\d+)"', shown.html)]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert numbers[0] < shown.section < numbers[-1]
    assert reader.WINDOW <= len(shown.html) < 2 * reader.WINDOW
    assert shown.count == len(book(text).sections)


def test_the_page_of_the_file_is_named_and_can_be_opened_where_that_is_allowed() -> None:
    pages = (Page(0, 1, "i"), Page(TEXT.index("## Skills"), 2, "1"), Page(TEXT.index("## Pay"), 3))
    paged = replace(book(), name="a b.pdf", pages=pages)
    at = TEXT.index("- Tests")
    leaf = reader.leaf(paged, Reference("a b.pdf", start=at, end=at + 7), given_out=True)

    assert leaf.page == "page 1 (page 2 of the file)"
    assert leaf.original == "original?guide=a+b.pdf#page=2"
    assert re.findall('data-page="([^"]*)"', leaf.html) == [
        "page i (page 1 of the file)",
        "page 1 (page 2 of the file)",
        "page 3",
    ]
    assert reader.leaf(paged, Reference("a b.pdf", ("Work", "Pay"))).original == ""
    assert reader.leaf(book(), Reference("work.md")).page == ""


def test_a_guide_without_text_can_be_opened() -> None:
    assert reader.leaf(replace(guide(""), sections=()), Reference("work.md")).html == ""


def test_an_address_of_nowhere_says_so() -> None:
    with pytest.raises(AdvisorError, match="leads to no place"):
        reader.open_place(ScriptedAdvisor(guides=(guide(),)), "#nothing")  # type: ignore[arg-type]
    with pytest.raises(AdvisorError, match=r"no guide 'other\.md'"):
        reader.open_place(ScriptedAdvisor(guides=(guide(),)), "#read=other.md")  # type: ignore[arg-type]


def test_the_outline_has_every_heading_once() -> None:
    html = reader.outline_html((book(),))

    assert re.findall(r"<a [^>]*>([^<]*)</a>", html) == ["Work", "Skills", "Pay"]


def test_the_outline_of_a_huge_guide_has_its_upper_headings() -> None:
    text = "# Work\n" + "".join(
        f"\n## Part {n}\n\nx\n" + "".join(f"\n### Point {n}.{m}\n\nx\n" for m in range(40))
        for n in range(20)
    )

    html = reader.outline_html((book(text),))

    assert html.count("<li") == 21
    assert "Point" not in html


def test_a_search_shows_where_and_what() -> None:
    hit = Hit("work.md", ("Work", "Pay"), "## Pay\n\nYou **earn** money.", 1.0, 0, 0)

    html = reader.results_html((hit,), (book(),))

    assert plain("You **earn** money.") in html
    assert "<span>Pay</span>" in html
    assert "Nothing" in reader.results_html((), (book(),))
