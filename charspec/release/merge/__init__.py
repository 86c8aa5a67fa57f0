"""Several LoRAs of one base as one: a character and a style, for programs that load a single file."""

from charspec.release.merge.combine import Merged, Method, combine
from charspec.release.merge.header import merged_header
from charspec.release.merge.interference import Pair, interference, summary
from charspec.release.merge.parts import Part, common_base, read_part
from charspec.release.merge.written import as_lora, merged_files

__all__ = [
    "Merged",
    "Method",
    "Pair",
    "Part",
    "as_lora",
    "combine",
    "common_base",
    "interference",
    "merged_files",
    "merged_header",
    "read_part",
    "summary",
]
