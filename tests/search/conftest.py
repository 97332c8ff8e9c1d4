"""A story of the newsroom, as the pipeline's tests have it."""

from tests.pipeline.conftest import poll, story

__all__ = ["poll", "story"]
