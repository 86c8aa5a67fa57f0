"""Wording that messages share."""


def plural(number: int, noun: str) -> str:
    """`1 spec`, `2 specs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def rate(value: float) -> str:
    """A learning rate as people write it: `1e-4`, `2.5e-5`, `0.01`."""
    if value >= 0.01:
        return f"{value:g}"
    digits, exponent = f"{value:.3e}".split("e")
    return f"{float(digits):g}e{int(exponent)}"
