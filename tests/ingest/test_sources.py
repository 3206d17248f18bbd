"""Which files an ingest means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fakes import write

from advisor.ingest.sources import file_digest, find_sources


def names(*paths: Path) -> list[str]:
    return [source.name for source in find_sources(paths).files]


def test_a_folder_is_searched_through_and_names_are_paths_under_it(tmp_path: Path) -> None:
    write(tmp_path, {"b.md": "b", "deep/er/a.txt": "a", "A.HTML": "h", "c.pdf": "", "d.docx": ""})
    sources = find_sources([tmp_path])
    assert [source.name for source in sources.files] == [
        "A.HTML", "b.md", "c.pdf", "d.docx", "deep/er/a.txt",
    ]  # fmt: skip
    assert all(source.path == tmp_path / source.name for source in sources.files)
    assert sources.roots == (tmp_path,)
    assert sources.skipped == ()


def test_hidden_files_lock_files_and_question_sets_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".hidden.md": "",
            ".git/a.md": "",
            "~$open.docx": "",
            "guide.questions.jsonl": "",
            "guide.real.conversations.jsonl": "",
            "guide.profiles.jsonl": "",
            "guide.md": "",
        },
    )
    sources = find_sources([tmp_path])
    assert [source.name for source in sources.files] == ["guide.md"]
    assert sources.skipped == ()


def test_what_is_not_supported_is_named_with_what_is(tmp_path: Path) -> None:
    write(tmp_path, {"guide.md": "", "table.xlsx": "", "README": ""})
    skipped = dict(find_sources([tmp_path]).skipped)
    assert set(skipped) == {str(tmp_path / "table.xlsx"), str(tmp_path / "README")}
    assert ".xlsx" in skipped[str(tmp_path / "table.xlsx")]
    assert "without a suffix" in skipped[str(tmp_path / "README")]
    assert all(".md" in reason and ".docx" in reason for reason in skipped.values())


def test_a_file_alone_is_called_by_its_name_and_is_no_root(tmp_path: Path) -> None:
    write(tmp_path, {"deep/guide.md": ""})
    sources = find_sources([tmp_path / "deep" / "guide.md"])
    assert [source.name for source in sources.files] == ["guide.md"]
    assert sources.roots == ()


@pytest.mark.parametrize("name", ["missing.md", "table.xlsx"])
def test_a_file_that_is_missing_or_not_supported_is_named_as_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(tmp_path, {"table.xlsx": "", "guide.md": ""})
    monkeypatch.chdir(tmp_path)
    sources = find_sources([name, "guide.md"])
    assert [source.name for source in sources.files] == ["guide.md"]
    ((path, reason),) = sources.skipped
    assert path == name
    assert "no such file" in reason or "not supported" in reason


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"guide.md": ""})
    assert names(tmp_path, tmp_path / "guide.md", tmp_path) == ["guide.md"]


def test_files_of_one_name_are_centred_by_their_folders(tmp_path: Path) -> None:
    write(tmp_path, {"one/guide.md": "", "two/guide.md": "", "two/other.md": ""})
    assert sorted(names(tmp_path / "one", tmp_path / "two")) == [
        "one/guide.md", "other.md", "two/guide.md",
    ]  # fmt: skip
    assert sorted(names(tmp_path / "one" / "guide.md", tmp_path / "two" / "guide.md")) == [
        "one/guide.md", "two/guide.md",
    ]  # fmt: skip


def test_a_folder_that_is_linked_to_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"real/guide.md": ""})
    os.symlink(tmp_path, tmp_path / "real" / "loop", target_is_directory=True)
    assert names(tmp_path) == ["real/guide.md"]


def test_a_digest_tells_contents_apart(tmp_path: Path) -> None:
    write(tmp_path, {"a": "x", "b": "x", "c": "y"})
    one, same, other = (file_digest(tmp_path / name) for name in "abc")
    assert one == same != other


def test_a_data_folder_among_the_guides_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"guide.md": "x", "data/encodings.sqlite": "x", "data/notes.md": "x"})
    found = find_sources([tmp_path], apart_from=tmp_path / "data")
    assert [source.name for source in found.files] == ["guide.md"]
    assert found.skipped == ()
