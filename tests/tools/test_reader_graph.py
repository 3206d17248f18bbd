"""The bundled reranker's weights, taken out of its file and put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools.reader_graph import Graph, network

READER = Path(__file__).parents[2] / "advisor" / "models" / "reader"
PAIRS = (
    ("what do juniors earn", "Pay: Juniors earn 30,000 a year."),
    ("what do juniors earn", "Pay: Seniors earn 60,000 a year."),
    ("is the degree needed, i am 45", "Ways in: No degree is asked for."),
    ("how long does it take", "History: The guild was founded in 1911."),
)


@pytest.fixture(scope="module")
def inputs() -> list[dict[str, Any]]:
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(READER / "tokenizer.json"))
    return [
        dict(tokenizer(*pair, return_token_type_ids=True, return_tensors="np")) for pair in PAIRS
    ]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, inputs: list[dict[str, Any]]) -> Path:
    """The weights that ship, saved once more."""
    graph = Graph(READER / "model.onnx")
    path = tmp_path_factory.mktemp("graph") / "model.onnx"
    graph.save(graph.state(), path, inputs)
    return path


def test_weights_are_found_again(saved: Path) -> None:
    before, after = Graph(READER / "model.onnx").state(), Graph(saved).state()
    assert before.keys() == after.keys()
    for name, weights in before.items():
        off = float((after[name] - weights).norm() / weights.norm())
        assert off < 0.05, name


def test_channels_of_activations_are_evened_out(saved: Path) -> None:
    import onnx

    arrays = {each.name: each for each in onnx.load(str(saved)).graph.initializer}
    factors = [
        onnx.numpy_helper.to_array(array)
        for name, array in arrays.items()
        if name.endswith("/smoothing")
    ]
    assert len(factors) == 50  # four inputs of products a layer, the pooler's and the head's
    assert all(each.max() > 1.5 * each.min() > 0 for each in factors)


def test_a_graph_can_be_saved_again_and_again(
    saved: Path, tmp_path: Path, inputs: list[dict[str, Any]]
) -> None:
    graph = Graph(saved)
    graph.save(graph.state(), tmp_path / "again.onnx", inputs)
    assert scores(tmp_path / "again.onnx", inputs) == pytest.approx(scores(saved, inputs), abs=0.8)


def test_it_says_about_what_its_weights_say_in_full_precision(
    saved: Path, inputs: list[dict[str, Any]]
) -> None:
    import torch

    net = network(Graph(saved).state()).eval()
    with torch.no_grad():
        full = [
            float(net(**{k: torch.tensor(v) for k, v in each.items()}).logits[0, 0])
            for each in inputs
        ]
    assert scores(saved, inputs) == pytest.approx(full, abs=0.8)
    assert np.argmax(full[:2]) == 0


def scores(path: Path, inputs: list[dict[str, Any]]) -> list[float]:
    from onnxruntime import InferenceSession

    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return [float(session.run(None, each)[0][0, 0]) for each in inputs]
