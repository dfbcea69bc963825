"""Settings, from the environment only. What is missing and has no safe default stops the start."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from ikz import identity_providers
from initiatives.enums import Role

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("IKZ_DATA_DIR", str(BASE_DIR / "var"))).resolve()
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"Der Datenordner {DATA_DIR} lässt sich nicht anlegen ({error.strerror})."
    ) from error

SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32, error="mindestens 32 Zeichen"))
DEBUG = env.bool("IKZ_DEBUG", False)
HOST = env.str("IKZ_HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
WORKERS = env.int("WEB_CONCURRENCY", 2, validate=validate.Range(min=1, error="mindestens 1"))
BASE_URL = env.str("IKZ_BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
DEMO_PASSWORD = env.str("IKZ_DEMO_PASSWORD", "")
UPLOAD_MB = env.int("IKZ_UPLOAD_MB", 20, validate=validate.Range(min=1, error="mindestens 1"))
QUOTA_MB = env.int("IKZ_QUOTA_MB", 2_000, validate=validate.Range(min=1, error="mindestens 1"))

# Where clamd listens: the path of its socket, or its host and port.
_clamd = env.str("IKZ_CLAMD", "")
_where = re.fullmatch(r"unix://(?P<path>/.+)|tcp://(?P<host>[^/:]+)(:(?P<port>\d{1,5}))?", _clamd)
if _clamd and not _where:
    raise ImproperlyConfigured("IKZ_CLAMD muss unix:///pfad oder tcp://host:port sein.")
CLAMD = _where and (_where["path"] or (_where["host"], int(_where["port"] or 3310)))

_base = urlsplit(BASE_URL)
if _base.scheme not in ("http", "https") or not _base.hostname:
    raise ImproperlyConfigured("IKZ_BASE_URL muss mit http:// oder https:// beginnen.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", _base.hostname])
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]

INSTALLED_APPS = [
    "initiatives",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "template_partials",
]

MIDDLEWARE = [
    "initiatives.middleware.BrowserHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "initiatives.middleware.AccessLog",
    "initiatives.middleware.CompressedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "initiatives.sessions.InUse",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "initiatives.middleware.SignInRequired",
    "initiatives.middleware.ActingMandate",
    "initiatives.middleware.SecondFactorRequired",
    "initiatives.views.kernel.once.OnceOnly",  # the last: it calls the view
]

ROOT_URLCONF = "ikz.urls"
WSGI_APPLICATION = "ikz.wsgi.application"
ASGI_APPLICATION = "ikz.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "initiatives.context.frame",
            ],
            "builtins": ["initiatives.templatetags.tokens"],
        },
    },
]

# Database, cache and background work live in one database, so that one backup holds all of it but the documents.

SQLITE: dict[str, Any] = {
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
}
POSTGRESQL: dict[str, Any] = {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    # A server that vanishes without closing its connections is given up after seconds, not after hours.
    "OPTIONS": {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 15_000,  # milliseconds
        "options": "-c jit=off",  # compiling a query takes longer than any of ours runs
    },
}
ENGINES = {"django.db.backends.sqlite3": SQLITE, "django.db.backends.postgresql": POSTGRESQL}

_database = env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'ikz.sqlite3'}")
if _database["ENGINE"] not in ENGINES:
    raise ImproperlyConfigured("DATABASE_URL muss mit sqlite:// oder postgres:// beginnen.")
_engine = ENGINES[_database["ENGINE"]]
_given = _database.get("OPTIONS", {})
_options = _given | _engine["OPTIONS"]
if "options" in _given:  # those of the address for the server stand beside ours
    _options["options"] = f"{_given['options']} {_engine['OPTIONS']['options']}"
DATABASES = {"default": _database | _engine | {"OPTIONS": _options}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Room enough that nobody drives out what the sign-in counts.
CACHES = {
    "default": {"BACKEND": "ikz.cache.Cache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Sign-in by e-mail; accounts are made by an administrator, never by the visitor.

AUTH_USER_MODEL = "initiatives.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "initiatives.domain.people.passwords.Guessable"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"
# Of an invitation; other links end sooner (initiatives/password_links.py).
PASSWORD_RESET_TIMEOUT = 14 * 24 * 60 * 60
# How a session ends: docs/decisions/0028.
SESSION_ENGINE = "initiatives.sessions"
SESSION_COOKIE_AGE = 60 * env.int(
    "IKZ_SESSION_IDLE_MINUTES", 4 * 60, validate=validate.Range(min=5, error="mindestens 5")
)
SESSION_MAX_DAYS = env.int(
    "IKZ_SESSION_MAX_DAYS", 14, validate=validate.Range(1, 365, error="zwischen 1 und 365")
)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None
ACCOUNT_SESSION_REMEMBER = None  # asked by a box at the sign-in
ACCOUNT_SESSION_COOKIE_AGE = SESSION_MAX_DAYS * 24 * 60 * 60
ACCOUNT_ADAPTER = "initiatives.accounts.NoSignup"
ACCOUNT_FORMS = {
    "login": "initiatives.forms.people.accounts.LoginForm",
    "reset_password": "initiatives.forms.people.accounts.ResetPasswordForm",
    "reset_password_from_key": "initiatives.forms.people.accounts.ResetPasswordKeyForm",
    "change_password": "initiatives.forms.people.accounts.ChangePasswordForm",
    "set_password": "initiatives.forms.people.accounts.SetPasswordForm",
    "reauthenticate": "initiatives.forms.people.accounts.ReauthenticateForm",
    "user_token": "initiatives.forms.people.accounts.LinkForm",
    "request_login_code": "initiatives.forms.people.accounts.RequestCodeForm",
    "confirm_login_code": "initiatives.forms.people.accounts.CodeForm",
}
# Identity providers (OpenID Connect), from a JSON file; they sign in people who have an account here.
_oidc = env.str("IKZ_OIDC", "")
IDENTITY_PROVIDERS = identity_providers.read(_oidc) if _oidc else []
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": IDENTITY_PROVIDERS}}
SOCIALACCOUNT_ADAPTER = "initiatives.identity_providers.Adapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = env.bool("IKZ_LOGIN_BY_CODE", False)
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Wrong passwords: of an account from one place (an address or a known device) with growing waits; of an account from all
# unknown devices; from one address on unknown devices. See initiatives/throttle.py.
ACCOUNT_RATE_LIMITS: dict[str, str | None] = {
    "login_failed": "5/5m/key,10/35m/key,15/6h/key",
    "login_failed_account": "50/1h/key",
    "login_failed_address": "100/1h/ip",
    "login": None,  # who signs in rightly is not counted: many town halls stand behind one address
    # Many people of a town hall stand behind one address (ip); an account is asked for codes by anybody (key).
    "request_login_code": "60/m/ip,3/m/key,10/h/key",
    "identity_provider": "60/m/ip",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds for which a change needs no other proof
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("IKZ_TRUSTED_PROXIES", 0)

# Second factors (docs/decisions/0027); whose mandates can do nothing without one.

SECOND_FACTOR_ROLES = frozenset(
    one.strip() for one in env.str("IKZ_SECOND_FACTOR_ROLES", "").split(",") if one.strip()
)
if _unknown := SECOND_FACTOR_ROLES - set(Role.values):
    raise ImproperlyConfigured(
        f"IKZ_SECOND_FACTOR_ROLES: {', '.join(sorted(_unknown))} ist keine Rolle. Es gibt: {', '.join(Role.values)}."
    )
MFA_ADAPTER = "initiatives.second_factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "initiatives.forms.people.second_factors.CodeForm",
    "reauthenticate": "initiatives.forms.people.second_factors.ConfirmByCodeForm",
    "activate_totp": "initiatives.forms.people.second_factors.AddAppForm",
    "add_webauthn": "initiatives.forms.people.second_factors.AddKeyForm",
    "edit_webauthn": "initiatives.forms.people.second_factors.RenameKeyForm",
    "authenticate_webauthn": "initiatives.forms.people.second_factors.KeyForm",
    "reauthenticate_webauthn": "initiatives.forms.people.second_factors.ConfirmByKeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators enter addresses, and the first password comes by mail
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = f"IKZ {_base.hostname}"
MFA_TOTP_TOLERANCE = 1  # of 30 seconds, before and after

# Browser

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "initiatives.views.kernel.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if _base.scheme == "https":
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked from inside, past the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
if env.bool("IKZ_PROXY_SETS_HTTPS", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whether other hosts of the county's domain speak HTTPS only is not for this application to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("IKZ_STATIC_DIR", str(DATA_DIR / "static")))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ikz.bundles.Finder",
]
STATICFILES_DIRS = [BASE_DIR / "static", ("kern", BASE_DIR / "node_modules/@kern-ux/native/dist")]

WHITENOISE_ALLOW_ALL_ORIGINS = False

# Documents lie beside the database, not under the address of static files; only a view hands them out.
MEDIA_ROOT = DATA_DIR / "files"
# A past course of some hundred lines is one form; how much may be sent, DATA_UPLOAD_MAX_MEMORY_SIZE limits all the same.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_HANDLERS = [
    "initiatives.uploads.TooLargeHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# What people upload is the application's alone; static files are read by whoever serves them, in a container another user.
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DEFAULT_FROM_EMAIL = env.str("IKZ_MAIL_FROM", "") or f"ikz@{_base.hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 30  # seconds for each answer of the mail server but its last (initiatives/smtp.py)
if env.str("EMAIL_URL", ""):
    _mail = env.dj_email_url("EMAIL_URL")
    if "smtp" not in _mail.pop("EMAIL_BACKEND", ""):
        raise ImproperlyConfigured("EMAIL_URL muss mit smtp:// oder submission:// (mit TLS) beginnen.")
    globals().update(_mail | {"EMAIL_TIMEOUT": _mail["EMAIL_TIMEOUT"] or EMAIL_TIMEOUT})
    EMAIL_BACKEND = "initiatives.smtp.Backend"

# Where holes are reported (security.txt): https://…, mailto:… or an address of mail.
SECURITY_CONTACT = env.str("IKZ_SECURITY_CONTACT", "")
if SECURITY_CONTACT and re.fullmatch(r"[^@\s:/]+@[^@\s]+", SECURITY_CONTACT):
    SECURITY_CONTACT = f"mailto:{SECURITY_CONTACT}"
if SECURITY_CONTACT and not re.fullmatch(r"(mailto:|https://)\S+", SECURITY_CONTACT):
    raise ImproperlyConfigured(
        "IKZ_SECURITY_CONTACT muss eine E-Mail-Adresse sein oder mit https:// beginnen."
    )
RECORD_DAYS = env.int("IKZ_RECORD_DAYS", 365, validate=validate.Range(min=30, error="mindestens 30"))
ADMIN_MAIL = env.str("IKZ_ADMIN_MAIL", "")
LOGS_ADDRESSES = env.bool("IKZ_LOG_ADDRESSES", False)
_handlers: dict[str, Any] = {
    "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hidden"]}
}
if ADMIN_MAIL:
    _handlers["operator"] = {"class": "ikz.logs.OperatorMail", "to": ADMIN_MAIL}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "ikz.logs.OneLine", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "filters": {"hidden": {"()": "ikz.logs.Hidden"}},
    "handlers": _handlers,
    "root": {"handlers": list(_handlers), "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {
            "level": "ERROR"
        },  # that a form was filled in wrongly is no matter of the operator
        "fontTools": {"level": "WARNING"},
        "waitress": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # the access log tells of them
        "django_tasks_db": {"level": "ERROR"},
    },
}
