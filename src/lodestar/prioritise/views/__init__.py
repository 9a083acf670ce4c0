"""Pages: programmes; areas, interventions and their numbers; deciding what is funded."""
