"""The file is YAML that can be read.

A spec is plain text in YAML. What cannot be read is not guessed at: the finding stands where reading stopped,
and says in words what YAML made of the line.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a young woman with silver hair
images:
  images/front.png:
    caption: {trigger}, {identity}, standing
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a young woman with silver hair
images:
  images/front.png:
    caption: "{trigger}, {identity}, standing"
```

## Fix
Safe: values that begin with `{trigger}` or `{identity}` are quoted, if that is all that is wrong. What else
was meant only its author knows.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem, Source, parse, quote_placeholders

CODE = "S101"
NAME = "unreadable-yaml"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem], source: Source) -> Iterator[Hit]:
    for hit in hits_of(problems, CODE, "Check the indentation and the quotation marks of this line."):
        if hit.file is None and _quoting_helps(source):
            fix = Fix(
                "Quote the values that begin with a placeholder", (Rewrite((), quote_placeholders, "file"),)
            )
            yield hit._replace(fix=fix)
        else:
            yield hit


def _quoting_helps(source: Source) -> bool:
    quoted = quote_placeholders(source.text)
    return quoted != source.text and not any(one.code == CODE for one in parse(quoted).problems)
