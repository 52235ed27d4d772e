"""Sets of words written as a sentence of words, which reads better than a column of strings."""


def word_set(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())
