"""The bundled reranker as a file: a BERT cross-encoder as ONNX with 8-bit weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from advisor.errors import AdvisorError

#: How much of the difficulty of 8-bit activations goes over into the weights.
_SMOOTHING = 0.5
_STEPS = 127


@dataclass(frozen=True, slots=True)
class _Product:
    """A product with 8-bit weights: the weights' name in transformers and in the file, and the
    activations that they are multiplied with."""

    name: str
    base: str
    activations: str


class Graph:
    """A BERT cross-encoder as ONNX, whose products take 8-bit weights and activations.

    Activations have one scale for all their channels, so that the widest channel costs the others
    their precision. Each channel is therefore divided by a number first and its weights are
    multiplied with it (SmoothQuant: Xiao et al. 2023, https://arxiv.org/abs/2211.10438).

    Args:
        path: the file.

    Raises:
        AdvisorError: the package onnx is missing.
    """

    def __init__(self, path: Path) -> None:
        try:
            import onnx
        except ModuleNotFoundError as error:
            raise AdvisorError("Run: pip install onnx") from error
        self._onnx = onnx
        self._model = onnx.load(str(path))
        self._arrays = {each.name: each for each in self._model.graph.initializer}
        self._products = list(self._find_products())
        for product in self._products:
            self._divide(product.activations)

    def state(self) -> dict[str, Any]:
        """Return the weights as 32-bit floating point, by their names in transformers."""
        import torch

        state = {
            name: self._array(name)
            for name in self._arrays
            if name.startswith(("bert.", "classifier"))
            and "_scale" not in name
            and "_quantized" not in name
            and "_zero_point" not in name
        }
        for base in self._tables():
            state[base] = self._whole(base)
        for product in self._products:
            divisors = self._divisors(product)
            state[product.name] = (self._whole(product.base) / divisors[:, None]).T
        return {name: torch.tensor(np.ascontiguousarray(each)) for name, each in state.items()}

    def save(self, state: dict[str, Any], path: Path, inputs: Sequence[dict[str, Any]]) -> None:
        """Write other weights in the same graph.

        Those of a product have a scale for each output, since training moves them by less than a
        step of one scale for all.

        Args:
            state: the weights by their names in transformers.
            path: where to.
            inputs: what such a cross-encoder reads, a few hundred times; the channels'
                divisors come from the largest activations that it leads to.
        """
        weights = {name: each.numpy().astype(np.float32) for name, each in state.items()}
        for name, each in weights.items():
            if name in self._arrays:
                self._put(name, each)
        for base in self._tables():
            scale = np.abs(weights[base]).max() / _STEPS
            self._put_whole(base, weights[base], np.asarray(scale), np.zeros((), dtype=np.int8))
        products: dict[str, list[_Product]] = {}
        for product in self._products:
            products.setdefault(product.activations, []).append(product)
        self._smooth({each: np.float32(1.0) for each in products}, products, weights)
        largest = self._largest(list(products), inputs)
        divisors = {}
        for activations, group in products.items():
            widest = np.max([np.abs(weights[each.name]).max(axis=0) for each in group], axis=0)
            ratio = np.maximum(largest[activations], 1e-5) ** _SMOOTHING
            ratio /= np.maximum(widest, 1e-5) ** (1 - _SMOOTHING)
            divisors[activations] = ratio / np.exp(np.log(ratio).mean())
        self._smooth(divisors, products, weights)
        self._onnx.save(self._model, str(path))

    def _smooth(
        self,
        divisors: dict[str, Any],
        products: dict[str, list[_Product]],
        weights: dict[str, Any],
    ) -> None:
        for activations, group in products.items():
            for product in group:
                matrix = weights[product.name].T * np.reshape(divisors[activations], (-1, 1))
                scale = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / _STEPS
                zero = np.zeros(matrix.shape[1], dtype=np.int8)
                self._put_whole(product.base, matrix, scale, zero)
            size = weights[group[0].name].shape[1]
            reciprocal = np.broadcast_to(1 / divisors[activations], (size,))
            self._put(_smoothing(activations), reciprocal.astype(np.float32))

    def _largest(self, names: Sequence[str], inputs: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return the largest absolute value of each channel of activations."""
        from onnxruntime import InferenceSession

        copy = type(self._model).FromString(self._model.SerializeToString())
        for name in names:
            copy.graph.output.append(
                self._onnx.helper.make_tensor_value_info(name, self._onnx.TensorProto.FLOAT, None)
            )
        session = InferenceSession(copy.SerializeToString(), providers=["CPUExecutionProvider"])
        largest: dict[str, Any] = dict.fromkeys(names, 0.0)
        for each in inputs:
            for name, array in zip(names, session.run(list(names), each), strict=True):
                channels = np.abs(array).reshape(-1, array.shape[-1]).max(axis=0)
                largest[name] = np.maximum(largest[name], channels)
        return largest

    def _find_products(self) -> Iterator[_Product]:
        made = {output: node for node in self._model.graph.node for output in node.output}
        for node in self._model.graph.node:
            if node.op_type == "MatMulInteger":
                module = node.name.strip("/").replace("/", ".")
                for end in (".Gemm_MatMul_quant", ".MatMul_quant"):
                    module = module.removesuffix(end)
                activations = made[node.input[0]].input[0].removesuffix("/smoothed")
                base = node.input[1].removesuffix("_quantized")
                yield _Product(f"{module}.weight", base, activations)

    def _tables(self) -> Iterator[str]:
        for node in self._model.graph.node:
            if node.op_type == "DequantizeLinear":
                yield node.input[1].removesuffix("_scale")

    def _divide(self, activations: str) -> None:
        """See to it that the channels of activations are divided before they are quantized."""
        graph, divided = self._model.graph, f"{activations}/smoothed"
        for at, node in enumerate(graph.node):
            if node.op_type == "DynamicQuantizeLinear" and node.input[0] == activations:
                node.input[0] = divided
                factor = _smoothing(activations)
                graph.node.insert(
                    at, self._onnx.helper.make_node("Mul", [activations, factor], [divided])
                )
                self._arrays[factor] = graph.initializer.add(name=factor)
                self._put(factor, np.ones(1, dtype=np.float32))
                return

    def _divisors(self, product: _Product) -> Any:
        size = self._whole(product.base).shape[0]
        return np.broadcast_to(1 / self._array(_smoothing(product.activations)), (size,))

    def _whole(self, base: str) -> Any:
        parts = (self._array(f"{base}_{part}") for part in ("quantized", "zero_point", "scale"))
        steps, zero, scale = (part.astype(np.float32) for part in parts)
        return (steps - zero) * scale

    def _put_whole(self, base: str, weights: Any, scale: Any, zero: Any) -> None:
        steps = np.clip(np.round(weights / scale), -_STEPS, _STEPS)
        self._put(f"{base}_quantized", steps.astype(np.int8))
        self._put(f"{base}_scale", scale.astype(np.float32))
        self._put(f"{base}_zero_point", zero)

    def _array(self, name: str) -> Any:
        return self._onnx.numpy_helper.to_array(self._arrays[name])

    def _put(self, name: str, array: Any) -> None:
        made = self._onnx.numpy_helper.from_array(np.ascontiguousarray(array), name)
        self._arrays[name].CopyFrom(made)


def network(state: dict[str, Any]) -> Any:
    """Return a cross-encoder in full precision that has the weights of a graph."""
    from transformers import BertConfig, BertForSequenceClassification

    net = BertForSequenceClassification(
        BertConfig(
            hidden_size=384,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=1536,
            num_labels=1,
        )
    )
    net.load_state_dict(state)
    return net


def _smoothing(activations: str) -> str:
    return f"{activations}/smoothing"
