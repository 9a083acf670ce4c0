"""Journeys: people with work to do, in a browser, against a running Lodestar with its demo county."""
