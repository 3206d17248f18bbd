"""Files as people keep them, each with what is right: nothing lost, nothing leaked."""

from __future__ import annotations

from pathlib import Path

from documents import tree

from advisor.guide.outline import outline
from advisor.guide.passages import passages_of
from advisor.reading.left_out import Reading
from advisor.reading.reader import read_file
from advisor.types import Guide

CASES = Path(__file__).parent / "cases"


def case(name: str) -> Reading:
    return read_file(CASES / name)


def quotable(text: str) -> list[str]:
    """The sentences, items and rows that can be quoted."""
    guide = Guide("guide.md", "Guide", text, outline(text, "Guide"))
    return [each.text for each in passages_of(guide) if each.kind != "section"]


# --- Markdown ----------------------------------------------------------------------------------


def test_the_text_of_boxes_is_prose_and_their_marks_are_not_there() -> None:
    text = case("admonitions/nurse.md").text
    found = "\n".join(quotable(text))
    for words in (
        "Overtime on Saturdays is paid at one and a half times",
        "The practice pays for two sets of scrubs",
        "You must register with the council",
        "The register costs £114",
        "The exam is held four times a year.",
        "The exam is held twice a year",
        "Bring your hepatitis B record",
        "Lead aprons are compulsory",
        "The probation period is three months.",
    ):
        assert words in found
    assert "**England:** The exam is held four times a year." in text
    for mark in ("!!!", "???", "===", ":::", "{%", "{{", "```", "weight"):
        assert mark not in found
    assert tree(text) == ["Dental nurse handbook", "  Pay", "  Registration"]


def test_short_bold_paragraphs_are_headings() -> None:
    text = case("bold-headings/surveyor.md").text
    assert tree(text) == [
        "Land Surveyor Handbook",
        "  Pay",
        "  Training",
        "  Tools you will use",
        "  Licence for drones",
    ]
    assert "£27,000 a year" in text


def test_a_letter_in_a_code_block_can_be_quoted() -> None:
    found = quotable(case("fenced-template/letters.md").text)
    assert any("Dear Ms Example" in each and "£19.50 an hour" in each for each in found)
    assert any("I give notice with the contractual four weeks." in each for each in found)
    assert not any("```" in each for each in found)


def test_comments_and_marks_of_obsidian_are_left_out_and_comments_are_told() -> None:
    text, left_out = case("obsidian/actuary.md").text, case("obsidian/actuary.md").left_out
    for word in (
        "TODO",
        "Robin",
        "71000",
        "Draft",
        "Nobody passes",
        "%%",
        "==",
        "^pay",
        "[!",
        "[[",
    ):
        assert word not in text
    assert "See the exams and first." in text
    assert "A newly qualified actuary earns £62,000 a year.\n" in text
    assert "**Bonus:** The bonus is not guaranteed" in text
    assert "Most people need four to six years for them." in text
    assert left_out == ("2 comments", "1 picture")


def test_a_rule_right_below_sentences_is_a_rule() -> None:
    text = case("setext-rule/vet.md").text
    assert tree(text) == ["Veterinary nurse guide", "  Pay", "  Training", "  Hours"]
    found = quotable(text)
    assert any("£22,800" in each for each in found)
    assert any(each.startswith("Veterinary nurses look after") for each in found)
    assert any("You need five GCSEs" in each for each in found)


def test_each_term_of_a_glossary_is_an_item_of_its_own() -> None:
    found = quotable(case("glossary/trainer.md").text)
    assert "PT - personal trainer, who works with one client" in found
    assert sum(" - " in each for each in found) == 7


# --- HTML --------------------------------------------------------------------------------------


def test_boxes_in_the_main_part_of_a_page_are_kept() -> None:
    text = case("aside-callouts/florist.html").text
    assert "Holiday pay is not part of the hourly rate" in text
    assert "The floristry diploma is free for people under 24" in text
    for word in ("One", "Two", "Copyright", "Example docs"):
        assert word not in text


def test_short_bold_paragraphs_of_a_page_are_headings() -> None:
    assert case("bold-headings/surveyor.html") == case("bold-headings/surveyor.md")


def test_reviewers_comments_are_left_out_and_a_footnote_follows_its_paragraph() -> None:
    reading = case("gdocs-comments/plumber.html")
    for word in ("example.org", "41,000", "Assigned", "are we sure", "[a]", "[1]"):
        assert word not in reading.text
    note = "In Scotland the apprenticeship takes five years."
    assert f"An apprenticeship takes four years.\n\n{note}\n" in reading.text
    assert reading.left_out == ("2 comments",)


def test_each_amount_stays_with_its_label() -> None:
    found = quotable(case("label-value/painter.html").text)
    assert "**Apprentice**: £14,900" in found
    assert "**Decorator**: £27,400" in found
    assert "**Site manager**: £41,200" in found
    assert "Hours a week: 39" in found
    assert "Growth to 2030: 4%" in found


# --- Word --------------------------------------------------------------------------------------

BAKER = ["How to become a baker", "  Pay", "  Hours", "  Training"]


def test_the_strict_variant_is_read_like_the_common_one() -> None:
    assert case("strict-docx/baker-strict.docx") == case("strict-docx/baker-transitional.docx")
    assert tree(case("strict-docx/baker-strict.docx").text) == BAKER


def test_moved_text_stands_once_where_it_was_moved_to() -> None:
    text = case("tracked-move/baker-moved.docx").text
    pay = text.partition("## Pay")[2].partition("## Hours")[0]
    assert "between £23,000 and £27,500" in pay
    assert text.count("£23,000") == 1


def test_fields_custom_xml_and_directions_keep_their_text() -> None:
    text = case("tracked-move/baker-fields.docx").text
    assert "A trained baker earns £25,400 a year in most towns." in text
    assert "A shift begins at two" in text
    assert "The apprenticeship takes two years" in text


def test_text_boxes_and_content_controls_keep_their_text() -> None:
    text = case("textbox-sdt/baker-boxes.docx").text
    assert tree(text) == BAKER
    assert "ask for a trial shift" in text.partition("## Hours")[2].partition("## Training")[0]
    assert text.count("the oven licence costs £140") == 1
    assert "A trained baker earns £25,400 a year in most towns." in text


# --- PDF ---------------------------------------------------------------------------------------


def test_text_outside_of_the_crop_box_is_no_text_of_the_page() -> None:
    reading = case("pdf-page-box/diver.pdf")
    assert "PRINTER" not in reading.text
    assert "Slug" not in reading.text
    assert tree(reading.text) == ["How to become a commercial diver", "  Pay", "  Medical"]
    assert "A diver offshore earns 900 pounds a day" in reading.text
    assert reading.left_out == ("2 lines outside of the page",)


def test_sideways_pages_and_pages_for_owners_are_read() -> None:
    for name in ("diver-rotate", "diver-sideways"):
        text = case(f"pdf-page-box/{name}.pdf").text
        assert tree(text)[-2:] == ["  Courses", "  Medical"]
        assert "costs 14,500 pounds. The course for saturation" in text
    assert "900 pounds" in case("pdf-page-box/diver-owner.pdf").text
