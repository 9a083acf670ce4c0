"""Running a Lodestar: getting ready, the web server, the worker's chores, accounts from the command line."""
