"""Answers to exercises, right and wrong, tried on the exercises' checks."""
