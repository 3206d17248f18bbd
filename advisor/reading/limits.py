"""How much a file may ask of the machine before it is refused, and what of it is read."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost, and what is read.

    Each is the setting `ADVISOR_READ_` + its name in capitals.

    Attributes:
        seconds: of wall time for the conversion of one file.
        memory_mb: that the process of the conversion may take (at least 300; it needs some
            200 MB for itself). Held where the platform can hold it.
        file_mb: the size of a file.
        unpacked_mb: what the parts of a DOCX, EPUB or PPTX file unpack to, all together.
        text_mb: the size of the text in a file.
        speaker_notes: whether the notes of slides are read; they are often meant for one person.
    """

    seconds: float = 120.0
    memory_mb: int = 2048
    file_mb: int = 100
    unpacked_mb: int = 500
    text_mb: int = 50
    speaker_notes: bool = False
