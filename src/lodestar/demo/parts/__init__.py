"""The parts of the county, in the order of the cycle. Each makes its rows by the cycle's own actions, at the time they would have been made."""
