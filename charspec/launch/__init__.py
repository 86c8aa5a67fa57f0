"""Running commands somewhere, one per job."""
