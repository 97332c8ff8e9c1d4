"""Stories as the pipeline's tests have them."""

from tests.pipeline.conftest import lived, poll, story

__all__ = ["lived", "poll", "story"]
