"""Benchmarks: `python3 -m quizsite bench`. Ratios within one run, see README.md."""
