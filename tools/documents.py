"""How much of documents that other programs make is read.

    python -m tools.documents [--keep FOLDER]

writes each guide of corpus/ and tests/guides/ as documents by pandoc, LibreOffice and Chromium's
print, reads them, and compares the words and the headings with those of the guide. It needs the
commands pandoc (or the package pypandoc-binary), soffice and chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.guide.outline import outline
from advisor.reading.reader import SUFFIXES
from advisor.reading.sandbox import Converter
from advisor.text.blocks import front_matter
from advisor.text.plain import plain
from advisor.text.words import words_of

_ROOT = Path(__file__).parents[1]
_STYLE = (
    "<style>body{font-family:sans-serif;max-width:40em;margin:2em}td,th{border:1px solid}</style>"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a guide in a document: the share of its words that are read, how many words
    of a thousand are read that it does not have, and F1 of its headings with their levels."""

    document: str
    words: float
    added: float
    headings: float
    missing: tuple[str, ...]
    extra: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each document, and the worst of each figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="folder to leave the documents in")
    options = parser.parse_args(arguments)
    for command in ("soffice", "chromium"):
        if shutil.which(command) is None:
            print(f"{command} is needed; install it", file=sys.stderr)
            return 2
    found = []
    with tempfile.TemporaryDirectory() as name, Converter() as converter:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for guide in _guides():
            text = converter.read(guide)
            text = text[front_matter(text)[1] :]
            for document in _written(text, folder, guide.stem):
                found.append(compared(text, converter.read(document), document.name))
                each = found[-1]
                print(
                    f"{each.document:40} words {each.words:.4f}  added {each.added:5.1f}  "
                    f"headings {each.headings:.2f}  -{each.missing} +{each.extra}",
                    flush=True,
                )
    print(
        f"{len(found)} documents; least words {min(each.words for each in found):.4f}, most added "
        f"of a thousand {max(each.added for each in found):.1f}, least headings "
        f"{min(each.headings for each in found):.2f}, mean "
        f"{sum(each.headings for each in found) / len(found):.3f}"
    )
    return 0


def compared(text: str, read: str, document: str) -> Kept:
    """Compare what was read of a document with the guide that it was made of."""
    theirs, ours = Counter(_words(text)), Counter(_words(read))
    missing, extra = theirs - ours, ours - theirs
    return Kept(
        document,
        1 - missing.total() / theirs.total(),
        1000 * extra.total() / theirs.total(),
        _f1(_headings(text), _headings(read)),
        tuple(word for word, _ in missing.most_common(4)),
        tuple(word for word, _ in extra.most_common(4)),
    )


def _guides() -> Iterator[Path]:
    for folder in (_ROOT / "corpus", _ROOT / "tests" / "guides"):
        yield from sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


def _written(text: str, folder: Path, stem: str) -> Iterator[Path]:
    """Write a guide as documents of several programs, and yield each."""
    source = folder / f"{stem}.source.md"
    source.write_text(text, encoding="utf-8")
    title = outline(text, stem)[0].path[0]
    made = {
        suffix: folder / f"{stem}.pandoc.{suffix}" for suffix in ("docx", "epub", "html", "odt")
    }
    for path in made.values():
        _pandoc(source, path, title)
        if path.suffix != ".odt":
            yield path
    page = made["html"]
    page.write_text(_STYLE + page.read_text(encoding="utf-8"), encoding="utf-8")
    printed = folder / f"{stem}.chromium.pdf"
    _run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--print-to-pdf={printed}", page.as_uri())  # fmt: skip
    yield printed
    for suffix in ("docx", "pdf"):
        _run("soffice", "--headless", "--convert-to", suffix, "--outdir", str(folder / "office"),
             str(made["odt"]))  # fmt: skip
        path = folder / f"{stem}.office.{suffix}"
        (folder / "office" / f"{stem}.pandoc.{suffix}").replace(path)
        yield path


def _pandoc(source: Path, path: Path, title: str) -> None:
    try:
        import pypandoc  # type: ignore[import-not-found]

        command = pypandoc.get_pandoc_path()
    except ImportError:
        command = "pandoc"
    # The title is the first heading; metadata has it only where the format demands one.
    named = ["--metadata", f"title={title}"] if path.suffix == ".epub" else []
    _run(
        command,
        str(source),
        "--from",
        "gfm-tex_math_dollars",
        "--standalone",
        *named,
        "--output",
        str(path),
    )


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _words(text: str) -> list[str]:
    return [part for word in words_of(plain(text)) for part in re.findall(r"\w+", word)]


def _headings(text: str) -> Counter[tuple[int, str]]:
    return Counter(
        (len(section.path), " ".join(words_of(section.path[-1])))
        for section in outline(text, "Guide")
        if section.part == 0
    )


def _f1(expected: Counter[tuple[int, str]], found: Counter[tuple[int, str]]) -> float:
    shared = (expected & found).total()
    return 2 * shared / max(expected.total() + found.total(), 1)


if __name__ == "__main__":
    raise SystemExit(main())
