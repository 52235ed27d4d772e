"""Packages of Anki: a zipped SQLite collection of notes, read as hostile input."""
