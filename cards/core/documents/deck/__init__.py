"""Our own deck format in Markdown, and the engine that foreign Markdown dialects share."""
