"""The application as it is served, with pages of the bench beside it and the number of queries in a header."""

from ikz.settings import *
from ikz.settings import LOGGING, MIDDLEWARE, STORAGES

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.floor.count_queries", *MIDDLEWARE]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LOGGING["loggers"]["ikz.access"] = {"level": "WARNING"}
