"""The one error a user sees, and the one way to address a value.

`CharspecError` carries the parts of the paragraph that the command line prints: what went wrong, where
(`file:line:column`), and what to do next. Any other exception that reaches a user is a bug.
"""

from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""The address of a value: `("images", "images/front.png", "caption")`, list items by their index.

A YAML position, pydantic's `loc`, a finding's address, a fix's target and the key of a value's origin are
all this.
"""


class CharspecError(Exception):
    """Something the user can mend: `message` says what, `where` the place, `hint` the next step.

    `exit_code` is 1 for findings and runs that failed, 2 for wrong usage or a path that is not there.
    """

    def __init__(
        self, message: str, where: str | None = None, hint: str | None = None, exit_code: int = 2
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        step = f"\n{self.hint}" if self.hint else ""
        return f"{place}{self.message}{step}"


def dotted(path: Path) -> str:
    """Write a path for people: `images["images/front.png"].caption`, `identity.with[0]`.

    >>> dotted(("identity", "with", 0))
    'identity.with[0]'
    """
    parts: list[str] = []
    for key in path:
        if isinstance(key, int):
            parts.append(f"[{key}]")
        elif key.replace("_", "").replace("-", "").isalnum():
            parts.append(f".{key}" if parts else key)
        else:
            parts.append(f'["{key}"]')
    return "".join(parts)
