"""Chinese captions and prompts meet a base that was made for Chinese.

Z-Image and Qwen-Image were made for English and Chinese; the guide names Z-Image where Chinese lettering is
wanted (step 1). Of the other bases charspec knows English only: FLUX.2 reads more languages than that by
its publisher, the embedded base reads nothing else. So this is for information, said once, and nothing need
be done where the test prompts come out right. Names, quoted words and single signs in English text are no
Chinese caption.

## Fires
```character.yaml
base: flux2-klein-4b
images:
  images/front.png:
    caption: Vendalixia, 一位银发红围巾的年轻女子, 正面, 微笑, 站在森林里
```

## Does not fire
```character.yaml
base: z-image
images:
  images/front.png:
    caption: Vendalixia, 一位银发红围巾的年轻女子, 正面, 微笑, 站在森林里
```

## Fix
None: the base and the language are the author's choice.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lazy import pattern
from charspec.lint.finding import Also, Hit, Severity
from charspec.lint.sets.prompts import Prompt
from charspec.lint.wording import plural
from charspec.settings import Base, base_names, load_base
from charspec.source import Source
from charspec.spec import CharacterSpec

CODE = "B104"
NAME = "prompt-language"
SEVERITY: Severity = "info"

_CHINESE = "zh"
_IDEOGRAPH = pattern(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = pattern(r"[^\W\d_\u3400-\u4dbf\u4e00-\u9fff]+")
_IDEOGRAPHS_PER_WORD = 2
"""Most Chinese words are written with two."""
_JAPANESE_OR_KOREAN = pattern(r"[\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af]")


def check(
    items: Sequence[Item], prompts: Sequence[Prompt], spec: CharacterSpec, base: Base, source: Source
) -> Iterator[Hit]:
    if _CHINESE in base.languages:
        return
    captions = [item for item in items if is_chinese(item.caption.replace(spec.trigger, ""))]
    asked = [prompt for prompt in prompts if is_chinese(prompt.text.replace(spec.trigger, ""))]
    if not captions and not asked:
        return
    texts = [plural(len(captions), "caption")] * bool(captions) + [plural(len(asked), "prompt")] * bool(asked)
    one = len(captions) + len(asked) == 1
    bilingual = [f"`base: {name}`" for name in base_names() if _CHINESE in load_base(name).languages]
    first = captions[0].file if captions else asked[0].slot
    yield Hit(
        ("base",) if ("base",) in source.values else ("images",),
        f"{' and '.join(texts)} {'is' if one else 'are'} Chinese ({first}{'' if one else ', …'}), and "
        f"{base.name} is not known to be made for it",
        f"Made for Chinese: {', '.join(bilingual)}. If the test prompts come out right, leave it.",
        also=tuple(Also(("tests", prompt.slot), "a Chinese prompt") for prompt in asked if spec.tests),
    )


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese for the most part: more of its words than of other scripts.

    >>> is_chinese("a red sign that says 出口"), is_chinese("LED灯, 站在森林里"), is_chinese("森の中に立つ")
    (False, True, False)
    """
    if text.isascii() or _JAPANESE_OR_KOREAN().search(text):
        return False
    return len(_IDEOGRAPH().findall(text)) > _IDEOGRAPHS_PER_WORD * len(_WORD().findall(text))
