"""What formats share: findings as plain data, their fingerprints, text fit for a terminal, the last line."""
