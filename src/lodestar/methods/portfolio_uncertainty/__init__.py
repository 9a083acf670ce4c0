"""How firmly each intervention is in or out, what would change the choice, and what knowing more is worth."""

from lodestar.methods.portfolio_uncertainty.models import PortfolioUncertaintyInput, PortfolioUncertaintyValue

__all__ = ["PortfolioUncertaintyInput", "PortfolioUncertaintyValue"]
