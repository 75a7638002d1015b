"""Django's settings, made from `environment`. Nothing is decided here that an operator could want to
change."""

from pathlib import Path
from urllib.parse import urlsplit

from maitre.product.environment import environment
from maitre.shared.files.rules import Folder, as_storage
from maitre.shared.mail.rules import read_sender, read_server

SOURCE = Path(__file__).resolve().parents[1]

SECRET_KEY = environment.secret_key
DEBUG = environment.debug
_BASE = urlsplit(environment.base_url or "")
# Without a base address only loopback answers: a forged Host header reaches nothing (N43).
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *([_BASE.hostname] if _BASE.hostname else [])]
CSRF_TRUSTED_ORIGINS = [f"{_BASE.scheme}://{_BASE.netloc}"] if _BASE.netloc else []
_SECURE = _BASE.scheme == "https"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "ninja",
    # Our rooms, from the bottom up: followers run in this order.
    "maitre.kit.web",
    "maitre.shared.jobs",
    "maitre.shared.files",
    "maitre.shared.audit",
    "maitre.shared.declarations",
    "maitre.shared.calendars",
    "maitre.shared.organisation",
    "maitre.shared.access",
    "maitre.shared.records",
    "maitre.shared.fields",
    "maitre.shared.practice",
    "maitre.shared.exports",
    "maitre.shared.lifecycle",
    "maitre.shared.flow",
    "maitre.shared.conversation",
    "maitre.shared.macros",
    "maitre.shared.mail",
    "maitre.shared.search",
    "maitre.shared.notifications",
    "maitre.shared.workflow",
    "maitre.shared.assignment",
    "maitre.shared.reminders",
    "maitre.shared.worktime",
    "maitre.shared.tasks",
    "maitre.shared.recurrence",
    "maitre.shared.relationships",
    "maitre.shared.arrivals",
    "maitre.shared.workspace",
    "maitre.operation.incident",
    "maitre.product",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "maitre.kit.web.compression.Compressed",
    "maitre.kit.web.security.SecurityHeaders",
    "maitre.product.health.Observed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "maitre.product.sessions.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "maitre.product.middleware.Person",
    "allauth.account.middleware.AccountMiddleware",
    "maitre.kit.web.errors.ErrorPages",
]

ROOT_URLCONF = "maitre.product.urls"
WSGI_APPLICATION = "maitre.product.wsgi.application"
DATABASES = environment.database()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [SOURCE],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "maitre.kit.web.environment.environment",
            "context_processors": ["maitre.product.menu.frame"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

FORM_RENDERER = "maitre.kit.web.renderer.Renderer"

AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["maitre.shared.access.pages.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Wrong passwords, counted by address, by account and address, and by browser where one is known. Right ones are not
# counted: a whole company may sign in from one address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/m/ip,5/5m/key", "login_failed_known": "5/5m/key"}
ACCOUNT_ADAPTER = "maitre.shared.access.pages.sign_in.Adapter"

SESSION_ENGINE = "maitre.product.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
CSRF_FAILURE_VIEW = "maitre.kit.web.errors.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Rate limits count in the database: a process's own memory is one of several.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_counter"}}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
# The file store. Boto is large, and loaded with the class that is named here: only where files lie in a bucket.
_FILES = environment.files
MEDIA_ROOT = _FILES.path if isinstance(_FILES, Folder) else environment.home / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
# What signs the daily seals lies outside the database, and outside the file store.
KEYS_ROOT = environment.home / "keys"

# Letters: where they are handed over (nowhere: none leave), who they come from, what their links begin with.
BASE_URL = (environment.base_url or "").rstrip("/")
MAIL_SERVER = read_server(environment.smtp_url) if environment.smtp_url else None
MAIL_SENDER = read_sender(environment.mail_from or f"Maitre <maitre@{_BASE.hostname or 'localhost'}>")

STATIC_URL = "/static/"
STATIC_ROOT = environment.home / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are asked for by nobody but a debugger; compressing them would be most of a first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "woff2", "png", "jpg", "jpeg", "gif", "webp", "gz", "br", "zip")
STORAGES = {
    "default": as_storage(_FILES),
    "staticfiles": {"BACKEND": "maitre.kit.web.static_files.Storage"},
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [SOURCE / "product" / "locale"]
