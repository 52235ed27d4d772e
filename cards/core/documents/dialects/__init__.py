"""Flashcard formats of other tools, read without changing a file."""
