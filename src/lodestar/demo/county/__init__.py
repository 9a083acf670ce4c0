"""Brackenshire, a county that does not exist: its organisations, people, decisions and contracts as plain data.

Nothing here touches the database. `lodestar.demo.load` turns it into rows by the cycle's own actions.
"""
