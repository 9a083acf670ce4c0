"""The ground under every app: ids, clocks, text, money, decisions, states, actions. Holds no rows of its own."""
