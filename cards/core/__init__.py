"""Rules: no Django, no database, no clock, no chance."""
