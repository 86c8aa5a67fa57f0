"""The JSON Schemas, generated from the models by `python -m charspec.schema`."""
