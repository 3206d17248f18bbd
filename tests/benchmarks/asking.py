"""How much an answer costs beside the model and the vector store alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor import Advisor, Settings
from advisor.guide.carried import asked_passages, take_asked
from advisor.guide.context import embedded_text
from advisor.guide.passages import passages_of
from advisor.models.embedding import bundled_model
from advisor.reading.reader import read_markdown
from tests.benchmarks.figures import Figure, in_turn, median_ratio, percentile

CORPUS = Path(__file__).parents[2] / "corpus"
_ROUNDS = 3
_QUESTIONS_IN_A_ROUND = 50
_NEIGHBOURS = 10


def asking() -> Iterator[Figure]:
    """`ask` and `search` on the shipped guide, over one question encoded and one Chroma query."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data")
        plain_settings = Settings(data_dir=settings.data_dir, reranker="none")
        with (
            Advisor(settings) as advisor,
            Advisor(plain_settings) as plain_advisor,
            bare_query(advisor, CORPUS, Path(folder) / "bare") as bare,
        ):
            yield _figure("ask / encode + query", advisor.ask, bare, 10.0)
            yield _figure("search, no reranker / encode + query", plain_advisor.search, bare, 1.5)


@contextmanager
def bare_query(advisor: Advisor, guides: Path, folder: Path) -> Iterator[Callable[[str], object]]:
    """Ingests guides, and gives what cannot be spared for a question: to encode it and to ask a
    Chroma collection with the same vectors for its neighbours."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from sentence_transformers import SentenceTransformer

    advisor.ingest([guides])
    model = SentenceTransformer(str(bundled_model()), local_files_only=True)
    texts = list(embedded_texts(advisor, guides).values())
    client = chromadb.PersistentClient(
        path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
    )
    collection = client.create_collection(
        "bare", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    vectors = model.encode(texts, batch_size=32, show_progress_bar=False)
    for start in range(0, len(texts), 5_000):
        page = vectors[start : start + 5_000]
        collection.add(ids=[str(start + row) for row in range(len(page))], embeddings=page)

    def ask(question: str) -> object:
        vector = model.encode(question, show_progress_bar=False)
        return collection.query(query_embeddings=vector[None, :], n_results=_NEIGHBOURS)

    yield ask


def embedded_texts(advisor: Advisor, folder: Path) -> dict[str, str]:
    """What the passages of ingested guides are embedded as, by passage id.

    Args:
        advisor: has ingested the guides.
        folder: where from.
    """
    texts = {}
    for guide in advisor.guides():
        _, asked = take_asked(read_markdown(folder / guide.name))
        for passage in (*passages_of(guide), *asked_passages(guide, asked)):
            texts[passage.id] = embedded_text(guide, passage)
    return texts


def questions_about(corpus: Path) -> list[str]:
    """The questions of all sets in a folder."""
    return [
        json.loads(line)["question"]
        for path in sorted(corpus.glob("*.questions.jsonl"))
        if ".real." not in path.name  # they are of another kind, and much longer
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _figure(
    name: str, measured: Callable[[str], object], bare: Callable[[str], object], target: float
) -> Figure:
    questions = questions_about(CORPUS)
    for question in questions[-5:]:
        measured(question)
        bare(question)
    rounds: list[tuple[float, float]] = []
    for first in range(_ROUNDS):
        times = [
            in_turn(lambda q=question: measured(q), lambda q=question: bare(q), number % 2 == 1)
            for number, question in enumerate(questions[first::_ROUNDS][:_QUESTIONS_IN_A_ROUND])
        ]
        own, others = zip(*times, strict=True)
        rounds.append((percentile(own, 0.5), percentile(others, 0.5)))
    own_middle, bare_middle = sorted(rounds, key=lambda pair: pair[0] / pair[1])[_ROUNDS // 2]
    return Figure(
        name,
        median_ratio(rounds),
        f"p50 {1000 * own_middle:.1f} ms / {1000 * bare_middle:.1f} ms, warm",
        target,
    )
