"""The line of sight: everything an aim, outcome, target, contract, payment or goal is tied to, both ways."""

from lodestar.learn.queries.sight.reach import KINDS
from lodestar.learn.queries.sight.strip import Node, Sight, Stage, Station, line_of_sight

__all__ = ["KINDS", "Node", "Sight", "Stage", "Station", "line_of_sight"]
