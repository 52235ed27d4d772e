"""Readers of messy prose: lines become blocks, blocks become sections, sections become drafts."""
