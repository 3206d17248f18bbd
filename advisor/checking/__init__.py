"""Do the passages that a sentence of a written answer cites support it?"""

from advisor.checking.checker import Checker, SupportModel

__all__ = ["Checker", "SupportModel"]
