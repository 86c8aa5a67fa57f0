"""Silence about packages that are installed and not asked for: torchao and bitsandbytes report at import each
kernel that this machine has no use for, and a user who trains without them would look for a fault.

Their errors stay. Import this before diffusers or peft.
"""

import logging

_TALKERS = (
    "bitsandbytes",
    "diffusers.quantizers.torchao.torchao_quantizer",
    "torch.utils._pytree",
    "torchao",
)

for _name in _TALKERS:
    logging.getLogger(_name).setLevel(logging.ERROR)
