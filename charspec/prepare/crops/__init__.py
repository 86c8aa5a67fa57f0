"""Crops that a set could have: where the subject is, and which part of the picture would train better."""

from charspec.prepare.crops.propose import Proposal, Shape, propose
from charspec.prepare.crops.subject import Subject, find_subject

__all__ = ["Proposal", "Shape", "Subject", "find_subject", "propose"]
