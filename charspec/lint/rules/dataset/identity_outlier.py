"""Every picture shows the same character, as an encoder sees it.

A picture of someone else, or of the character in a wholly other design, teaches a second identity under the
same trigger. What pixels and words cannot tell, an image encoder can: its embeddings of one character lie
together. The rule needs one and is silent without: `encoder = "path/to/encoder.onnx"` in
`[tool.charspec.lint]`, a DINOv2 or CLIP vision tower, say (docs/lint.md says which); charspec brings none.

It compares within the set alone: how like each picture is to the others (the median of the cosines), and how
much the pictures differ in that. Named is what lies `outlier-spread` (6) times the usual deviation below the
middle, and at least 0.2: far, since back views and close-ups differ from the rest too. (Both are chosen
for the sake of silence, not measured: encoders differ.) It takes five pictures, and names at most a quarter
of them. Encoders look at manner and surroundings as well as at the character, so it is a hint.

## Fires
```character.yaml
images:
  images/1.png: {angle: front}
  images/2.png: {angle: profile}
  images/3.png: {angle: back}
  images/4.png: {angle: three-quarter}
  images/5.png: {angle: front}
```
```images/5.png
with a magenta sign
```
```charspec.toml
[lint]
encoder = "models/encoder.onnx"
```
```models/encoder.onnx
an encoder that knows magenta
```

## Does not fire
```character.yaml
images:
  images/1.png: {angle: front}
  images/2.png: {angle: profile}
  images/3.png: {angle: back}
  images/4.png: {angle: three-quarter}
  images/5.png: {angle: front}
```
```charspec.toml
[lint]
encoder = "models/encoder.onnx"
```
```models/encoder.onnx
an encoder that knows magenta
```

## Fix
None: whether it is the character, only a person can say.
"""

from collections.abc import Iterator, Mapping, Sequence

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity

CODE = "D113"
NAME = "identity-outlier"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 5
_LEAST_FALL = 0.2
_MOST_ODD = 0.25
_DEVIATION = 1.4826
"""A standard deviation over the median of the absolute deviations, of what is spread normally."""

_COMPARED = 64
"""Pictures that each is compared with: more tell no more, and a thousand times a thousand takes minutes."""


def check(embeddings: Mapping[str, Sequence[float]], thresholds: Thresholds) -> Iterator[Hit]:
    if len(embeddings) < _FEWEST:
        return
    like = _likeness(embeddings)
    middle = _median(list(like.values()))
    spread = _DEVIATION * _median([abs(one - middle) for one in like.values()])
    fall = max(thresholds.outlier_spread * spread, _LEAST_FALL)
    odd = [file for file, one in like.items() if one < middle - fall]
    # Where many are far from each other, there is no character to be far from.
    if len(odd) > max(1, _MOST_ODD * len(like)):
        return
    for file in odd:
        yield Hit(
            ("images", file),
            f"{file} looks unlike the other {len(like) - 1} to the encoder (likeness {like[file]:.2f}, the "
            f"others {middle:.2f})",
            "See whether it is the same character in the same design; if so, ignore this with the reason.",
        )


def _likeness(embeddings: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The median cosine of each picture to the others, or to some of them spread over the set."""
    step = -(-len(embeddings) // _COMPARED)
    some = list(embeddings.items())[::step]
    return {
        file: _median([_product(one, other) for name, other in some if name != file])
        for file, one in embeddings.items()
    }


def _median(values: Sequence[float]) -> float:
    """The middle value (`statistics` costs 6 ms to import, which every first run would pay)."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return (ordered[half] + ordered[-1 - half]) / 2


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
