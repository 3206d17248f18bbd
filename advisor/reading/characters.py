"""Characters that are in a text but not seen."""

from __future__ import annotations

import re

#: Soft hyphens, zero-width spaces, word joiners and byte order marks.
_UNSEEN = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
#: Joiners and marks of direction, which other scripts and emoji need, inside a Latin word.
_INSIDE = re.compile("(?<=[A-Za-z0-9])[\u200c-\u200f\u202a-\u202e\u2066-\u2069]+(?=[A-Za-z0-9])")


def without_unseen(text: str) -> str:
    """Return a text without the characters of no width that divide words, such as soft hyphens."""
    return _INSIDE.sub("", _UNSEEN.sub("", text))
