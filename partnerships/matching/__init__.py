"""Proposals: what fits together of the three lists."""

from partnerships.matching.proposals import Proposal, proposals

__all__ = ["Proposal", "proposals"]
