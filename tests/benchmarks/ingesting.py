"""How many passages an ingest takes in a second, beside the model alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from advisor import Advisor, Settings
from advisor.models.embedding import bundled_model
from tests.benchmarks.asking import CORPUS, embedded_texts
from tests.benchmarks.figures import Figure, in_turn, median_ratio
from tests.benchmarks.texts import write_guides

_SECTIONS = 600


def ingesting() -> Iterator[Figure]:
    """First ingests of the shipped guide and of large ones, over bare encoding."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large"
        write_guides(large, _SECTIONS)
        yield _figure("ingest, shipped guide / encode", CORPUS, Path(folder), runs=7)
        yield _figure("ingest, large guides / encode", large, Path(folder), runs=3)


def _figure(name: str, guides: Path, folder: Path, runs: int) -> Figure:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(bundled_model()), local_files_only=True)
    texts = _texts(guides, folder / f"texts-{guides.name}")
    model.encode(texts[:32], show_progress_bar=False)
    pairs: list[tuple[float, float]] = []
    for run in range(runs):
        settings = Settings(data_dir=folder / f"{guides.name}-{run}")
        with Advisor(settings) as advisor:
            advisor.warm()  # loading the model is not what is measured here
            pairs.append(
                in_turn(
                    lambda own=advisor: own.ingest([guides]),
                    lambda: model.encode(texts, batch_size=32, show_progress_bar=False),
                    run % 2 == 1,
                )
            )
    own, bare = sorted(pairs, key=lambda pair: pair[0] / pair[1])[runs // 2]
    return Figure(
        name,
        1 / median_ratio(pairs),
        f"{len(texts)} passages: {len(texts) / own:.0f} / {len(texts) / bare:.0f} a second",
        0.8,
        "at least",
    )


def _texts(guides: Path, folder: Path) -> list[str]:
    """What an ingest embeds, each text once, sorted by length."""
    with Advisor(Settings(data_dir=folder)) as advisor:
        advisor.ingest([guides])
        texts = set(embedded_texts(advisor, guides).values())
    return sorted(texts, key=len)
