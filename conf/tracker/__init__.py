"""Who is told of every step beside the run's own records."""
