"""The calculations: pure, typed, versioned functions with no database, clock, network or hidden randomness.

The web pages, the command line and HTTP all call :func:`run`.
"""

from lodestar.methods.base import Fault, FaultyInput, Method, UnknownMethod, evaluate, find, headline, names, run, run_json, schema

__all__ = ["Fault", "FaultyInput", "Method", "UnknownMethod", "evaluate", "find", "headline", "names", "run", "run_json", "schema"]
