"""Lodestar: outcomes-based commissioning, one record for the whole cycle."""

__version__ = "0.1.0"
