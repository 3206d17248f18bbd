"""Tables without rules, from lines whose words stand in columns."""

from __future__ import annotations

from advisor.reading.grid import Grid, tables_of
from advisor.reading.lines import Line, lines_of

_WIDTH = 6.0


def lines(*rows: str | dict[int, str], pitch: float = 14.0) -> list[Line]:
    """Lines of a page, each a text from the left border on, or texts by their left borders."""
    words = []
    for number, row in enumerate(rows):
        for left, text in ({72: row} if isinstance(row, str) else row).items():
            at = float(left)
            for word in text.split():
                end = at + _WIDTH * len(word)
                words.append(
                    {
                        "text": word,
                        "x0": at,
                        "x1": end,
                        "top": number * pitch,
                        "bottom": number * pitch + 10.0,
                        "size": 10.0,
                        "fontname": "Serif",
                    }
                )
                at = end + _WIDTH / 2
    return lines_of(words)


def row(*cells: str, lefts: tuple[int, ...] = (74, 200, 320)) -> dict[int, str]:
    return {left: cell for left, cell in zip(lefts, cells, strict=True) if cell}


def test_rows_in_the_same_columns_are_a_table() -> None:
    page = lines(
        "A text.", row("State", "Pay", "Note"), row("Ohio", "$1", "low"), row("Utah", "$2", "high")
    )
    (grid,) = tables_of(page)
    assert (grid.start, grid.end, grid.edges) == (1, 4, (74, 200, 320))
    assert grid.rows == [["State", "Pay", "Note"], ["Ohio", "$1", "low"], ["Utah", "$2", "high"]]


def test_two_rows_are_none() -> None:
    assert tables_of(lines(row("State", "Pay", "Note"), row("Ohio", "$1", "low"))) == []


def test_a_cell_may_take_several_lines() -> None:
    page = lines(
        row("State", "Pay", "Note"),
        row("Ohio", "$1", "lower than"),
        row("", "", "elsewhere"),
        row("", "", "by far"),
        row("Utah", "$2 to", "high"),
        row("", "$3", ""),
        "Work that is far away pays more than all this.",
    )
    (grid,) = tables_of(page)
    assert grid.end == 6
    assert grid.rows[1:] == [
        ["Ohio", "$1", "lower than elsewhere by far"],
        ["Utah", "$2 to $3", "high"],
    ]


def test_a_cell_may_be_empty() -> None:
    page = lines(row("State", "Pay", "Note"), row("Ohio", "", "low"), row("Utah", "$2", "high"))
    (grid,) = tables_of(page)
    assert grid.rows[1] == ["Ohio", "", "low"]


def test_a_header_with_an_empty_corner_belongs_to_its_table() -> None:
    page = lines(
        "A text above.",
        row("", "Union", "Other"),
        row("Length", "5 years", "4 years"),
        row("Fees", "none", "$200"),
        row("Dues", "2%", "none"),
    )
    (grid,) = tables_of(page)
    assert grid == Grid(
        1,
        5,
        [
            ["", "Union", "Other"],
            ["Length", "5 years", "4 years"],
            ["Fees", "none", "$200"],
            ["Dues", "2%", "none"],
        ],
        (74, 200, 320),
    )


def test_a_line_above_with_more_columns_takes_no_row_from_a_table() -> None:
    page = lines(
        row("Page", "Guide", "2024"),
        row("", "State", "Pay"),
        row("", "Ohio", "$1"),
        row("", "Utah", "$2"),
    )
    (grid,) = tables_of(page)
    assert (grid.start, grid.rows) == (1, [["State", "Pay"], ["Ohio", "$1"], ["Utah", "$2"]])


def test_what_stands_far_below_a_cell_is_not_of_it() -> None:
    page = lines(
        row("State", "Pay", "Note"), row("Ohio", "$1", "low"), row("Utah", "$2", "high"),
        "", "", row("", "", "A signature"),
    )  # fmt: skip
    (grid,) = tables_of(page)
    assert grid.rows[-1] == ["Utah", "$2", "high"]


def test_a_text_and_an_indented_one_are_no_table() -> None:
    page = lines("A text of one line.", {100: "and a second one"}, "that goes on,", {100: "and on"})
    assert tables_of(page) == []
