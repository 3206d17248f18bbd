"""What many tests share: a clean environment, a tiny model, and the shipped guide, ingested once
with the bundled model."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import CORPUS, running_chroma
from sites import Site

from advisor import Advisor, Settings
from advisor.index.chroma import ChromaServer, Connection, EmbeddedChroma
from advisor.models.embedding import Embedder


@pytest.fixture(scope="session", autouse=True)
def _clean_environment() -> Iterator[None]:
    """No setting of the shell that the tests run in reaches them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith("ADVISOR_") and not name.startswith("ADVISOR_TEST_"):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """The guide that ships, behind the bundled model. Only for reading."""
    with Advisor(Settings(data_dir=tmp_path_factory.mktemp("shipped"))) as advisor:
        advisor.ingest([CORPUS])
        yield advisor


@pytest.fixture(scope="session")
def bundled() -> Embedder:
    """The bundled embedding model."""
    return Embedder()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sentence-transformers model that reads letters and knows nothing: one layer
    of 16 dimensions with random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("tiny")
    _save_bert(folder / "bert", BertModel)
    parts = [Transformer(str(folder / "bert")), Pooling(16)]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def tiny_multilingual_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the letters of many scripts and a vocabulary as large as such models have."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("multilingual")
    letters = "".join(filter(str.isalnum, map(chr, range(0x3000))))
    _save_bert(folder / "bert", BertModel, letters, more=100_000)
    parts = [Transformer(str(folder / "bert")), Pooling(16)]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def tiny_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sentence-transformers CrossEncoder with random weights."""
    from sentence_transformers import CrossEncoder
    from transformers import BertForSequenceClassification

    folder = tmp_path_factory.mktemp("reranker")
    _save_bert(folder / "bert", BertForSequenceClassification)
    CrossEncoder(str(folder / "bert"), num_labels=1, device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture
def tiny(tmp_path: Path, tiny_model: Path) -> Iterator[Advisor]:
    """An advisor with the tiny model and an empty store."""
    settings = Settings(data_dir=tmp_path / "data", embedding_model=str(tiny_model))
    with Advisor(settings) as advisor:
        yield advisor


@pytest.fixture
def loopback_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every attempt to connect beyond loopback fails the test."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0].startswith("127.") or address[0] == "::1", address
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", checked)


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on loopback, with nothing on it yet."""
    with Site() as started:
        yield started


@pytest.fixture
def free_port() -> int:
    """A TCP port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running_chroma(tmp_path_factory.mktemp("server"), port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=["embedded", "server"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Connection:
    """An empty Chroma, in process and on a server."""
    if request.param == "embedded":
        return EmbeddedChroma(tmp_path / "chroma")
    server = ChromaServer(request.getfixturevalue("chroma_server"))
    client = server.client()
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    return server


def _save_bert(
    folder: Path, kind: type, letters: str = "abcdefghijklmnopqrstuvwxyz0123456789", more: int = 0
) -> None:
    import torch
    from transformers import BertConfig, BertTokenizerFast

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters)]
    pieces += [f"[unused{number}]" for number in range(more)]
    BertTokenizerFast(vocab={piece: i for i, piece in enumerate(pieces)}).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=512,
        initializer_range=1.0,
        num_labels=1,
    )
    kind(config).save_pretrained(folder)
