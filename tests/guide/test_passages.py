"""Passages: exact spans, stable names, nothing visible left out."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.guide.outline import outline
from advisor.guide.passages import passages_of, plain
from advisor.text.sentences import sentences
from advisor.types import Guide, Passage


def guide_of(text: str, name: str = "guide.md") -> Guide:
    return Guide(name, "Guide", text, outline(text, "Guide"))


def passages(text: str, kind: str | None = None) -> list[Passage]:
    return [each for each in passages_of(guide_of(text)) if kind in (None, each.kind)]


def texts(text: str, kind: str) -> list[str]:
    return [each.text for each in passages(text, kind)]


# --- properties that hold for any text ---------------------------------------------------------

MARKDOWN = st.lists(
    st.sampled_from(
        [
            *"abZé.?!:;,#*_-+=>|`~<>[]()&\\/1234 \t\n\n\n",
            "word ",
            "<!--",
            "-->",
            "\n- ",
            "\n# ",
            "\r\n",
        ]
    ),
    max_size=150,
).map("".join)
WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(
    lambda words: " ".join(words).capitalize() + "."
)
PROSE = st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join)
HEADING = st.tuples(st.integers(1, 4), st.lists(WORD, min_size=1, max_size=4)).map(
    lambda each: "#" * each[0] + " " + " ".join(each[1])
)
BLOCK = st.one_of(
    HEADING,
    PROSE,
    PROSE.map(lambda text: "> " + text.replace(". ", ".\n> ")),
    st.lists(PROSE, min_size=1, max_size=5).map(lambda each: "\n".join("- " + one for one in each)),
    st.lists(PROSE, min_size=1, max_size=4).map(
        lambda each: "\n\n".join(f"{number}. {one}" for number, one in enumerate(each, 1))
    ),
    st.tuples(PROSE, PROSE).map(lambda each: f"- {each[0]}\n  - {each[1]}\n  - more"),
    st.lists(st.tuples(WORD, WORD), min_size=1, max_size=4).map(
        lambda rows: "| one | two |\n|---|---|\n" + "\n".join(f"| {a} | {b} |" for a, b in rows)
    ),
    PROSE.map(lambda text: f"```\n# {text}\n```"),
    PROSE.map(lambda text: f"<details>\n<summary>Question</summary>\n\n{text}\n\n</details>"),
    st.lists(WORD, min_size=1, max_size=3).map(lambda each: " ".join(each) + "\n---"),
    HEADING.map(lambda text: "- " + text),
    st.just("<!-- hidden words -->"),
    st.lists(PROSE, min_size=20, max_size=60).map(" ".join),
)
DOCUMENT = st.lists(BLOCK, max_size=10).map("\n\n".join)


def check(text: str) -> None:
    guide = guide_of(text)
    for section, following in pairwise(guide.sections):
        assert section.end == following.start
    if guide.sections:
        assert guide.sections[-1].end == len(text)
        assert not re.search(r"\S", text[: guide.sections[0].start])
    for section in guide.sections:
        assert section.start <= section.body <= section.end
        assert section.path
        assert all(section.path)
    found = passages_of(guide)
    ends: dict[str, int] = defaultdict(int)
    for each in found:
        section = guide.sections[each.section]
        assert each.text == text[each.start : each.end]
        assert each.text == each.text.strip() != ""
        assert section.start <= each.start < each.end <= section.end
        assert each.path == section.path
        assert each.start >= ends[each.kind]
        assert plain(each.text)
        assert len(each.text) <= 1100
        ends[each.kind] = each.end
    assert len({each.id for each in found}) == len(found)


def visible_words(text: str) -> set[str]:
    words: set[str] = set()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for child in token.children or []:
            if child.type in ("text", "code_inline"):
                words.update(re.findall(r"\w+", child.content))
        if token.type == "fence":
            words.update(re.findall(r"\w+", token.content))
    return words


@given(MARKDOWN)
@settings(max_examples=200, deadline=None)
@example("* 1)")
@example("```python\n```")
def test_any_text_is_tiled_by_sections_and_spanned_by_passages(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_text_in_any_script_is_tiled_too(text: str) -> None:
    check(text)


@given(DOCUMENT)
@settings(max_examples=60, deadline=None)
@example("aaa\n---\n\n- Aaa.\n- Aaa.\n- Aaa.")
def test_every_visible_word_is_in_a_heading_or_a_section_passage(text: str) -> None:
    check(text)
    guide = guide_of(text)
    held = set(re.findall(r"\w+", " ".join(" ".join(each.path) for each in guide.sections)))
    for each in passages_of(guide):
        if each.kind == "section":
            held.update(re.findall(r"\w+", each.text))
    headings = {title.casefold() for each in guide.sections for title in each.path}
    if not any(item.casefold() in headings for item in texts(text, "item")):
        # the words of a table of contents are those of headings, apart from their case
        assert {each.casefold() for each in visible_words(text)} <= set(map(str.casefold, held))


@given(st.lists(st.tuples(WORD, PROSE), min_size=2, max_size=6), st.data())
@settings(max_examples=60, deadline=None)
def test_passages_keep_their_ids_when_another_section_changes(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    def document(changed: dict[int, str]) -> str:
        return "\n\n".join(
            f"## {number} {title}\n\n{changed.get(number, body)}\n\n- {body}"
            for number, (title, body) in enumerate(parts)
        )

    edited = data.draw(st.integers(0, len(parts) - 1))
    before = {each.id for each in passages(document({})) if each.section != edited}
    after = {
        each.id
        for each in passages(document({edited: "Entirely other words. And more of them."}))
        if each.section != edited
    }
    assert before == after


@given(st.text(alphabet="ab AB.?!…\"'()[]1`*\n 。é", max_size=200))
@settings(max_examples=200, deadline=None)
def test_sentences_hold_every_character_that_is_not_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans).replace("\\", "") == "".join(
        text.split()
    ).replace("\\", "")


# --- sentences ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expected",
    [
        ["The median is $107,000 USD (as of March 2024).", "However, it varies."],
        ["Learn a tool, e.g. Tableau or Power BI.", "Then practise."],
        ["Big firms, i.e. Those above 500 staff, pay more.", "Others do not."],
        ["Dr. Smith of the U.S. Navy agreed.", "So did Mr. Jones."],
        ["He moved to the U.S. The pay was better."[:20], "The pay was better."],
        ["It takes approx. 3.5 years.", "Node.js helps."],
        ["See No. 5 of the list.", "Then apply."],
        ["Is it hard?", "No.", "You can do it!"],
        ["She asked “Why now?” and left.", "Nobody knew."],
        ["They said “come back later.”", "We did."],
        ["Maths, stats, etc. are useful.", "Art is not."],
        ["Wait... what?", "Fine."],
        ["Wait…", "Then go on."],
        ["A Ph.D. in physics helps.", "So does an M.Sc. from anywhere."],
        ["Pay rose by 3.2% in 2024.", "It was 61.5 in 2023."],
        ["(This is a note.)", "This is not."],
        ["Use `pip install x. Y` now.", "Then run it."],
        ["Take the exam (it costs $300. Members pay $225.) early.", "Then rest."],
        ["Yahoo! is a firm.", "So is Google."],
        ["Learn Python and R.", "Both are free."],
        ["**Bold end.**", "Next one."],
        ["Read [the guide. It is long](https://example.org/a.b).", "Then act."],
        ["1. Learn the basics.", "2. Practise."][:1],
        ["Work 9 a.m. to 5 p.m. on weekdays.", "Rest on Sundays."],
        ["Visit example.org.", "It is free."],
        ["你好。", "再见。"],
        ["Mid-level vs. senior: what differs?", "Scope."],
        ["$5.00 is enough.", "€6 is not."],
    ],
)
def test_prose_is_split_into_its_sentences(expected: list[str]) -> None:
    text = ("" if expected[0].endswith("。") else " ").join(expected)
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_hard_break_ends_a_sentence() -> None:
    text = "Salary: $50,000  \nLocation: London\\\nHours: 40"
    spans = [text[start:end] for start, end in sentences(text)]
    assert spans == ["Salary: $50,000", "Location: London\\", "Hours: 40"]


# --- what becomes a passage --------------------------------------------------------------------


def test_a_section_yields_itself_its_sentences_and_its_items() -> None:
    text = (
        "# Pay\n\nPay varies. You need:\n\n- SQL. It is asked for.\n- Python\n  - pandas\n\n"
        "That is all."
    )
    assert texts(text, "section") == [text]
    assert texts(text, "sentence") == ["Pay varies.", "You need:", "That is all."]
    assert texts(text, "item") == ["SQL. It is asked for.", "Python", "pandas"]


def test_a_list_and_its_lead_in_share_a_list_id() -> None:
    found = passages("# A\n\nOne. You need:\n\n1. x x\n   - y y\n2. z z\n\n# B\n\n- w w")
    by_text = {each.text: each for each in found if each.kind != "section"}
    assert by_text["One."].list_id is None
    ids = {by_text[text].list_id for text in ("You need:", "x x", "y y", "z z")}
    assert len(ids) == 1
    assert None not in ids
    assert by_text["w w"].list_id not in ids
    assert [by_text[text].depth for text in ("x x", "y y", "z z")] == [0, 1, 0]


def test_a_numbered_list_goes_on_after_a_paragraph() -> None:
    found = passages("# A\n\n1. x x\n2. y y\n\nNot z z.\n\n3. v v\n\nNew:\n\n1. w w\n2. u u")
    by_text = {each.text: each for each in found if each.kind != "section"}
    assert len({by_text[text].list_id for text in ("x x", "y y", "Not z z.", "v v")}) == 1
    assert len({by_text[text].list_id for text in ("New:", "w w", "u u")}) == 1
    assert by_text["w w"].list_id != by_text["v v"].list_id


def test_who_answers_is_no_sentence() -> None:
    text = "### Q. Must I lift?\n\nA. No. Two carry it.\n\nB12 is in group A. Many have it."
    assert texts(text, "sentence") == [
        "A. No.",
        "Two carry it.",
        "B12 is in group A.",
        "Many have it.",
    ]


def test_an_item_of_two_paragraphs_stays_one_item_without_its_nested_list() -> None:
    text = "- First one.\n\n  Second part.\n\n  - nested\n\n  After the list.\n"
    assert texts(text, "item") == ["First one.\n\n  Second part.", "nested"]
    assert texts(text, "sentence") == ["After the list."]


def test_table_rows_are_items_without_the_header() -> None:
    text = "Pay by level:\n\n| Level | Pay |\n|---|---|\n| Junior | $50,000 |\n| Senior | $90,000 |"
    found = passages(text)
    rows = [each for each in found if each.kind == "item"]
    assert [each.text for each in rows] == ["| Junior | $50,000 |", "| Senior | $90,000 |"]
    assert [plain(each.text) for each in rows] == ["Junior · $50,000", "Senior · $90,000"]
    lead = next(each for each in found if each.text == "Pay by level:")
    assert {each.list_id for each in rows} == {lead.list_id}


def test_code_comments_and_front_matter_are_no_sentences() -> None:
    text = (
        "---\ntitle: T\n---\n\n# A\n\nText here.\n\n```sh\n# not a heading. Not a sentence.\n"
        "```\n\n"
        "<!-- A note. Hidden. -->\n\nMore text.\n"
    )
    assert texts(text, "sentence") == ["Text here.", "More text."]
    assert not any("Hidden" in each.text or "title" in each.text for each in passages(text))
    assert any("not a heading" in each for each in texts(text, "section"))


def test_quotes_and_details_hold_sentences() -> None:
    text = (
        "# A\n\n> Quoted one. Quoted\n> two.\n\n"
        "<details><summary>How much?</summary>\n\nA lot.\n\n</details>\n\n"
        "<details><summary>When?</summary><p>Soon. Very soon.</p></details>\n"
    )
    found = texts(text, "sentence")
    assert [plain(each) for each in found] == [
        "Quoted one.", "Quoted two.", "How much?", "A lot.", "When?", "Soon.", "Very soon.",
    ]  # fmt: skip


def test_a_heading_without_text_is_no_passage() -> None:
    text = "# A\n\n## B\n\nText.\n\n## C\n\n<!-- nothing -->\n"
    assert [each.path for each in guide_of(text).sections] == [("A",), ("A", "B"), ("A", "C")]
    assert {each.path for each in passages(text)} == {("A", "B")}


def test_a_table_of_contents_is_no_passage() -> None:
    body = "\n\n## Pay\n\nGood.\n\n## Skills\n\nMany.\n\n## Jobs\n\nSome.\n"
    linked = "# G\n\n- [Pay](#pay)\n- [Skills](#skills)\n- [Jobs](#jobs)" + body
    plain_list = "# G\n\nContents:\n\n1. Pay\n2. Skills\n3. Jobs" + body
    assert texts(linked, "item") == texts(plain_list, "item") == []
    assert texts(linked, "section")[0].startswith("## Pay")
    real = "# G\n\n- Pay matters\n- [Skills](#skills) are learned\n- Jobs" + body
    assert len(texts(real, "item")) == 3


def test_long_sections_are_cut_between_paragraphs_and_short_ones_stay_whole() -> None:
    paragraphs = [f"Paragraph {number} " + "says a thing. " * 25 for number in range(8)]
    found = texts("# A\n\n" + "\n\n".join(paragraphs), "section")
    assert all(len(each) <= 1100 for each in found)
    assert len(found) <= 4
    assert all(each.startswith(("# A", "Paragraph")) for each in found)
    short = "# A\n\n" + "\n\n".join(["Short one."] * 20)
    assert texts(short, "section") == [short]


def test_a_paragraph_too_long_is_cut_at_sentence_ends_then_at_spaces_then_anywhere() -> None:
    sentence = "This is a sentence of the long paragraph. "
    found = texts(sentence * 100, "section")
    assert all(len(each) <= 1100 and each.endswith(".") for each in found)
    found = texts("word " * 1000, "section")
    assert all(len(each) <= 1100 and set(each.split()) == {"word"} for each in found)
    assert "".join(texts("x" * 5000, "section")) == "x" * 5000


def test_the_same_words_twice_have_different_ids() -> None:
    found = passages("# A\n\nSame.\n\nSame.\n\n# A\n\nSame.\n")
    assert len({each.id for each in found}) == len(found)
    assert all(re.fullmatch(r"[0-9a-f]{32}", each.id) for each in found)


def test_ids_depend_on_the_guide() -> None:
    text = "# A\n\nSame."
    first, second = guide_of(text, "one.md"), guide_of(text, "two.md")
    ids = {each.id for each in (*passages_of(first), *passages_of(second))}
    assert len(ids) == 4


# --- plain -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**Bold** and *thin* `code`", "Bold and thin code"),
        ("a [link](https://example.org/a_b) here", "a link here"),
        ("![picture](a.png) text", "text"),
        ("# A heading #", "A heading"),
        ("> quoted\n> text", "quoted text"),
        ("- one\n- two", "one two"),
        ("snake_case_name and 5 * 3 * 2", "snake_case_name and 5 * 3 * 2"),
        (r"5\* hotel, a \_ b", "5* hotel, a _ b"),
        ("a<br>b &amp; c &lt;d&gt;", "a b & c <d>"),
        ("text <!-- hidden --> more", "text more"),
        ("as said[^1] before", "as said before"),
        ("**Cut off in the middle.", "Cut off in the middle."),
        ("the end of it.**", "the end of it."),
        ("| a | b |\n|---|:-:|\n| c \\| d | e |", "a · b c | d · e"),
        ("AT&T C++ C# F#", "AT&T C++ C# F#"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("two\n\nparagraphs   here", "two paragraphs here"),
        ("    indented by four", "indented by four"),
        ("", ""),
        ("```\ncode here\n```", "code here"),
    ],
)
def test_plain_is_what_a_reader_sees(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


# --- time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "word " * 1_000_000,
        "x" * 5_000_000,
        "A sentence. " * 400_000,
        "\n\n".join(f"# Heading {number}\n\nText {number}." for number in range(10_000)),
        "*a " * 200_000,
        "[" * 200_000,
        "(" * 200_000 + "a. B" * 1000,
        "`" * 100_000 + " a. B",
        "<" * 200_000,
        "<!--" * 50_000,
        "| a | b |\n|---|---|\n" + "| c | d |\n" * 20_000,
        "\n".join("  " * (depth % 40) + "- item" for depth in range(20_000)),
        "> " * 5_000 + "deep",
        "- [x](#x)\n" * 20_000,
    ],
    ids=[
        "words", "one-word", "sentences", "headings", "stars", "brackets", "parentheses",
        "backticks", "angles", "comments", "rows", "nesting", "quotes", "contents",
    ],
)  # fmt: skip
@pytest.mark.timeout(600)
def test_hostile_text_takes_linear_time(text: str) -> None:
    passages_of(guide_of(text))
