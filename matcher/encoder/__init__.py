"""Texts to vectors: the protocol, the real encoder, the small one, and its weights."""
