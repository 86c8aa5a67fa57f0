"""Problems of reading a spec as hits: reading found them, the S rules name and explain them."""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit
from charspec.source import Problem


def hits_of(problems: Sequence[Problem], code: str, step: str, always: bool = False) -> Iterator[Hit]:
    """The problems of one code; `step` is the next step where a problem itself names none.

    With `always`, the step stands before what a problem says, which is then no step but what a field is for.
    """
    for problem in problems:
        if problem.code == code:
            hint = f"{step} {problem.hint}" if always and problem.hint else problem.hint or step
            yield Hit(problem.path, problem.message, hint, span=problem.span, file=problem.file)
