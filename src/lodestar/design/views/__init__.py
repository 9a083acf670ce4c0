"""Pages: outcome frameworks and outcomes; services."""
