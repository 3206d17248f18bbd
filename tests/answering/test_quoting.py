"""Answers made of a guide's own sentences, with an embedder whose vectors can be worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fakes import WordEmbedder, folded, found_in, library_of
from hypothesis import given
from hypothesis import strategies as st

from advisor.answering.answering import Asking, Part, quoted_answer
from advisor.answering.coverage import Verdict, verdict_of
from advisor.answering.quoting import Block, Quotation, choose, rendered
from advisor.index.library import Library
from advisor.retrieval.retrieval import complete, read
from advisor.types import Coverage, Passage
from advisor.weights import Weights

GUIDE = """\
# Pay

Pay in London is 60 pounds. Pay in Singapore is 80 dollars. Pay varies.

# Skills

The skills to learn are:

- Python is a language.
- SQL is for queries.

Courage helps at work.

# Days

| Day | Task |
| --- | --- |
| Monday | Clean data |
| Friday | Ship models |
"""
AXES = (
    "pay london singapore varies skills learn python sql language queries courage helps work "
    "monday friday clean ship data models day task alike"
)

Choose = Callable[..., list[Block]]


@pytest.fixture
def chosen(tmp_path: Path) -> Choose:
    def chosen(question: str, *texts: str) -> list[Block]:
        library = library_of(*(texts or [GUIDE]))
        found = found_in(library, question, WordEmbedder(AXES), tmp_path)
        return choose(found, verdict_of(found, Weights()), Weights())

    return chosen


def texts(blocks: Sequence[Block]) -> list[list[str]]:
    return [[passage.text for passage in block.passages] for block in blocks]


# --- what is chosen ----------------------------------------------------------------------------


def test_the_sentence_that_answers_comes_first(chosen: Choose) -> None:
    assert texts(chosen("Is courage at work good?"))[0] == ["Courage helps at work."]


def test_a_question_for_a_list_gets_the_whole_list_with_its_lead_in(chosen: Choose) -> None:
    whole = ["The skills to learn are:", "Python is a language.", "SQL is for queries."]
    assert texts(chosen("Which skills do I learn?"))[0] == whole


PAY = """\
# Pay

What work pays in each place:

| Place | Junior | Senior |
| --- | --- | --- |
| London | 60 | 90 |
| Singapore | 70 | 99 |
| Rest of London | 50 | 80 |
"""


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What list of tasks pays in Singapore?", ["Singapore"]),
        (
            "What does work pay in London and Singapore, and where is the rest?",
            ["Singapore", "Rest"],
        ),
        ("Which place pays what?", ["London", "Singapore", "Rest"]),
    ],
)
def test_of_a_table_the_rows_are_quoted_that_the_question_names(
    chosen: Choose, question: str, rows: list[str]
) -> None:
    quoted = [text for block in texts(chosen(question, PAY)) for text in block]
    named = [row for row in ("London", "Singapore", "Rest") if f"| {row} " in "".join(quoted)]
    assert named == rows, quoted
    assert len(set(quoted)) == len(quoted)


@pytest.mark.parametrize(
    ("question", "length", "wanted", "whole"),
    [
        ("Which skills do I learn?", 25, "Python", True),
        ("Is Python a language?", 25, "Python", False),
        ("Is Python a language?", 5, "Python and SQL", True),
        ("Is Python a language?", 25, "Python and SQL", False),
        ("Is Python a language?", 25, "The", True),
        ("Is Python a language?", 25, "Learn", False),
    ],
)
def test_a_list_of_long_items_is_given_whole_only_where_it_is_asked_for(
    tmp_path: Path, question: str, length: int, wanted: str, whole: bool
) -> None:
    lead = "The skills are:" if wanted == "The" else "Learn in any order."
    items = [f"{name} {'helps ' * length}" for name in ("Python", "SQL", "Courage")]
    guide = f"# Skills\n\n{lead}\n\n" + "".join(f"1. {item}\n" for item in items)
    chosen = [each.strip() for each in (lead, *items) if each.split()[0] in wanted.split()]
    _, blocks = quoted_for(chosen, guide, tmp_path, question)
    quoted = [text for block in blocks for text in block]
    assert quoted == ([lead, *map(str.strip, items)] if whole else chosen)


def test_one_item_is_quoted_alone_where_no_list_is_asked_for(chosen: Choose) -> None:
    assert texts(chosen("Is Python a language?")) == [["Python is a language."]]


def test_a_figure_comes_first_when_it_is_asked_for(chosen: Choose) -> None:
    text = "# Work\n\nWork varies. Work in London is 60 hours.\n"
    assert texts(chosen("Is it work?", text))[0] == ["Work varies."]
    assert texts(chosen("How many hours?", text))[0] == ["Work in London is 60 hours."]
    assert texts(chosen("How long is work?", text))[0] == ["Work in London is 60 hours."]


def test_a_comparison_quotes_both_sides(chosen: Choose) -> None:
    both = [["Pay in London is 60 pounds."], ["Pay in Singapore is 80 dollars."]]
    assert texts(chosen("Is pay better in London or Singapore?")) == both
    assert texts(chosen("Pay in Singapore versus London")) == both[::-1]


def test_a_sentence_that_speaks_of_both_sides_stands_for_them(chosen: Choose) -> None:
    text = GUIDE + "\n# Both\n\nLondon and Singapore pay alike.\n"
    answer = texts(chosen("Is pay alike in London or Singapore?", text))
    assert answer == [["London and Singapore pay alike."]]


def test_what_says_the_same_is_quoted_once(chosen: Choose) -> None:
    text = "# Courage\n\nCourage helps at work. Courage, at work, helps. At work courage varies.\n"
    answer = texts(chosen("Is courage at work good?", text))
    assert answer == [["At work courage varies."], ["Courage helps at work."]]


def test_the_best_section_has_its_say(chosen: Choose) -> None:
    text = "# Mixed\n\nPay.\n\nAlike.\n\n# Days\n\nPay alike.\n\nCourage helps at work.\n"
    blocks = chosen("pay alike", text)  # the words are all in both, and shorter is nearer
    assert [block.passages[0].path[-1] for block in blocks] == ["Days", "Mixed"]


def test_no_more_than_three_are_quoted_and_none_twice(chosen: Choose) -> None:
    many = "# Pay\n\n" + " ".join(f"Pay {n}{n} of {n}{n}{n} grows." for n in range(8))
    blocks = chosen("pay", many)
    quoted = [passage.id for block in blocks for passage in block.passages]
    assert len(blocks) == 3
    assert len(set(quoted)) == len(quoted)


@pytest.mark.parametrize(
    ("sureness", "blocks"),
    [(0.1, [1]), (0.6, [3])],
)
def test_in_great_doubt_little_is_quoted_and_no_whole_list(
    tmp_path: Path, sureness: float, blocks: list[int]
) -> None:
    library = library_of(GUIDE)
    found = found_in(library, "skills to learn", WordEmbedder(AXES), tmp_path)
    quoted = choose(found, Verdict("partial", sureness), Weights())
    assert [len(block.passages) for block in quoted] == blocks


@pytest.mark.parametrize(("sureness", "most"), [(0.25, 2), (0.6, 3)])
def test_in_doubt_at_most_two_are_quoted(tmp_path: Path, sureness: float, most: int) -> None:
    library = library_of("# Pay\n\n" + " ".join(f"Pay {n}{n} of {n}{n}{n}." for n in range(8)))
    found = found_in(library, "pay", WordEmbedder(AXES), tmp_path)
    assert len(choose(found, Verdict("partial", sureness), Weights())) == most


@pytest.mark.parametrize("sureness", [0.25, 0.6])
def test_what_two_sections_say_is_quoted_once(tmp_path: Path, sureness: float) -> None:
    library = library_of("# Pay\n\nPay is alike.\n\n# Days\n\nPay is alike.\n")
    found = found_in(library, "pay alike", WordEmbedder(AXES), tmp_path)
    assert len(choose(found, Verdict("partial", sureness), Weights())) == 1


def test_an_exclamation_does_not_come_first(chosen: Choose) -> None:
    text = "# Pay\n\nPay varies a lot!\n\n# Money\n\nPay varies a lot here.\n"
    assert texts(chosen("Does pay vary, varies it?", text))[0] == ["Pay varies a lot here."]


ASKED = """\
# Work

Python is a language that work varies.

{}

Days at work are alike.
"""


@pytest.mark.parametrize(
    ("exchange", "quoted"),
    [
        (
            "**Is Singapore alike?** No. London ships models. Clean data helps.",
            ["**Is Singapore alike?**", "No.", "London ships models."],
        ),
        ("**Is Singapore alike?**\n\nModels ship.", ["**Is Singapore alike?**", "Models ship."]),
        (
            "**Is Singapore alike?**\n\nNo. Models ship.",
            ["**Is Singapore alike?**", "No.", "Models ship."],
        ),
        ("Q: Is Singapore alike?\nA: In London.", ["Q: Is Singapore alike?", "A: In London."]),
        ("London is wet. Is Singapore?\nIt ships.", ["Is Singapore?", "It ships."]),
    ],
)
@pytest.mark.parametrize("picked", ["question", "answer"])
def test_a_question_and_its_answer_are_quoted_together(
    tmp_path: Path, exchange: str, quoted: list[str], picked: str
) -> None:
    wanted = quoted[0 if picked == "question" else -1]
    text, blocks = quoted_for([wanted], ASKED.format(exchange), tmp_path)
    assert blocks == [quoted]
    assert "Is Singapore" in text


@pytest.mark.parametrize("between", ["\n\n", " "])
def test_what_stands_under_a_bold_label_is_quoted_with_it(tmp_path: Path, between: str) -> None:
    guide = ASKED.format(f"**Is in Singapore.**{between}Models ship on Monday.")
    text, blocks = quoted_for(["Models ship on Monday."], guide, tmp_path)
    assert blocks == [["**Is in Singapore.**", "Models ship on Monday."]]
    assert text == "Work > Is in Singapore: Models ship on Monday."


@pytest.mark.parametrize(
    ("item", "quoted"),
    [
        ("Singapore", ["Singapore", "Models ship there.", "Ships too."]),
        (
            "Singapore is where all of the models are that London has not yet sold",
            ["Singapore is where all of the models are that London has not yet sold"],
        ),
    ],
)
def test_a_short_item_is_quoted_with_the_items_inside_it(
    tmp_path: Path, item: str, quoted: list[str]
) -> None:
    guide = ASKED.format(f"- {item}\n  - Models ship there.\n  - Ships too.\n- London is wet.")
    _, blocks = quoted_for([item], guide, tmp_path)
    assert blocks == [quoted]


def test_an_item_that_is_quoted_already_is_not_quoted_with_the_one_around_it(
    tmp_path: Path,
) -> None:
    long = " ".join(["Singapore is alike"] * 9)
    guide = ASKED.format(f"- Models\n  - {long}\n  - Ships too.\n- London is wet.")
    asked = "Is Singapore alike for models?"
    _, blocks = quoted_for([long, "Models"], guide, tmp_path, asked)
    assert blocks == [[long], ["Models", "Ships too."]]


def test_what_follows_a_paragraph_with_a_question_in_it_is_no_answer(tmp_path: Path) -> None:
    exchange = "London is wet. Is Singapore alike?\n\nCourage helps."
    text, blocks = quoted_for(["Courage helps."], ASKED.format(exchange), tmp_path)
    assert blocks == [["Courage helps."]]
    assert "Singapore" not in text


def quoted_for(
    wanted: Sequence[str], guide: str, folder: Path, question: str = "Is Singapore alike?"
) -> tuple[str, list[list[str]]]:
    """What the first of some sentences that a reader finds to answer is read as, and what is
    quoted."""
    library, weights = library_of(guide), Weights()
    by_text = {library.embedded(p): p.text for place in library.places for p in place.sentences}
    found = read(
        found_in(library, question, WordEmbedder(AXES), folder),
        lambda _, texts: [5.0 if by_text[text] in wanted else -9.0 for text in texts],
        weights,
    )
    text = next(text for text, words in by_text.items() if words == wanted[0])
    return text, texts(choose(found, Verdict("covered", 0.9), weights))


# --- how it is shown ---------------------------------------------------------------------------

LIBRARY = library_of(
    GUIDE,
    "# More\n\nA sentence\nover two lines. See [1] and [page 2](https://example.org).\n\n"
    "Steps are:\n\n1. First\n   - Inner one\n   - Inner two\n2. Second\n\n"
    "| A | B |\n|---|---|\n| one | two |\n",
)
PASSAGES = [p for e in LIBRARY.editions.values() for p in e.passages if p.kind != "section"]


def shown(library: Library, *starts: str) -> Quotation:
    """The quotation of the passages that begin so, in one block."""
    passages = [
        next(p for e in library.editions.values() for p in e.passages if found(p, start))
        for start in starts
    ]
    return rendered([Block(tuple(passages))], library)


def found(passage: Passage, start: str) -> bool:
    return passage.kind != "section" and passage.text.startswith(start)


def test_a_sentence_carries_its_marker_behind_it() -> None:
    assert shown(LIBRARY, "Pay varies.").text == "Pay varies. [1]"


def test_sentences_that_follow_one_another_share_a_paragraph() -> None:
    assert shown(LIBRARY, "Pay in Singapore", "Pay varies.").text == (
        "Pay in Singapore is 80 dollars. [1] Pay varies. [2]"
    )
    assert shown(LIBRARY, "Pay in London", "Pay varies.").text == (
        "Pay in London is 60 pounds. [1]\n\nPay varies. [2]"
    )
    apart = library_of("# A\n\nOne is here.\n\nTwo is there.\n")
    assert shown(apart, "One", "Two").text == "One is here. [1]\n\nTwo is there. [2]"


def test_a_list_is_shown_as_a_list() -> None:
    quotation = shown(LIBRARY, "The skills", "Python", "SQL")
    assert quotation.text == (
        "The skills to learn are: [1]\n\n- Python is a language. [2]\n- SQL is for queries. [3]"
    )


def test_a_list_in_a_list_is_indented() -> None:
    lines = shown(LIBRARY, "Steps are:", "First", "Inner one", "Second").text.splitlines()
    assert lines[2:] == ["1. First [2]", "   - Inner one [3]", "2. Second [4]"]
    lines = shown(LIBRARY, "Second", "First").text.splitlines()
    assert lines == ["- Second [1]", "- First [2]"]


def test_rows_are_shown_under_the_head_of_their_table() -> None:
    assert shown(LIBRARY, "| Monday", "| Friday").text == (
        "| Day | Task |\n| --- | --- |\n| Monday | Clean data [1] |\n| Friday | Ship models [2] |"
    )


def test_what_looks_like_a_marker_in_the_guide_is_none() -> None:
    quotation = shown(LIBRARY, "See [1]")
    assert quotation.text.startswith(r"See \[1\] and")
    assert re.findall(r"\[(\d+)\]", quotation.text) == ["1"]
    assert quotation.citations[0].quote.startswith("See [1] and")


def test_white_space_is_folded_in_the_text_and_kept_in_the_citation() -> None:
    quotation = shown(LIBRARY, "A sentence")
    assert quotation.text == "A sentence over two lines. [1]"
    assert quotation.citations[0].quote == "A sentence\nover two lines."


BLOCKS = st.lists(
    st.lists(st.sampled_from(PASSAGES), min_size=1, max_size=4, unique_by=lambda p: p.id).map(
        lambda passages: Block(tuple(passages))
    ),
    min_size=1,
    max_size=4,
)


@given(BLOCKS)
def test_whatever_is_quoted_the_markers_count_up_and_each_place_is_true(
    blocks: list[Block],
) -> None:
    quotation = rendered(blocks, LIBRARY)
    quoted = [passage for block in blocks for passage in block.passages]
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", quotation.text)]
    assert numbers == list(range(1, len(quoted) + 1))
    assert [citation.number for citation in quotation.citations] == numbers
    for passage, citation, claim in zip(quoted, quotation.citations, quotation.claims, strict=True):
        guide = LIBRARY.editions[citation.guide].guide
        assert guide.text[citation.start : citation.end] == citation.quote == passage.text
        assert citation.section == passage.path
        assert claim.citations == (citation.number,)
        assert claim.support == "supported"
        shown_words = claim.text.replace("\\", "").removesuffix("|").rstrip()
        assert folded(passage.text).startswith(shown_words)


@given(BLOCKS)
def test_a_quotation_only_ever_grows(blocks: list[Block]) -> None:
    whole = rendered(blocks, LIBRARY)
    part = rendered(blocks[:-1], LIBRARY)
    assert whole.text.startswith(part.text)
    assert whole.citations[: len(part.citations)] == part.citations


def test_what_a_reranker_finds_likelier_comes_first(tmp_path: Path) -> None:
    library = library_of("# Pay\n\nPay grows. Pay in London varies.\n")
    here = found_in(library, "pay grows", WordEmbedder("pay grows london varies"), tmp_path)
    verdict = Verdict("covered", 1.0)
    assert texts(choose(here, verdict, Weights()))[0] == ["Pay grows."]
    heard = read(here, lambda _, t: [9.0 * ("London" in text) for text in t], Weights())
    assert texts(choose(heard, verdict, Weights()))[0] == ["Pay in London varies."]


@pytest.mark.parametrize(
    ("coverage", "likely", "quoted"),
    [
        ("partial", {"London": -5.0}, [["Pay in London varies."]]),
        ("partial", {}, []),
        ("covered", {}, [["Pay grows."]]),
        ("covered", {"London": 2.0, "grows": -5.0}, [["Pay in London varies."], ["Pay grows."]]),
    ],
)
def test_what_a_reranker_finds_unlikely_is_not_quoted(
    tmp_path: Path, coverage: Coverage, likely: dict[str, float], quoted: list[list[str]]
) -> None:
    library = library_of("# Pay\n\nPay grows. Pay in London varies.\n")
    here = found_in(library, "pay grows", WordEmbedder("pay grows london varies"), tmp_path)

    def reranker(_: str, texts: Sequence[str]) -> list[float]:
        return [max([v for w, v in likely.items() if w in t], default=-7.0) for t in texts]

    heard = read(here, reranker, Weights(reading=0.0, quote_margin=9.0))
    weights = Weights(quote_margin=9.0)
    assert texts(choose(heard, Verdict(coverage, 0.9), weights)) == quoted


BAKING = """\
# Getting in

Nobody is told. Bakeries seldom advertise. Go in after eleven. Bring bread.

- Rye is dark.

# Ovens

Ovens are hot.
"""


@pytest.mark.parametrize(
    ("together", "quoted"),
    [
        ({}, ["Bakeries seldom advertise."]),
        (
            {"advertise. Go": 0.6},
            ["Bakeries seldom advertise.", "Go in after eleven."],
        ),
        ({"advertise. Go": 0.4}, ["Bakeries seldom advertise."]),
        ({"told. Bakeries": 0.6}, ["Nobody is told.", "Bakeries seldom advertise."]),
        (
            {"told. Bakeries": 0.6, "advertise. Go": 0.7},
            ["Nobody is told.", "Bakeries seldom advertise.", "Go in after eleven."],
        ),
    ],
)
@pytest.mark.parametrize("sureness", [0.25, 0.9])
def test_a_sentence_is_quoted_with_the_one_that_completes_it(
    tmp_path: Path, together: dict[str, float], quoted: list[str], sureness: float
) -> None:
    """Alone it has -0.5; a gain of 1 is asked for."""
    library = library_of(BAKING)
    here = found_in(library, "tips", WordEmbedder("bakeries tips ovens"), tmp_path)
    alone = {"Getting in: Bakeries seldom advertise.": -0.5}

    def reranker(_: str, texts: Sequence[str]) -> list[float]:
        return [
            next((v for part, v in together.items() if part in text), alone.get(text, -9.0))
            for text in texts
        ]

    heard = complete(read(here, reranker, Weights()), reranker, Weights())
    blocks = choose(heard, Verdict("partial", sureness), Weights())
    assert texts(blocks) == [quoted]


def test_a_sentence_completes_no_more_than_one(tmp_path: Path) -> None:
    library = library_of("# Pay\n\nPay grows. It varies. Pay in London.\n")
    here = found_in(library, "pay", WordEmbedder("pay grows london varies"), tmp_path)
    asked: list[str] = []

    def reranker(_: str, texts: Sequence[str]) -> list[float]:
        asked.extend(texts)
        return [
            3.0 if "Pay" in t and "varies" in t else -9.0 if "varies" in t else 1 for t in texts
        ]

    heard = complete(read(here, reranker, Weights()), reranker, Weights())
    assert len(heard.completed) == 2
    assert len(asked) == len(set(asked)) == 5
    quoted = texts(choose(heard, Verdict("covered", 0.9), Weights()))
    assert sorted(text for block in quoted for text in block) == [
        "It varies.",
        "Pay grows.",
        "Pay in London.",
    ]


@pytest.mark.parametrize(
    ("weights", "completed"),
    [(Weights(), True), (Weights(complete_most=0), False), (Weights(quote_likely=-8.0), True)],
)
def test_only_what_may_be_quoted_is_completed(
    tmp_path: Path, weights: Weights, completed: bool
) -> None:
    library = library_of("# Pay\n\nPay grows. It varies.\n")
    here = found_in(library, "pay", WordEmbedder("pay grows varies"), tmp_path)
    likely = weights.quote_likely + 0.1

    def reranker(_: str, texts: Sequence[str]) -> list[float]:
        return [5.0 if len(t) > 20 else likely if "Pay g" in t else likely - 0.2 for t in texts]

    heard = complete(read(here, reranker, weights), reranker, weights)
    assert len(heard.completed) == completed


def test_what_leads_into_a_list_and_its_items_complete_nothing(tmp_path: Path) -> None:
    library = library_of("# Pay\n\nPay grows. Reasons are:\n\n- Pay in London.\n")
    here = found_in(library, "pay grows", WordEmbedder("pay grows london reasons"), tmp_path)

    def reranker(_: str, texts: Sequence[str]) -> list[float]:
        return [float(len(text)) for text in texts]

    assert not complete(read(here, reranker, Weights()), reranker, Weights()).completed


def test_a_silent_answer_names_the_sections_that_may_help(tmp_path: Path) -> None:
    library = library_of("# Pay\n\nPay grows.\n\n# Days\n\nDays are long.\n")
    found = found_in(library, "pay days", WordEmbedder("pay grows days long"), tmp_path)

    def said(score: Callable[[str], float]) -> str:
        heard = read(found, lambda _, texts: [score(text) for text in texts], Weights())
        part = Part("pay days", heard, Verdict("not_covered", 0.05))
        *_, answer = quoted_answer(Asking((part,), heard), Weights())
        assert not answer.citations
        return answer.text

    assert said(lambda text: -1.0 if "long" in text else -9.0).endswith("it has: “Days”.")
    assert "nearest" not in said(lambda _: -9.0)
