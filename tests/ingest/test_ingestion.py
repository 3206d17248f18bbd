"""From files to live editions, on a real Chroma, with an embedder that says what it embedded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection
from fakes import WordEmbedder, repeated, write

from advisor.errors import GuideError
from advisor.guide.edition import Edition
from advisor.index.chroma import Connection, EmbeddedChroma
from advisor.index.store import LEVELS, Store, level_of
from advisor.ingest.applying import carry_out, remove, sweep
from advisor.ingest.planning import plan
from advisor.ingest.sources import find_sources
from advisor.models.encoding_cache import EncodingCache
from advisor.reading.sandbox import Converter
from advisor.types import IngestReport

PAY = "# Pay\n\nPay is good. It grows with time.\n"
SKILLS = "# Skills\n\nThe skills to learn are:\n\n- Python\n- SQL\n"
GUIDE = PAY + "\n" + SKILLS


class Desk:
    """A store, an embedder and a folder of guides."""

    def __init__(self, folder: Path, connection: Connection) -> None:
        self.guides = folder / "guides"
        self.guides.mkdir()
        self.embedder = WordEmbedder("pay grows time skills learn python sql rust")
        self.store = Store(connection, self.embedder.identity)
        self.encodings = EncodingCache(folder / "data" / "encodings.sqlite", self.embedder)

    def ingest(
        self, *paths: Path, replaces: dict[Path, str] | None = None, **options: object
    ) -> IngestReport:
        """Ingests paths, or the folder of guides; `embedder.embedded` is of this ingest alone."""
        self.embedder.embedded.clear()
        sources = find_sources(paths or [self.guides])
        with Converter() as converter:
            planned = plan(sources, self.store, converter, replaces)
        report = carry_out(planned, self.store, self.encodings, self.embedder, **options)
        self.encodings.keep(sweep(self.store))
        return report

    def editions(self) -> dict[str, Edition]:
        return {head.name: self.store.edition(head) for head in self.store.heads()}

    def text(self, name: str) -> str:
        return self.editions()[name].guide.text

    def close(self) -> None:
        self.encodings.close()
        self.store.close()

    def check(self) -> None:
        """Chroma holds exactly the live passages, and each span is true."""
        live = [p for edition in self.editions().values() for p in edition.passages]
        assert repeated([p.id for p in live]) == []
        for level in LEVELS:
            assert self.store.ids(level) == {p.id for p in live if level_of(p) == level}
        for edition in self.editions().values():
            for passage in edition.passages:
                assert edition.guide.text[passage.start : passage.end] == passage.text


@pytest.fixture
def desk(tmp_path: Path, connection: Connection) -> Iterator[Desk]:
    with closing(Desk(tmp_path, connection)) as made:
        yield made


def ids(edition: Edition) -> dict[str, str]:
    """The id of each passage, by kind and text."""
    return {f"{p.kind}:{p.text.strip()}": p.id for p in edition.passages}


# --- what is embedded --------------------------------------------------------------------------


def test_a_first_ingest_embeds_every_passage(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    report = desk.ingest()
    passages = desk.editions()["guide.md"].passages
    assert report.guides == ("guide.md",)
    assert report.added == report.embedded == len(passages) == len(desk.embedder.embedded) == 7
    assert (report.updated, report.unchanged, report.removed, report.skipped) == (0, 0, 0, ())
    assert report.seconds > 0
    desk.check()


def test_a_second_ingest_embeds_nothing(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE, "other.txt": "Other words.\n"})
    first = desk.ingest()
    before = desk.editions()
    second = desk.ingest()
    assert desk.embedder.embedded == []
    assert second.unchanged == first.added
    assert (second.added, second.updated, second.removed, second.embedded) == (0, 0, 0, 0)
    assert second.guides == first.guides
    assert desk.editions() == before
    desk.check()


def test_an_edited_section_embeds_only_its_own_passages(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    before = ids(desk.editions()["guide.md"])
    write(desk.guides, {"guide.md": GUIDE.replace("SQL", "Rust")})
    report = desk.ingest()
    after = ids(desk.editions()["guide.md"])
    assert report.embedded == report.added == report.removed == 2  # the item, and its section
    assert report.unchanged == 5
    assert all("Rust" in text for text in desk.embedder.embedded)
    assert before["item:Python"] == after["item:Python"]
    assert desk.editions()["guide.md"].guide.edition == 2
    desk.check()


def test_a_passage_that_only_moves_is_updated_and_not_embedded(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    before = ids(desk.editions()["guide.md"])
    write(desk.guides, {"guide.md": SKILLS + "\n" + PAY})
    report = desk.ingest()
    assert report.embedded == 0
    assert report.updated == 7
    assert report.added == report.removed == 0
    assert ids(desk.editions()["guide.md"]) == before
    desk.check()


def test_white_space_at_the_end_of_the_file_is_no_new_edition(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    ingested = desk.editions()["guide.md"].guide.ingested
    write(desk.guides, {"guide.md": GUIDE + "\n\n"})
    report = desk.ingest()
    assert (report.embedded, report.added, report.removed) == (0, 0, 0)
    guide = desk.editions()["guide.md"].guide
    assert (guide.edition, guide.ingested) == (1, ingested)


def test_editions_count_up_and_going_back_is_one_more(desk: Desk) -> None:
    numbers = []
    for text in (GUIDE, GUIDE + "More.\n", GUIDE + "More.\n", GUIDE):
        write(desk.guides, {"guide.md": text})
        desk.ingest()
        numbers.append(desk.editions()["guide.md"].guide.edition)
    assert numbers == [1, 2, 2, 3]
    desk.check()


def test_words_that_are_already_embedded_elsewhere_are_not_embedded_again(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    write(desk.guides, {"copy.md": GUIDE})
    report = desk.ingest()
    assert report.embedded == 0
    assert report.added == 7
    desk.check()


def test_progress_is_told_up_to_the_number_that_is_embedded(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    told: list[tuple[int, int]] = []
    report = desk.ingest(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (report.embedded, report.embedded)
    told.clear()
    desk.ingest(progress=lambda done, total: told.append((done, total)))
    assert told == []


def test_the_word_vectors_of_what_is_live_are_kept_and_others_forgotten(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    old = desk.editions()["guide.md"].contents
    write(desk.guides, {"guide.md": GUIDE.replace("SQL", "Rust")})
    desk.ingest()
    new = desk.editions()["guide.md"].contents
    computed: list[str] = []

    def text_of(content: str) -> str:
        computed.append(content)
        return ""

    anew = EncodingCache(desk.guides.parent / "data" / "encodings.sqlite", desk.embedder)
    anew.get([*old, *new], text_of)
    anew.close()
    assert set(computed) == set(old) - set(new)


# --- which guides there are --------------------------------------------------------------------


def test_a_removed_file_takes_its_guide_along_and_no_other(desk: Desk, tmp_path: Path) -> None:
    write(desk.guides, {"guide.md": GUIDE, "other.md": "# Other\n\nOther words.\n"})
    elsewhere = write(tmp_path / "elsewhere", {"third.md": "# Third\n\nThird words.\n"})
    desk.ingest()
    desk.ingest(elsewhere)
    (elsewhere / "third.md").unlink()
    (desk.guides / "guide.md").unlink()
    report = desk.ingest()
    assert report.guides == ("other.md",)
    assert report.removed == 7
    assert set(desk.editions()) == {"other.md", "third.md"}
    desk.check()


def test_a_file_alone_removes_nothing(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE, "other.md": "# Other\n\nOther words.\n"})
    desk.ingest()
    (desk.guides / "guide.md").unlink()
    desk.ingest(desk.guides / "other.md")
    assert set(desk.editions()) == {"guide.md", "other.md"}


def test_a_renamed_file_moves_without_embedding_and_stays_the_same_guide(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE + "Edited.\n"})
    desk.ingest()
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    (before,) = desk.store.heads()
    (desk.guides / "guide.md").rename(desk.guides / "renamed.md")
    report = desk.ingest()
    (after,) = desk.store.heads()
    assert report.embedded == 0
    assert desk.embedder.embedded == []
    assert report.guides == ("renamed.md",)
    assert (after.key, after.name) == (before.key, "renamed.md")
    assert (after.edition, after.ingested) == (2, before.ingested)
    assert {p.guide for p in desk.editions()["renamed.md"].passages} == {"renamed.md"}
    desk.check()


def test_a_guide_that_moves_into_a_folder_is_called_by_its_new_path(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    (desk.guides / "sub").mkdir()
    (desk.guides / "guide.md").rename(desk.guides / "sub" / "guide.md")
    report = desk.ingest()
    assert report.embedded == 0
    assert set(desk.editions()) == {"sub/guide.md"}


def test_two_guides_that_change_their_names_round_are_not_embedded(desk: Desk) -> None:
    write(desk.guides, {"a.md": PAY, "b.md": SKILLS})
    desk.ingest()
    write(desk.guides, {"a.md": SKILLS, "b.md": PAY})
    report = desk.ingest()
    assert report.embedded == 0
    assert "Python" in desk.text("a.md")
    assert "grows" in desk.text("b.md")
    desk.check()


def test_a_copy_is_a_guide_of_its_own(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    write(desk.guides, {"copy.md": GUIDE})
    desk.ingest()
    one, other = desk.store.heads()
    assert (one.name, other.name) == ("copy.md", "guide.md")
    assert one.key != other.key


def test_files_of_one_name_in_two_folders_are_two_guides(desk: Desk) -> None:
    write(desk.guides, {"one/guide.md": PAY, "two/guide.md": SKILLS})
    desk.ingest()
    assert set(desk.editions()) == {"one/guide.md", "two/guide.md"}
    assert "grows" in desk.text("one/guide.md")
    assert "Python" in desk.text("two/guide.md")
    desk.check()


@pytest.mark.parametrize("as_files", [True, False])
def test_they_are_two_guides_also_when_ingested_one_after_the_other(
    desk: Desk, as_files: bool
) -> None:
    write(desk.guides, {"one/guide.md": PAY, "two/guide.md": SKILLS})
    for folder in ("one", "two", "one", "two"):
        path = desk.guides / folder
        desk.ingest(path / "guide.md" if as_files else path)
    texts = {edition.guide.text for edition in desk.editions().values()}
    assert texts == {PAY, SKILLS}
    assert len(desk.editions()) == 2
    assert desk.embedder.embedded == []
    desk.check()


def test_a_guide_is_known_again_by_its_file_from_a_folder_further_down(desk: Desk) -> None:
    write(desk.guides, {"sub/guide.md": GUIDE})
    desk.ingest()
    report = desk.ingest(desk.guides / "sub")
    assert report.embedded == 0
    assert set(desk.editions()) == {"sub/guide.md"}


def test_records_name_the_text_they_come_from(desk: Desk) -> None:
    write(desk.guides, {"my-guide_to.work.md": "No heading at all.\n"})
    desk.ingest()
    guide = desk.editions()["my-guide_to.work.md"].guide
    assert guide.digest == hashlib.sha256(guide.text.encode()).hexdigest()
    assert guide.ingested.endswith("+00:00")
    assert guide.title.lower().startswith("my guide to")


# --- what cannot be read -----------------------------------------------------------------------


def test_what_cannot_be_read_is_named_and_the_others_go_in(desk: Desk) -> None:
    write(
        desk.guides,
        {
            "good.md": GUIDE,
            "empty.md": "",
            "blank.txt": " \n\t\n",
            "broken.docx": "no archive",
            "broken.pdf": "no pages",
            "table.xlsx": "cells",
            "comment.md": "<!-- nothing to see -->\n",
        },
    )
    missing = desk.guides / "missing.md"
    report = desk.ingest(desk.guides, missing)
    skipped = {Path(path).name: reason for path, reason in report.skipped}
    assert report.guides == ("good.md",)
    assert set(skipped) == {
        "empty.md", "blank.txt", "broken.docx", "broken.pdf", "table.xlsx", "comment.md",
        "missing.md",
    }  # fmt: skip
    assert all(len(reason) > 10 and "\n" not in reason for reason in skipped.values())
    assert "empty" in skipped["empty.md"]
    assert "no such file" in skipped["missing.md"]
    assert set(desk.editions()) == {"good.md"}
    desk.check()


@pytest.mark.parametrize(
    ("name", "broken"), [("guide.md", ""), ("guide.md", "<!-- gone -->"), ("guide.html", "<p></p>")]
)
def test_a_guide_that_becomes_unreadable_keeps_its_edition(
    desk: Desk, name: str, broken: str
) -> None:
    good = "<h1>Pay</h1><p>Pay is good.</p>" if name.endswith("html") else GUIDE
    write(desk.guides, {name: good, "other.md": "# Other\n\nOther words.\n"})
    desk.ingest()
    before = desk.editions()
    write(desk.guides, {name: broken})
    report = desk.ingest()
    assert [Path(path).name for path, _ in report.skipped] == [name]
    assert report.guides == ("other.md",)
    assert desk.editions() == before
    desk.check()
    write(desk.guides, {name: good})
    assert desk.ingest().embedded == 0
    assert desk.editions() == before


@pytest.mark.parametrize(
    "files", [{}, {"empty.md": ""}, {"table.xlsx": "cells"}, {"a.md": "", "b.docx": "broken"}]
)
def test_nothing_readable_says_what_to_do_and_loses_nothing(
    desk: Desk, files: dict[str, str]
) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    before = desk.editions()
    (desk.guides / "guide.md").unlink()
    write(desk.guides, files)
    with pytest.raises(GuideError) as caught:
        desk.ingest()
    message = str(caught.value)
    assert "Put a guide there" in message
    assert ".md" in message
    assert all(name in message for name in files) or str(desk.guides) in message
    assert desk.editions() == before
    desk.check()


def test_an_ingest_of_nothing_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(
        GuideError, match="Put a guide there, or name another file, folder or address"
    ):
        plan(find_sources([]), desk.store, Converter())


# --- crashes -----------------------------------------------------------------------------------


class Crash(BaseException):
    """The process ends here."""


def ingest_until(write_number: int, desk: Desk) -> bool:
    """An ingest of the guides that ends just before it writes to Chroma for the given time,
    counted from 0; whether it came so far."""
    written = count()

    def crashing(real: Callable[..., object]) -> Callable[..., object]:
        def write_or_crash(*arguments: object, **options: object) -> object:
            if next(written) == write_number:
                raise Crash
            return real(*arguments, **options)

        return write_or_crash

    with pytest.MonkeyPatch.context() as patch:
        for name in ("upsert", "delete"):
            patch.setattr(Collection, name, crashing(getattr(Collection, name)))
        try:
            desk.ingest()
        except Crash:
            return True
    return False


def test_a_crash_before_any_write_leaves_each_guide_whole_and_the_next_ingest_finishes(
    tmp_path: Path,
) -> None:
    old = {"a.md": PAY, "b.md": SKILLS, "c.md": "# Gone\n\nGone soon.\n"}
    new = {"a.md": PAY.replace("good", "better"), "b.md": SKILLS.replace("SQL", "Rust")}
    later = {"d.md": "# New\n\nNew words.\n"}
    seen = set()
    for number in count():
        (tmp_path / str(number)).mkdir()
        with closing(
            Desk(tmp_path / str(number), EmbeddedChroma(tmp_path / str(number) / "chroma"))
        ) as desk:
            write(desk.guides, old)
            desk.ingest()
            write(desk.guides, new)
            (desk.guides / "c.md").unlink()

            crashed = ingest_until(number, desk)

            stored = set().union(*(desk.store.ids(level) for level in LEVELS))
            texts = {name: edition.guide.text for name, edition in desk.editions().items()}
            seen.add(frozenset(texts.items()))
            for name, edition in desk.editions().items():
                assert edition.guide.text in (old[name], new.get(name))
                assert {p.id for p in edition.passages} <= stored
            if not crashed:
                break
            write(desk.guides, later)
            desk.ingest()
            texts = {name: edition.guide.text for name, edition in desk.editions().items()}
            assert texts == {**new, **later}
            desk.check()
    assert len(seen) == 4  # nothing published, one guide, both, and the third retracted


def test_what_a_crash_has_embedded_already_is_not_embedded_again(desk: Desk) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    assert ingest_until(3, desk)  # the model is noted, both levels are added, nothing is published
    assert desk.editions() == {}
    report = desk.ingest()
    assert report.embedded == 0
    assert report.added == 7
    desk.check()


def test_ids_are_the_same_in_every_store(desk: Desk, tmp_path: Path) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    (tmp_path / "again").mkdir()
    with closing(Desk(tmp_path / "again", EmbeddedChroma(tmp_path / "again" / "chroma"))) as again:
        write(again.guides, {"guide.md": GUIDE})
        again.ingest()
        assert ids(desk.editions()["guide.md"]) == ids(again.editions()["guide.md"])


def test_a_guide_is_known_again_by_its_file_from_a_folder_further_up(desk: Desk) -> None:
    write(desk.guides, {"sub/guide.md": GUIDE})
    desk.ingest(desk.guides / "sub")
    report = desk.ingest(desk.guides)
    assert report.embedded == 0
    assert list(desk.editions()) == ["sub/guide.md"]
    desk.check()


def test_naming_the_two_folders_together_after_one_by_one_makes_no_third(desk: Desk) -> None:
    write(desk.guides, {"one/guide.md": PAY, "two/guide.md": SKILLS})
    desk.ingest(desk.guides / "one")
    desk.ingest(desk.guides / "two")
    desk.ingest(desk.guides / "one", desk.guides / "two")
    assert sorted(e.guide.text for e in desk.editions().values()) == sorted([PAY, SKILLS])
    desk.check()


@pytest.mark.parametrize(("write_number", "taken_back"), [(2, True), (4, False)])
def test_leftovers_go_with_the_next_ingest_although_nothing_has_changed(
    desk: Desk, write_number: int, taken_back: bool
) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    desk.ingest()
    write(desk.guides, {"guide.md": GUIDE.replace("SQL", "Rust")})
    assert ingest_until(write_number, desk)
    if taken_back:
        write(desk.guides, {"guide.md": GUIDE})
    report = desk.ingest()
    assert (report.added, report.removed, report.embedded) == (0, 0, 0)
    desk.check()


# --- a file that takes the place of another ----------------------------------------------------


@pytest.fixture
def replacing(desk: Desk, tmp_path: Path) -> Path:
    """A file that has taken the place of guides/guide.md."""
    path = write(tmp_path / "uploads", {"guide.md": SKILLS}) / "guide.md"
    write(desk.guides, {"guide.md": PAY, "other.md": "# Other\n\nRust.\n"})
    desk.ingest()
    report = desk.ingest(path, replaces={path: "guide.md"})
    assert [(change.what, change.edition) for change in report.changes] == [("changed", 2)]
    return path


def what(report: IngestReport) -> list[tuple[str, str, int]]:
    return [(change.guide, change.what, change.edition) for change in report.changes]


def test_a_file_can_take_the_place_of_another(desk: Desk, replacing: Path) -> None:
    heads = {head.name: head for head in desk.store.heads()}
    assert set(heads) == {"guide.md", "other.md"}
    assert desk.text("guide.md") == SKILLS
    assert heads["guide.md"].source == str(replacing)
    assert heads["guide.md"].replaced == str(desk.guides / "guide.md")
    desk.check()


def test_the_file_that_was_replaced_is_left_out_and_said_to_be(desk: Desk, replacing: Path) -> None:
    for _ in range(2):
        report = desk.ingest()
        assert report.replaced == ((str(desk.guides / "guide.md"), "guide.md"),)
        assert report.skipped == ()
        assert what(report) == [("guide.md", "unchanged", 2), ("other.md", "unchanged", 1)]
    assert desk.ingest(desk.guides / "guide.md").replaced
    assert desk.text("guide.md") == SKILLS
    write(replacing.parent, {"guide.md": GUIDE})
    desk.ingest(replacing, replaces={replacing: "guide.md"})
    assert desk.ingest().replaced
    assert desk.text("guide.md") == GUIDE


def test_once_it_changes_it_is_the_next_edition(desk: Desk, replacing: Path) -> None:
    write(desk.guides, {"guide.md": GUIDE})
    report = desk.ingest()
    assert report.replaced == ()
    assert ("guide.md", "changed", 3) in what(report)
    assert desk.text("guide.md") == GUIDE
    assert desk.ingest(replacing).replaced == ((str(replacing), "guide.md"),)
    report = desk.ingest(replacing, replaces={replacing: "guide.md"})
    assert what(report) == [("guide.md", "changed", 4)]
    assert desk.ingest().replaced
    assert desk.text("guide.md") == SKILLS
    desk.check()


def test_it_is_known_by_its_words_where_it_has_moved(desk: Desk, replacing: Path) -> None:
    del replacing
    (desk.guides / "guide.md").rename(desk.guides / "renamed.md")
    report = desk.ingest()
    assert report.replaced == ((str(desk.guides / "renamed.md"), "guide.md"),)
    assert set(desk.editions()) == {"guide.md", "other.md"}


def test_its_folder_may_lose_it(desk: Desk, replacing: Path) -> None:
    (desk.guides / "guide.md").unlink()
    assert what(desk.ingest()) == [("other.md", "unchanged", 1)]
    assert desk.text("guide.md") == SKILLS
    write(desk.guides, {"guide.md": PAY})
    assert desk.ingest().replaced
    replacing.unlink()
    assert desk.ingest().replaced
    assert desk.text("guide.md") == SKILLS


def test_a_guide_that_is_taken_out_comes_from_its_file_again(desk: Desk, replacing: Path) -> None:
    del replacing
    head = next(head for head in desk.store.heads() if head.name == "guide.md")
    remove(head, desk.store)
    assert ("guide.md", "added", 1) in what(desk.ingest())
    assert desk.text("guide.md") == PAY


def test_a_guide_that_was_added_beside_it_gives_way(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "uploads", {"guide.md": SKILLS}) / "guide.md"
    write(desk.guides, {"guide.md": PAY})
    desk.ingest()
    desk.ingest(path)
    assert set(desk.editions()) == {"guide.md", "uploads/guide.md"}
    write(path.parent, {"guide.md": GUIDE})
    desk.ingest(path, replaces={path: "guide.md"})
    assert {name: each.guide.edition for name, each in desk.editions().items()} == {"guide.md": 2}
    desk.check()


def test_what_is_not_there_cannot_be_replaced(desk: Desk) -> None:
    path = write(desk.guides, {"guide.md": GUIDE}) / "guide.md"
    with pytest.raises(GuideError, match=r"no guide 'gone\.md' to replace"):
        desk.ingest(path, replaces={path: "gone.md"})
