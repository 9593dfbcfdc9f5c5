"""Run notebooks: one at a time, in a pool, or on a cluster."""
