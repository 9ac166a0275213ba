"""Settings, read from top to bottom. Every value has a default that works on a laptop.

`docs/operate/settings.md` describes each environment variable; a test keeps the two equal.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from feltwork.config import env

PACKAGE = Path(__file__).resolve().parent.parent

# --- what this installation is -------------------------------------------------------------------------------------

DEMO = env.flag("FELTWORK_DEMO")
DEBUG = env.flag("FELTWORK_DEBUG")
HOST_NAME = env.text("FELTWORK_HOST", "localhost")
BASE_URL = env.text("FELTWORK_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
VAR = Path(env.text("FELTWORK_VAR", str(Path.cwd() / "var")))
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)

INSECURE_KEY = "laptop-only-key-change-it-before-others-can-reach-this-machine"
SECRET_KEY = env.text("FELTWORK_SECRET_KEY", INSECURE_KEY)
SECRET_KEY_FALLBACKS = env.words("FELTWORK_OLD_SECRET_KEYS")
ALLOWED_HOSTS = [HOST_NAME, "127.0.0.1", "localhost", "[::1]", *env.words("FELTWORK_EXTRA_HOSTS")]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
HTTPS = BASE_URL.startswith("https://")

# --- parts ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "feltwork.config",
    "feltwork.apps.ui",
    "feltwork.apps.keys",
    "feltwork.apps.audit",
    "feltwork.apps.jobs",
    "feltwork.apps.notices",
    "feltwork.apps.accounts",
    "feltwork.apps.schools",
    "feltwork.apps.admissions",
    "feltwork.apps.signoffs",
    "feltwork.apps.practice",
    "feltwork.apps.measures",
    "feltwork.apps.transparency",
    "feltwork.apps.credentials",
    "feltwork.apps.exams",
    "feltwork.apps.learning",
    "feltwork.apps.seminars",
    "feltwork.apps.lti",
    "feltwork.apps.certification",
    "feltwork.apps.directory",
    "feltwork.apps.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_scopes",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
]

MIDDLEWARE = [
    "feltwork.apps.audit.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "feltwork.apps.ui.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "feltwork.apps.accounts.middleware.PersonSettings",
    "feltwork.apps.accounts.tenancy.SchoolMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "feltwork.config.urls"
WSGI_APPLICATION = "feltwork.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "feltwork.apps.portal.context.page",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "feltwork.apps.ui.templatetags.ui",
                "feltwork.apps.ui.templatetags.kept",
            ],
        },
    },
]
FORM_RENDERER = "feltwork.apps.ui.forms.Renderer"

# --- data ----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("FELTWORK_DATABASE_URL", VAR / "feltwork.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # counters for rate limits must be shared by all workers
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "feltwork_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # what one process may remember: parsed rule editions
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
FILES_MAX_BYTES = env.number("FELTWORK_FILE_MAX_MB", 10) * 1024 * 1024
LEARNING_VIDEO_MAX_BYTES = env.number("FELTWORK_VIDEO_MAX_MB", 300) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
STORAGES = {
    # papers of applicants and evidence: private, served only through views that check who asks
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR / "files")}},
    "staticfiles": {"BACKEND": "feltwork.config.statics.HashedStatics"},
}

# --- keys: outside the database, under a secret that should not lie beside them --------------------------------------

INSECURE_KEYS_SECRET = "laptop-only-secret-for-keys"  # noqa: S105 - refused by check E015
KEYS_FOLDER = VAR / "keys"
KEYS_SECRET = env.text("FELTWORK_KEYS_SECRET", INSECURE_KEYS_SECRET)
KEYS_OLD_SECRETS = env.words("FELTWORK_OLD_KEYS_SECRETS")
KEY_STORE = env.text("FELTWORK_KEY_STORE", "file")
KEY_COMMAND = env.text("FELTWORK_KEY_COMMAND")
# how long copies of the key store are kept: so long an erasure takes until it is complete
KEY_BACKUP_DAYS = env.number("FELTWORK_KEY_BACKUP_DAYS", 30)

# --- archives that people take out: sealed, outside the uploaded papers and their backup, fetched once ---------------

TAKE_OUTS_FOLDER = VAR / "take-outs"
TAKE_OUT_HOURS = env.number("FELTWORK_TAKE_OUT_HOURS", 48)

# --- recorded sessions of practical examinations: sealed in pieces, outside of any backup, gone on their day ---------

RECORDINGS_FOLDER = VAR / "recordings"
RECORDING_MAX_BYTES = env.number("FELTWORK_RECORDING_MAX_MB", 4096) * 1024 * 1024
RECORDING_DAYS = env.number("FELTWORK_RECORDING_DAYS", 120)

# --- the directory: who searches, and where the engine that keeps files keeps them -----------------------------------

DIRECTORY_ENGINE = env.text("FELTWORK_DIRECTORY_ENGINE", "embedded")  # or tantivy
DIRECTORY_FOLDER = VAR / "directory"
DIRECTORY_SEARCHES = env.number("FELTWORK_DIRECTORY_SEARCHES", 60)  # a minute from one network, in each process

# --- people --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "/"
LEAVE_URL = env.text("FELTWORK_LEAVE_URL", "https://www.wikipedia.org/")  # where "leave this page quickly" leads
ACCOUNT_ADAPTER = "feltwork.apps.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
# an account is entered for the first time by a link that was mailed to its address: nothing is left to verify
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("FELTWORK_BEHIND_PROXY") else 0
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow passkeys on localhost without TLS
MFA_ADAPTER = "feltwork.apps.accounts.adapter.MFAAdapter"
STEP_UP_SECONDS = 300
STAFF_MUST_HAVE_SECOND_FACTOR = env.flag("FELTWORK_STAFF_SECOND_FACTOR", default=not DEMO)

SESSION_COOKIE_NAME = "__Host-feltwork" if HTTPS else "feltwork"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "feltwork.apps.portal.errors.csrf_failure"
CSRF_COOKIE_NAME = "__Host-feltwork-csrf" if HTTPS else "feltwork-csrf"
LANGUAGE_COOKIE_NAME = "feltwork-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- what leaves the machine ---------------------------------------------------------------------------------------

EMAIL_BACKENDS = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
}
EMAIL_KIND = env.text("FELTWORK_MAIL", "file")
EMAIL_BACKEND = EMAIL_BACKENDS.get(EMAIL_KIND, EMAIL_KIND)
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = env.text("FELTWORK_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("FELTWORK_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("FELTWORK_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("FELTWORK_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("FELTWORK_SMTP_TLS")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("FELTWORK_MAIL_FROM", "Feltwork <no-reply@localhost>")

# checking a certificate of another school means fetching that school's keys: see credentials/checking/fetch.py
ASK_OTHER_SITES = env.flag("FELTWORK_ASK_OTHER_SITES", default=True)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
JOB_LEASE_SECONDS = env.number("FELTWORK_JOB_LEASE_SECONDS", 120)

# --- safety in the browser -----------------------------------------------------------------------------------------

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
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env.flag("FELTWORK_REDIRECT_TO_HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("FELTWORK_BEHIND_PROXY") else None
# with no-referrer browsers send forms with `Origin: null`, which the CSRF check refuses; other sites learn nothing
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- words, times, files -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = env.text("FELTWORK_TIME_ZONE", "UTC")
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
VENDORED = PACKAGE / "static_vendor" / "web"  # brought from npm at set-up; pages do without it
STATICFILES_DIRS = [("vendor", str(VENDORED))] if VENDORED.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

LOG_FORMAT = env.text("FELTWORK_LOG", "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"feltwork": {"()": "feltwork.apps.audit.logs.Formatter", "kind": LOG_FORMAT}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "feltwork"}},
    "root": {"handlers": ["stderr"], "level": env.text("FELTWORK_LOG_LEVEL", "WARNING")},
    "loggers": {
        "feltwork": {"level": env.text("FELTWORK_LOG_LEVEL", "INFO")},
        "django.request": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"
