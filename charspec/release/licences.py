"""What may be done with a release: its own licence and its base's, as the Hub's model cards name them."""

from __future__ import annotations

import re

from charspec.plan import ReleasePlan
from charspec.settings import Base

_IDENTIFIERS = """
afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 c-uda cc
cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0
cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0
cc0-1.0 creativeml-openrail-m ecl-2.0 epl-1.0 epl-2.0 eupl-1.1 eupl-1.2 gpl gpl-2.0 gpl-3.0 isc lgpl
lgpl-2.1 lgpl-3.0 mit mpl-2.0 ms-pl ncsa odbl openrail openrail++ osl-3.0 unlicense wtfpl zlib
"""
_KNOWN = frozenset(_IDENTIFIERS.split())
"""The Hub's identifiers; any other licence is `other` there, with a name."""


def front_matter(release: ReleasePlan, base: Base) -> dict[str, str]:
    """The licence's keys in the head of a model card; none where the release has no licence."""
    if not release.license:
        return {}
    said = re.sub(r"[\s_]+", "-", release.license.strip().lower())
    if said in _KNOWN:
        return {"license": said}
    named = {"license": "other", "license_name": said}
    if base.repository and said == base.license.lower():
        named["license_link"] = f"https://huggingface.co/{base.repository}"
    return named


def sentences(release: ReleasePlan, base: Base) -> list[str]:
    """What the card says of both licences."""
    own = (
        f"This LoRA: **{release.license}**."
        if release.license
        else "No licence is given for this LoRA: ask its author before you use it."
    )
    where = f"[{base.repository}](https://huggingface.co/{base.repository})" if base.repository else base.name
    found = [own, f"Its base {where}: **{base.license}**, which binds whoever uses the LoRA with it."]
    if not base.commercial:
        found.append(
            "**Not for commercial use:** the licence of the base allows non-commercial purposes alone, for "
            "derivatives too, and a LoRA is one. Read its text before you use either at work."
        )
    return found
