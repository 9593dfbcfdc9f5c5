"""What is measured with many seeds, and the ranges that come of it."""
