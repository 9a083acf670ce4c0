"""The pages of what happened: `lodestar.audit` itself lies below the interface and knows nobody's name."""
