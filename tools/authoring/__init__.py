"""Chapters as text: read them, check them, make notebooks of them."""
