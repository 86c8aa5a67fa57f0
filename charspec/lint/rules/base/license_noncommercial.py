"""A character for commercial use is trained on a base that allows it.

A LoRA is a derivative of its base, and the licences of FLUX.2 dev and FLUX.2 klein 9B allow derivatives for
non-commercial purposes only. `release.commercial: true` says that the model is meant for more. FLUX.2 klein
4B, Z-Image and Qwen-Image are Apache-2.0. What a licence says about the pictures that a model draws is
another question, which this rule does not judge.

## Fires
```character.yaml
base: flux2-klein-9b
release:
  commercial: true
```

## Does not fire
```character.yaml
base: flux2-klein-4b
release:
  commercial: true
```

## Fix
None: another base, another purpose and a commercial licence all mend it.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.settings import Base, base_names, load_base
from charspec.spec import CharacterSpec

CODE = "B103"
NAME = "license-noncommercial"
SEVERITY: Severity = "warning"


def check(spec: CharacterSpec, base: Base) -> Iterator[Hit]:
    if not spec.release or not spec.release.commercial or base.commercial:
        return
    others = [known for name in base_names() if (known := load_base(name)).commercial and known.repository]
    named = ", ".join(f"`base: {other.name}`" for other in others)
    yield Hit(
        ("release", "commercial"),
        f"a LoRA on {base.name} is not for commercial use: its licence is {base.license}",
        f"Choose a base that allows it ({named}), write `commercial: false`, or buy a licence.",
    )
