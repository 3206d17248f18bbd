"""Advising: who is asking, what a guide asks of them that they lack, and a plan that cites it."""
