"""Models that a rule may look through, if the user has some: ONNX files, run by onnxruntime without torch.

None comes with charspec and none is downloaded. `[tool.charspec.lint]` names them, relative to its file; the
rules that need one are silent without. docs/lint.md states what each takes and gives; pictures are as they
train: cropped, upright.
"""
