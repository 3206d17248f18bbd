"""The advisor as programs use it: what it refuses, and what it does as guides change."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection
from fakes import ROOT, write

from advisor import (
    Advisor,
    GuideError,
    ModelError,
    QuestionError,
    Settings,
    StoreError,
)

GUIDE = "# Work\n\n## Pay\n\nPay is good. It grows.\n\n## Skills\n\nLearn Python and SQL.\n"


def guides(tmp_path: Path, text: str = GUIDE) -> Path:
    return write(tmp_path / "guides", {"guide.md": text})


# --- questions that cannot be answered ---------------------------------------------------------

CALLS: list[Callable[[Advisor, str], object]] = [
    lambda advisor, question: advisor.ask(question),
    lambda advisor, question: list(advisor.stream(question)),
    lambda advisor, question: advisor.search(question),
]


@pytest.mark.parametrize("call", CALLS, ids=["ask", "stream", "search"])
@pytest.mark.parametrize(
    "question",
    ["", "   \n\t", "🙂🎉", "\0", "\0\0 \x07", "?!…", "\ud800", "​"],
    ids=["empty", "blank", "emoji", "nul", "control", "marks", "surrogate", "zero-width"],
)
def test_a_question_without_a_word_is_refused_with_what_to_do(
    shipped: Advisor, call: Callable[[Advisor, str], object], question: str
) -> None:
    with pytest.raises(QuestionError, match=r"Write what you would like to know"):
        call(shipped, question)


@pytest.mark.parametrize("call", CALLS, ids=["ask", "stream", "search"])
@pytest.mark.parametrize("question", ["pay " * 25_000, "x" * 100_000])
def test_a_question_that_is_too_long_is_refused_with_what_to_do(
    shipped: Advisor, call: Callable[[Advisor, str], object], question: str
) -> None:
    with pytest.raises(QuestionError, match=r"characters; at most 4,000.*Ask one thing at a time"):
        call(shipped, question)


def test_a_question_of_the_greatest_length_is_answered(shipped: Advisor) -> None:
    question = "How much do engineers earn in China? ".ljust(4_000, "x")
    assert shipped.ask(question).text


@pytest.mark.parametrize("question", [None, 7, ["pay"], b"pay"])
def test_what_is_no_string_is_refused(shipped: Advisor, question: object) -> None:
    with pytest.raises(QuestionError, match="string"):
        shipped.ask(question)


def test_control_characters_in_a_question_do_not_change_the_answer(shipped: Advisor) -> None:
    asked = "What do engineers earn in China?"
    assert shipped.ask("What\0do engineers\x07 earn\r\nin China?\0") == shipped.ask(asked)


@pytest.mark.parametrize("k", [0, -1])
def test_fewer_than_one_section_cannot_be_asked_for(shipped: Advisor, k: int) -> None:
    with pytest.raises(QuestionError, match="at least 1"):
        shipped.search("pay", k=k)


# --- search ------------------------------------------------------------------------------------


def test_hits_are_sections_best_first_each_once(shipped: Advisor) -> None:
    hits = shipped.search("salary in Singapore", k=8)
    assert len(hits) == 8
    assert "Asia" in {hit.section[-1] for hit in hits[:2]}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({(hit.guide, hit.start) for hit in hits}) == 8
    for hit in hits:
        text = shipped.guide(hit.guide).text
        assert text[hit.start : hit.end] == hit.text
        assert hit.text.lstrip("# ").startswith(hit.section[-1])


def test_fewer_hits_are_the_first_of_more(shipped: Advisor) -> None:
    assert shipped.search("python", k=2) == shipped.search("python", k=20)[:2]
    assert len(shipped.search("python", k=10_000)) <= 60


# --- guides ------------------------------------------------------------------------------------


def test_an_unknown_guide_is_refused_with_those_there_are(shipped: Advisor) -> None:
    with pytest.raises(GuideError) as caught:
        shipped.guide("baker.md")
    assert "baker.md" in str(caught.value)
    assert all(guide.name in str(caught.value) for guide in shipped.guides())


def test_an_empty_store_says_how_to_fill_it(tiny: Advisor) -> None:
    assert tiny.guides() == ()
    assert tiny.examples() == ()
    for call in CALLS:
        with pytest.raises(StoreError, match=r"python ingest\.py"):
            call(tiny, "How much is the pay?")
    with pytest.raises(GuideError, match="none yet"):
        tiny.guide("guide.md")


def test_one_path_alone_may_be_a_string(tiny: Advisor, tmp_path: Path) -> None:
    folder = guides(tmp_path)
    assert tiny.ingest(str(folder)).guides == ("guide.md",)
    assert tiny.ingest(folder / "guide.md").guides == ("guide.md",)


def test_nothing_to_ingest_says_what_to_do(tiny: Advisor, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(GuideError, match="Put a guide there"):
        tiny.ingest([tmp_path / "empty"])
    with pytest.raises(GuideError, match="no such file"):
        tiny.ingest([tmp_path / "missing.md"])


def test_a_guide_without_headings_works(tiny: Advisor, tmp_path: Path) -> None:
    tiny.ingest(guides(tmp_path, "Pay is good.\n\nLearn Python.\n"))
    (guide,) = tiny.guides()
    (hit,) = tiny.search("Python")
    assert hit.section == (guide.title,)
    assert guide.text[hit.start : hit.end] == hit.text
    assert tiny.ask("How is the pay?").text
    assert tiny.examples() == ()


def test_two_guides_are_answered_from_and_centred(tiny: Advisor, tmp_path: Path) -> None:
    folder = write(tmp_path / "guides", {"a/guide.md": GUIDE, "b/guide.md": GUIDE})
    tiny.ingest(folder)
    hits = tiny.search("pay", k=10)
    assert {hit.guide for hit in hits} == {"a/guide.md", "b/guide.md"}
    assert tiny.guide("a/guide.md").text == tiny.guide("b/guide.md").text


def test_a_closed_advisor_opens_again_when_it_is_asked(tiny: Advisor, tmp_path: Path) -> None:
    tiny.ingest(guides(tmp_path))
    before = tiny.search("pay")
    tiny.close()
    tiny.close()
    assert tiny.search("pay") == before


def test_warming_changes_nothing(tiny: Advisor, tmp_path: Path) -> None:
    tiny.warm()
    tiny.ingest(guides(tmp_path))
    before = tiny.search("pay")
    tiny.warm()
    assert tiny.search("pay") == before


def test_making_one_touches_nothing(tmp_path: Path) -> None:
    with Advisor(Settings(data_dir=tmp_path / "data")):
        pass
    assert list(tmp_path.iterdir()) == []


# --- guides that change ------------------------------------------------------------------------


def test_the_next_answer_is_from_the_new_edition(tiny: Advisor, tmp_path: Path) -> None:
    tiny.ingest(guides(tmp_path))
    assert any("Python" in hit.text for hit in tiny.search("learn", k=9))
    tiny.ingest(guides(tmp_path, GUIDE.replace("Python", "Rust")))
    texts = " ".join(hit.text for hit in tiny.search("learn", k=9))
    assert "Rust" in texts
    assert "Python" not in texts
    assert tiny.guide("guide.md").edition == 2


def test_a_new_edition_from_another_process_is_seen_by_the_next_question(
    tiny: Advisor, tmp_path: Path
) -> None:
    folder = guides(tmp_path)
    tiny.ingest(folder)
    assert not any("carpentry" in hit.text for hit in tiny.search("carpentry", k=9))

    new = GUIDE + "\n## Wood\n\nLearn carpentry in Zurich.\n"
    guides(tmp_path, new)
    subprocess.run(
        [sys.executable, "ingest.py", str(folder)],
        cwd=ROOT,
        env={
            **os.environ,
            "ADVISOR_DATA_DIR": str(tiny.settings.data_dir),
            "ADVISOR_EMBEDDING_MODEL": tiny.settings.embedding_model,
        },
        check=True,
        capture_output=True,
        timeout=120,
    )

    by_vectors_alone = {hit.section[-1] for hit in tiny.search("zebra", k=9)}
    assert by_vectors_alone == {"Pay", "Skills", "Wood"}
    best = tiny.search("carpentry in Zurich", k=9)
    assert any("carpentry" in hit.text for hit in best)
    assert tiny.guide("guide.md").text == new
    assert all(new[hit.start : hit.end] == hit.text for hit in best)
    answer = tiny.ask("Where do I learn carpentry in Zurich?")
    assert all(new[c.start : c.end] == c.quote and c.edition == 2 for c in answer.citations)


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("write_number", range(6))
def test_what_a_crash_leaves_behind_is_never_found(
    tiny: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_number: int
) -> None:
    tiny.ingest(guides(tmp_path))
    new = GUIDE.replace("Learn Python and SQL", "Fly to the moon")
    guides(tmp_path, new)
    written: list[str] = []

    def crashing(real: Callable[..., object]) -> Callable[..., object]:
        def write_or_crash(*arguments: object, **options: object) -> object:
            if len(written) == write_number:
                raise Crash
            written.append("")
            return real(*arguments, **options)

        return write_or_crash

    with monkeypatch.context() as patch:
        for name in ("upsert", "delete"):
            patch.setattr(Collection, name, crashing(getattr(Collection, name)))
        with pytest.raises(Crash):
            tiny.ingest([tmp_path / "guides"])

    live = tiny.guide("guide.md").text
    assert live in (GUIDE, new)
    stale = "Fly to the moon" if live == GUIDE else "Learn Python"
    for question in ("Fly to the moon", "Learn Python and SQL"):
        assert not any(stale in hit.text for hit in tiny.search(question, k=9))
        answer = tiny.ask(f"How do I {question}?")
        assert not any(stale in citation.quote for citation in answer.citations)
        assert all(live[c.start : c.end] == c.quote for c in answer.citations)


# --- another model -----------------------------------------------------------------------------


def test_another_model_is_refused_until_the_store_is_rebuilt(
    tiny: Advisor, tmp_path: Path, bundled_advisor: Advisor
) -> None:
    folder = guides(tmp_path)
    tiny.ingest(folder)
    tiny.close()

    for call in (*CALLS, lambda advisor, _: advisor.ingest([folder])):
        with pytest.raises(StoreError, match="--rebuild"):
            call(bundled_advisor, "How is the pay?")

    report = bundled_advisor.ingest([folder], rebuild=True)
    assert report.added == 5
    assert report.embedded == report.added - 1  # one section is one sentence
    assert bundled_advisor.ask("Does the pay grow?").text
    assert bundled_advisor.search("python", k=1)[0].section == ("Work", "Skills")
    with pytest.raises(StoreError, match="--rebuild"):
        tiny.search("pay")


@pytest.fixture
def bundled_advisor(tiny: Advisor) -> Advisor:
    """An advisor over the same data folder as `tiny`, with the bundled model."""
    return Advisor(Settings(data_dir=tiny.settings.data_dir))


def test_a_rebuild_keeps_what_has_taken_the_place_of_a_file(
    tiny: Advisor, tmp_path: Path, bundled_advisor: Advisor
) -> None:
    folder = write(tmp_path / "guides", {"guide.md": "# Work\n\nSew.\n"})
    upload = write(tmp_path / "uploads", {"guide.md": "# Work\n\nWeld.\n"}) / "guide.md"
    tiny.ingest([folder])
    tiny.ingest([upload], replaces={upload: "guide.md"})
    tiny.close()

    report = bundled_advisor.ingest([folder], rebuild=True)

    assert report.replaced == ((str(folder / "guide.md"), "guide.md"),)
    (guide,) = bundled_advisor.guides()
    assert ("Weld" in guide.text, guide.edition) == (True, 2)


def test_a_rebuild_counts_editions_on(
    tiny: Advisor, tmp_path: Path, bundled_advisor: Advisor
) -> None:
    folder = write(tmp_path / "guides", {"guide.md": "# Work\n\nSew.\n", "gone.md": "Gone.\n"})
    elsewhere = write(tmp_path / "elsewhere", {"other.md": "# Other\n\nBake.\n"})
    tiny.ingest([folder, elsewhere])
    write(folder, {"guide.md": "# Work\n\nWeld.\n"})
    tiny.ingest([folder])
    tiny.close()
    write(folder, {"guide.md": "# Work\n\nRivet.\n"})
    (folder / "gone.md").unlink()

    bundled_advisor.ingest([folder], rebuild=True)

    texts = {each.name: (each.edition, each.text) for each in bundled_advisor.guides()}
    assert texts == {
        "guide.md": (3, "# Work\n\nRivet.\n"), "other.md": (1, "# Other\n\nBake.\n"),
    }  # fmt: skip
    assert "Rivet" in bundled_advisor.ask("What is rivet work?").text


def test_a_failed_rebuild_leaves_the_store_as_it_was(
    tiny: Advisor, tmp_path: Path, bundled_advisor: Advisor
) -> None:
    tiny.ingest(guides(tmp_path))
    before = tiny.search("pay")
    tiny.close()
    (tmp_path / "empty").mkdir()
    with pytest.raises(GuideError):
        bundled_advisor.ingest([tmp_path / "empty"], rebuild=True)
    bundled_advisor.close()
    assert tiny.search("pay") == before


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    settings = Settings(data_dir=tmp_path / "data", embedding_model=str(tmp_path / "model"))
    with Advisor(settings) as advisor, pytest.raises(ModelError, match="ADVISOR_EMBEDDING_MODEL"):
        advisor.ingest(guides(tmp_path))


def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    folder = guides(tmp_path)
    advisor = Advisor(Settings(data_dir=tmp_path / "data"))
    with pytest.raises(StoreError, match=r"data cannot be written.*ADVISOR_DATA_DIR"):
        advisor.ingest(folder)
