"""Which module may import which, what `import advisor` costs, and what it offers."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from fakes import ROOT

import advisor

PACKAGE = ROOT / "advisor"

#: The rooms in the order in which data flows: a module imports only from its own room and from
#: those before it.
ORDER = """
    errors types weights settings
    text models reading guide index fetching ingest retrieval
    checking answering advising conversation programs
    advisor serving cli evaluation ui command
""".split()

MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if path != PACKAGE / "__init__.py" and "__pycache__" not in path.parts
)


def name_of(path: Path) -> str:
    """The dotted name of a module, or of a package by its `__init__.py`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """The room that a module stands in, or its own name where it stands beside the rooms."""
    return module.removeprefix("advisor.").split(".")[0]


NAMES = {name_of(path) for path in MODULES}


def imported(path: Path) -> set[str]:
    """The advisor's modules that a module imports, anywhere in it, but those that it needs for
    its annotations alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    annotations = {
        node
        for each in ast.walk(tree)
        if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING"
        for child in each.body
        for node in ast.walk(child)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in annotations:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                found.add(below if below in NAMES else str(node.module))
    return {module for module in found if module.split(".")[0] == "advisor"}


def test_every_module_has_its_place_in_the_list() -> None:
    parts = {part_of(name) for name in NAMES}
    assert sorted(parts - set(ORDER)) == [], "put it in ORDER, below all that it imports"
    assert sorted(set(ORDER) - parts) == [], "take it out of ORDER"
    assert len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_those_above_it(path: Path) -> None:
    own = part_of(name_of(path))
    for module in imported(path):
        assert module in NAMES, f"{name_of(path)} imports {module}, not what it is made of"
        other = part_of(module)
        assert other == own or ORDER.index(other) < ORDER.index(own), f"{own} imports {other}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name_of(path): imported(path) for path in MODULES}
    assert sum(map(len, graph.values())) > 50
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("module", ["advisor", "advisor.cli", "advisor.ui.server"])
def test_an_import_brings_nothing_heavy(module: str) -> None:
    heavy = "torch sentence_transformers transformers gradio chromadb sklearn bm25s markitdown"
    code = (
        f"import sys, {module}\n"
        f"print(*sorted(set({heavy.split()!r}) & {{name.split('.')[0] for name in sys.modules}}))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert ended.stdout.split() == []


def test_what_is_offered_is_what_is_named() -> None:
    public = {
        name
        for name, value in vars(advisor).items()
        if not name.startswith("_") and not isinstance(value, type(ast))
    }
    assert public == set(advisor.__all__)
    assert len(set(advisor.__all__)) == len(advisor.__all__)


def test_every_error_is_an_advisor_error() -> None:
    errors = [
        value
        for name in advisor.__all__
        if isinstance(value := getattr(advisor, name), type) and issubclass(value, Exception)
    ]
    assert len(errors) >= 6
    assert all(issubclass(error, advisor.AdvisorError) for error in errors)
