from .channel import test_post
