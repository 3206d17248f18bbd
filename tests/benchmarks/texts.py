"""Guides of any size made of varied real text: the documentation of the standard library and of
the libraries that the advisor is built on."""

from __future__ import annotations

import ast
import re
import sysconfig
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_LIBRARIES = ("numpy", "scipy", "sklearn", "transformers", "pandas", "networkx")
_LEAST, _MOST = 100, 700  # characters of a section's text
_SECTIONS_IN_A_FILE = 100
_UNFIT = re.compile(r"^(?:\s|>>>|\.\. |#|[-=~^`*+|<:\d])|[-=~]{3,}|::|>>>|\|", re.MULTILINE)
_MARKUP = re.compile(r":[a-z]+:`~?([^`<]+?)(?:\s*<[^>]*>)?`_*|`{1,2}([^`]+)`{1,2}_*")


def write_guides(folder: Path, sections: int) -> list[Path]:
    """Writes Markdown guides of some 100 sections each, no two sections alike.

    Args:
        folder: where to; made when missing.
        sections: how many in all.

    Raises:
        RuntimeError: there is not that much text on this machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    documented = list(islice(_documented(), sections))
    if len(documented) < sections:
        raise RuntimeError(f"only {len(documented)} of {sections} sections could be made")
    paths = []
    for start in range(0, sections, _SECTIONS_IN_A_FILE):
        number = start // _SECTIONS_IN_A_FILE + 1
        parts = [f"# Handbook {number}\n"]
        for name, text in documented[start : start + _SECTIONS_IN_A_FILE]:
            parts.append(f"## {name}\n\n{text}\n")
        paths.append(folder / f"handbook-{number:03}.md")
        paths[-1].write_text("\n".join(parts), encoding="utf-8")
    return paths


def _documented() -> Iterator[tuple[str, str]]:
    """The names of modules, classes and functions with what is said of them."""
    places = sysconfig.get_paths()
    library, packages = Path(places["stdlib"]), Path(places["purelib"])
    seen = set()
    for root in (library, *(packages / name for name in _LIBRARIES)):
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root.parent if root != library else root).with_suffix("").parts
            if {"test", "tests", "idlelib", "site-packages", "lib2to3"} & set(parts):
                continue
            for name, documentation in _in_module(path):
                text = _prose(documentation)
                if len(text) >= _LEAST and text not in seen:
                    seen.add(text)
                    yield ".".join((*parts, name) if name else parts), text


def _in_module(path: Path) -> Iterator[tuple[str, str]]:
    try:
        module = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            documentation = ast.get_docstring(node)
            if documentation:
                yield getattr(node, "name", ""), documentation


def _prose(documentation: str) -> str:
    """The paragraphs of prose at the beginning, as Markdown."""
    taken: list[str] = []
    for paragraph in re.split(r"\n\s*\n", documentation):
        if _UNFIT.search(paragraph):
            continue
        words = " ".join(_MARKUP.sub(lambda match: match[1] or match[2], paragraph).split())
        if taken and sum(map(len, taken)) + len(words) > _MOST:
            break
        taken.append(words[:_MOST])
    return "\n\n".join(taken)
