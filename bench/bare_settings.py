"""The product's settings, with the bare endpoint beside the product's own addresses."""

from config.settings import *  # noqa: F403 - settings are a module's names

ROOT_URLCONF = "bench.bare_endpoint"
