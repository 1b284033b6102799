"""Settings of every process, fed by the LINTEL_* variables; docs/operations.md lists them for operators."""

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment, kept_secret

# Lets admin classes and generic views name their model as a type parameter.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# Where and how this process runs.
MODE = env.choice("LINTEL_MODE", ("local", "production"), "local")
PRODUCTION = MODE == "production"
DEBUG = env.switch("LINTEL_DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("LINTEL_DEBUG is 'on': expected 'off' where LINTEL_MODE is 'production'.")
DATA = Path(env.text("LINTEL_DATA", str(BASE_DIR / ".data"))).expanduser().resolve()
if not PRODUCTION:
    DATA.mkdir(parents=True, exist_ok=True)
_secret = env.secret("LINTEL_SECRET_KEY") if PRODUCTION else env.text("LINTEL_SECRET_KEY")
SECRET_KEY = _secret or kept_secret(DATA / "secret-key")
# The machine's own name is always allowed: health checks ask from inside.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.names_list("LINTEL_HOSTS")]
LOG_LEVEL = env.choice("LINTEL_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")

# Applications and the way of a request.
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "csp",
    "config",
    "accounts",
    "pillars",
    "reviews",
]
MIDDLEWARE = [
    "accounts.request_ids.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Pages are closed unless they say otherwise; API views ask their own authentication.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.RefusesNul",
    "accounts.middleware.ReadersTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
            ],
        },
    },
]

# The database. SQLite's write lock is taken where a transaction begins: one that reads first and writes later cannot
# wait for the lock, and fails instead.
_database = env.database("LINTEL_DATABASE_URL")
if _database is None and PRODUCTION:
    raise ImproperlyConfigured(
        "LINTEL_DATABASE_URL is missing: expected postgresql://user:password@host/database where LINTEL_MODE is "
        "'production'."
    )
if _database is None:
    _database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA / "lintel.sqlite3")}
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
    }
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People.
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

# Language and time: stored in UTC, shown in the reader's zone.
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: collected and named by their content in production, straight from their folders elsewhere.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Security. With HTTPS a proxy in front ends TLS and says so in X-Forwarded-Proto.
HTTPS = env.switch("LINTEL_HTTPS", default=PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

# The API.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "reviews.api.protocol.limits.WithinRate",
        "accounts.authentication.WithinScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["reviews.api.protocol.parsing.BoundedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "reviews.api.protocol.paging.KeysetPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "reviews.api.protocol.problems.handle",
    # The contract says all that there is to say of an address.
    "DEFAULT_METADATA_CLASS": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # What an export is written in is a parameter of its own, and everything else is JSON.
    "URL_FORMAT_OVERRIDE": None,
}
# Requests in a minute, for each token, and for each person's session; 0 is no limit.
API_RATE = env.number("LINTEL_API_RATE", default=1200, most=1_000_000)
SPECTACULAR_SETTINGS = {
    "TITLE": "Lintel",
    "DESCRIPTION": (
        "Architecture reviews: workloads are reviewed against lenses; answers say what is in place; risks, findings "
        "and improvements follow from them.\n\n"
        "Whatever a page shows can be read here, and whatever a page changes can be changed here, by the same rules."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": "/", "description": "The installation that serves this document."}],
    "EXTERNAL_DOCS": {"url": "/api/", "description": "The same, to be read."},
    "TAGS": [
        {"name": name, "description": text}
        for name, text in {
            "people": "Who is asking.",
            "tokens": "What API clients sign in with.",
            "teams": "Teams and who is in them.",
            "lenses": "What can be reviewed against: questions, practices, steps and services, version by version.",
            "workloads": "What is reviewed: systems with an owner, a tier and a target.",
            "reviews": "A workload's reviews, one a lens, and what is computed of them.",
            "answers": "What a team says of each question, practice and step.",
            "risks": "The risk of each question, as claimed and as supported.",
            "findings": "What the assessment says is wrong, and what was decided about it.",
            "improvements": "The plan: what would close the findings, by whom and when.",
            "milestones": "What stood at a moment, kept, and what changed since.",
            "portfolio": "Counts, trend and heat map across workloads.",
            "changes": "Everything that changed since one looked last, in order.",
            "exports": "Results as files.",
            "imports": "Answers from files.",
        }.items()
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    # What a PATCH may leave out is said by its own serializer.
    "COMPONENT_SPLIT_PATCH": False,
    # Choices stand where they are used: as components of their own their names would change when another field has
    # others, and what they mean is said by the field.
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enum_id_removal",
        "reviews.api.protocol.completing.complete",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# The number of the assessment's formula: where it is raised, every review is due.
ASSESSMENT_ENGINE = 1

# Files that are made for somebody to fetch. Web servers and workers share the folder.
EXPORTS = DATA / "exports"
# Files of answers that wait for a worker, likewise.
IMPORTS = DATA / "imports"
EXPORT_DAYS = env.number("LINTEL_EXPORT_DAYS", default=7, least=1, most=365)

# Jobs. A message is a hint and a row is the truth, so publishing gives up at once and the sweep finds the rest.
CELERY_BROKER_URL = env.url("LINTEL_BROKER_URL", ("redis", "rediss", "amqp", "amqps")) or "filesystem://localhost"
_broker_without_server = CELERY_BROKER_URL.startswith("filesystem:")
if PRODUCTION and _broker_without_server:
    raise ImproperlyConfigured("LINTEL_BROKER_URL is missing: expected redis://... where LINTEL_MODE is 'production'.")
BROKER_FOLDER = DATA / "broker"
if _broker_without_server:
    (BROKER_FOLDER / "messages").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "data_folder_out": str(BROKER_FOLDER / "messages"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.1,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Remote control is what a container's health check asks; files have nobody to answer it.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not _broker_without_server
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat-schedule")
SWEEP_SECONDS = 15
_PERIODIC = (
    ("sweep", SWEEP_SECONDS),
    *(("sweep_exports", 15), ("sweep_imports", 15)),
    *(("clean_exports", 30), ("forget_repeats", 30)),
)
CELERY_BEAT_SCHEDULE = {
    # An entry that outlived its period is dropped, so that a long absence of the worker leaves no storm.
    name: {"task": f"reviews.{name}", "schedule": seconds, "options": {"expires": seconds}}
    for name, seconds in _PERIODIC
}

# Where all processes count requests and attempts to sign in: in the broker's Redis, else in files.
COUNTS = CELERY_BROKER_URL if CELERY_BROKER_URL.startswith("redis") else str(DATA / "counts")

# Every process says what it does on its standard error, one plain line each.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "accounts.request_ids.NamesRequest"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers are replaced by the root's.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

env.refuse_unknown()
