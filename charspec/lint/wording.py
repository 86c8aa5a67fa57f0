"""Wording that messages share."""


def plural(number: int, noun: str) -> str:
    """`1 spec`, `2 specs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
