"""The rules of mock interviews: what is asked, for how long, and what an answer was worth."""
