"""Training: a plan and its pictures in, a run's folder out. Encode, train, sample; one component in memory at
a time.

`charspec.train.run.train` is the way in. This package itself imports nothing, so that a run's status can be
asked without torch.
"""
