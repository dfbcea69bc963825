"""The application's settings for tests: a data folder of their own, cheap hashing, work done at once."""

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests")
os.environ["IKZ_DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "tests")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "sqlite://:memory:")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the thread of the tests

from ikz.settings import *
from ikz.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = [one for one in MIDDLEWARE if "whitenoise" not in one] + ["zeal.middleware.zeal_middleware"]
# No thread of the live server may outlast its test with a connection.
DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
