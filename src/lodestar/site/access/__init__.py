"""The pages about people with accounts, organisations and roles: `lodestar.access` itself lies below the interface and has none."""
