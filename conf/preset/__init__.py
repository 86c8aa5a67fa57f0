"""One file per preset of `train:`; guide.yaml is the guide, word for word."""
