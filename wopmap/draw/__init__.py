"""Drawers: one scene in, one kind of picture out."""
