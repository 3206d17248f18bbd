"""What becomes of ingesting and asking when the guides are large, and while they change."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from advisor import Advisor, Settings
from advisor.guide.passages import passages_of, plain
from advisor.types import IngestReport
from tests.benchmarks.figures import Figure, median_ratio, percentile, seconds
from tests.benchmarks.texts import write_guides

ROOT = Path(__file__).parents[2]
_SMALL = 100
_EDITS = 3
_RUNS = 3
_ASKED = 100
_IDLE_SECONDS = 15
_FILES_REWRITTEN = 5


def growing(sections: int = 10_000) -> Iterator[Figure]:
    """Re-ingests, answers, memory and disk at many sections, beside the first ingest and beside
    a hundred sections.

    Args:
        sections: how many; a multiple of 100, and at least 1,000.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        guides = folder / "guides"
        paths = write_guides(guides, sections)
        small_guides = folder / "small-guides"
        small_guides.mkdir()
        (small_guides / paths[0].name).write_bytes(paths[0].read_bytes())
        large, small = folder / "large", folder / "small"
        with Advisor(Settings(data_dir=small)) as advisor:
            advisor.ingest([small_guides])
            questions = folder / "questions.json"
            questions.write_text(json.dumps(_questions(advisor)), encoding="utf-8")
        with Advisor(Settings(data_dir=large)) as advisor:
            yield from _re_ingesting(advisor, guides, paths)
        yield from _answering(small, large, questions, sections)
        yield from _while_ingesting(large, questions, guides, paths)


def _re_ingesting(advisor: Advisor, guides: Path, paths: list[Path]) -> Iterator[Figure]:
    advisor.warm()
    reports: list[IngestReport] = []
    first = seconds(lambda: reports.append(advisor.ingest([guides])))
    passages = reports[0].added
    print(f"  first ingest: {passages} passages in {first:.0f} s", file=sys.stderr, flush=True)

    again = [seconds(lambda: reports.append(advisor.ingest([guides]))) for _ in range(_RUNS)]
    yield _share("re-ingest, nothing changed / first", again, first, 0.02)
    yield Figure(
        "passages embedded when nothing changed",
        sum(report.embedded for report in reports[1:]),
        f"of {passages}",
        0,
        unit="",
    )

    times, surplus = [], 0
    for edit in range(1, _EDITS + 1):
        path = paths[len(paths) * edit // (_EDITS + 1)]
        heading = _edit(path, edit)
        times.append(seconds(lambda: reports.append(advisor.ingest([guides]))))
        guide = advisor.guide(path.name)
        own = [each for each in passages_of(guide) if each.path[-1] == heading]
        surplus += max(0, reports[-1].embedded - len(own))
    yield _share("re-ingest, one section edited / first", times, first, 0.03)
    yield Figure(
        "passages embedded beyond the edited section's", surplus, f"{_EDITS} edits", 0, unit=""
    )


def _share(name: str, times: list[float], first: float, target: float) -> Figure:
    middle = statistics.median(times)
    return Figure(name, middle / first, f"{middle:.2f} s / {first:.0f} s", target)


def _edit(path: Path, number: int) -> str:
    """Adds a sentence to a section in the middle of a guide; returns its heading."""
    parts = path.read_text(encoding="utf-8").split("\n## ")
    middle = len(parts) // 2
    parts[middle] = (
        parts[middle].rstrip("\n") + f" This was looked over again in {2020 + number}.\n"
    )
    path.write_text("\n## ".join(parts), encoding="utf-8")
    return plain(parts[middle].split("\n", 1)[0])


def _questions(advisor: Advisor) -> list[str]:
    """Something to ask of each section: the beginnings of sentences."""
    (guide,) = advisor.guides()
    sentences = [each for each in passages_of(guide) if each.kind == "sentence"]
    step = max(1, len(sentences) // _ASKED)
    return [
        "What about " + " ".join(plain(each.text).split()[:10]) + "?" for each in sentences[::step]
    ][:_ASKED]


def _answering(small: Path, large: Path, questions: Path, sections: int) -> Iterator[Figure]:
    pairs, memory = [], []
    for _ in range(_RUNS):
        few, few_memory = _asked(small, questions)
        many, many_memory = _asked(large, questions)
        pairs.append((percentile(many, 0.95), percentile(few, 0.95)))
        memory.append((many_memory - few_memory) / (sections - _SMALL) / 1024)
    own, bare = sorted(pairs, key=lambda pair: pair[0] / pair[1])[_RUNS // 2]
    yield Figure(
        f"ask p95, {sections} sections / {_SMALL}",
        median_ratio(pairs),
        f"{1000 * own:.1f} ms / {1000 * bare:.1f} ms, warm",
        2.5,
    )
    yield Figure(
        "memory per section",
        statistics.median(memory),
        "of an asking process, beyond one with 100 sections",
        unit="KiB",
    )
    size = sum(path.stat().st_size for path in large.rglob("*") if path.is_file())
    yield Figure(
        "disk per section", size / sections / 1024, f"{size / 2**20:.0f} MiB in all", unit="KiB"
    )


def _asked(data: Path, questions: Path) -> tuple[list[float], float]:
    """Seconds of each answer of an asking process, and its memory in bytes."""
    done = subprocess.run(
        [*_ASKER, str(data), str(questions), str(_ASKED)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    *answers, last = [json.loads(line) for line in done.stdout.splitlines()]
    _raise_first(answers)
    return [each["seconds"] for each in answers], float(last["memory"])


_ASKER = [sys.executable, "-m", "tests.benchmarks.asker"]


def _while_ingesting(
    data: Path, questions: Path, guides: Path, paths: list[Path]
) -> Iterator[Figure]:
    for path in paths[:_FILES_REWRITTEN]:
        text = path.read_text(encoding="utf-8")
        reworded = re.sub(r"\n\n(?!#)", "\n\nIn other words: ", text)
        path.write_text(reworded, encoding="utf-8")
    answers: list[dict[str, Any]] = []
    with subprocess.Popen(
        [*_ASKER, str(data), str(questions)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as asker:
        assert asker.stdout is not None
        assert asker.stdin is not None
        output = asker.stdout

        def note() -> None:
            answers.extend(map(json.loads, output))

        reader = threading.Thread(target=note)
        reader.start()
        while not answers and asker.poll() is None:
            time.sleep(0.1)
        time.sleep(_IDLE_SECONDS)
        begun = time.time()
        subprocess.run(
            [sys.executable, "ingest.py", str(guides)],
            cwd=ROOT,
            env={**os.environ, "ADVISOR_DATA_DIR": str(data)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        ended = time.time()
        time.sleep(2)
        asker.stdin.close()
        reader.join()
    given = [each for each in answers if "at" in each]
    idle = [each["seconds"] for each in given if each["at"] < begun]
    busy = [each["seconds"] for each in given if begun <= each["at"] <= ended]
    own, bare = percentile(busy, 0.5), percentile(idle, 0.5)
    yield Figure(
        "ask p50, while an ingest runs / idle",
        own / bare,
        f"{1000 * own:.1f} ms / {1000 * bare:.1f} ms; {len(busy)} answers in {ended - begun:.0f} s",
        3.0,
    )
    errors = [each["error"] for each in given if each["error"]]
    detail = f"of {len(given)} answers" + (f"; first: {errors[0][:100]}" if errors else "")
    yield Figure("errors while an ingest runs", len(errors), detail, 0, unit="")


def _raise_first(answers: list[dict[str, Any]]) -> None:
    errors = [each["error"] for each in answers if each["error"]]
    if errors:
        raise RuntimeError(f"{len(errors)} of {len(answers)} answers failed: {errors[0]}")
