"""A story of the newsroom, as the pipeline's tests have it."""

from tests.pipeline.conftest import lived, poll, story

__all__ = ["lived", "poll", "story"]
