"""Readers of file formats: each turns the bytes of a file into Markdown.

A reader is a function of the file's bytes. What it raises besides GuideError means that the
file is broken; `guides.read_markdown` says so in words that a person understands.
"""
