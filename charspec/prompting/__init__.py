"""Test prompts that try what a set lacks: one per side of the guide's step 6."""

from charspec.prompting.placing import put_prompts
from charspec.prompting.propose import SLOTS, Proposal, as_tests, lacking, propose
from charspec.prompting.showing import Shown, showing

__all__ = ["SLOTS", "Proposal", "Shown", "as_tests", "lacking", "propose", "put_prompts", "showing"]
