"""PDF and Word files: their text, taken out by a process that can be killed."""
