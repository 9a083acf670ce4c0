"""Settings from the environment. Fails closed: without a word said otherwise, nothing is in debug and nothing has a default secret."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lodestar.site import newer_sqlite
from lodestar.site.data_folder import data_folder, keys
from lodestar.site.logs import logging_settings
from lodestar.site.run.network import own_addresses

newer_sqlite.use()
env = environ.Env()
HERE = Path(__file__).resolve().parent
DATA = data_folder()

SECRET_KEY, *SECRET_KEY_FALLBACKS = keys("secret")
SEALING_KEYS = keys("sealing")  # sealed proposals, files, digests of persons: apart from data, never in a backup
DEBUG = env.bool("LODESTAR_DEBUG", default=False)
ALLOWED_HOSTS = env.list("LODESTAR_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# This machine in its own network, when phones may join from there; and the address that they are told, where it is another.
OWN_ADDRESSES = own_addresses() if env.bool("LODESTAR_LAN", default=False) else []
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *OWN_ADDRESSES]
JOIN_ADDRESS = env.str("LODESTAR_JOIN_ADDRESS", default="")
CSRF_TRUSTED_ORIGINS = env.list("LODESTAR_ORIGINS", default=[])
BEHIND_TLS = env.bool("LODESTAR_TLS", default=False)
IS_DEMO = env.bool("LODESTAR_DEMO", default=False)
SHOW_COMPONENTS = IS_DEMO

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "lodestar.audit",
    "lodestar.access",
    "lodestar.ui",
    "lodestar.jobs",
    "lodestar.prioritise",
    "lodestar.design",
    "lodestar.procure",
    "lodestar.contract",
    "lodestar.deliver",
    "lodestar.pay",
    "lodestar.learn",
    "lodestar.interchange",
    "lodestar.demo",
    "lodestar.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lodestar.site.middleware.LogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lodestar.site.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lodestar.site.middleware.RouteTableMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lodestar.site.urls"
WSGI_APPLICATION = "lodestar.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours before those of the packages whose pages we draw anew.
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lodestar.ui.context.page",
            ],
        },
    }
]
FORM_RENDERER = "lodestar.ui.renderers.LodestarRenderer"

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'lodestar.sqlite3'}")}
IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
            # Deletes made by INSERT OR REPLACE fire triggers too, so that append-only rows cannot be replaced.
            "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864;"
            f"PRAGMA synchronous={env.str('LODESTAR_SQLITE_SYNCHRONOUS', default='FULL')};"
        ),
    }
else:
    DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket's folder stands in the address as %2Fvar%2Frun%2F…
    # The pool keeps connections; Django asks that it not keep them too.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": env.int("LODESTAR_POOL", default=8), "timeout": 10}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "lodestar.access.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "lodestar.site.access.sign_in_forms.SignInForm",
    "change_password": "lodestar.site.access.sign_in_forms.PasswordForm",
    "reauthenticate": "lodestar.site.access.sign_in_forms.ReauthenticateForm",
}
# "login_failed" guards guesses of one-time codes; guesses of passwords are django-axes's, which does not lock an account for everyone.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/15m/ip,8/15m/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "lodestar.access.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Lodestar"
MFA_TOTP_TOLERANCE = 1  # one step of 30 s each way: phones' clocks drift, and people are slower than the figures
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
# Passkeys work on https and on http://localhost, which browsers treat as secure.
MFA_FORMS = {
    "authenticate": "lodestar.site.access.sign_in_forms.CodeForm",
    "reauthenticate": "lodestar.site.access.sign_in_forms.CodeAgainForm",
    "activate_totp": "lodestar.site.access.sign_in_forms.ActivateCodeForm",
    "add_webauthn": "lodestar.site.access.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "lodestar.site.access.sign_in_forms.EditPasskeyForm",
}
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "lodestar.access.adapters.address_tried"
AXES_LOCKOUT_CALLABLE = "lodestar.site.access.sign_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
PASSWORD_HASHERS = ["lodestar.access.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [HERE.parent / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
# Counts of attempts, shared by the server's processes; nothing else is cached there.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"}}

SESSION_COOKIE_AGE = 12 * 60 * 60  # absolute; idle is 15 minutes, kept by ActorMiddleware
SESSION_IDLE_SECONDS = env.int("LODESTAR_IDLE_SECONDS", default=15 * 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lodestar.site.views.csrf_failure"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("LODESTAR_TRUST_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = logging_settings(as_json=env.bool("LODESTAR_LOG_JSON", default=not DEBUG))
LOGGING_CONFIG = "lodestar.site.logs.configure"

EMAIL_BACKEND = env.str("LODESTAR_EMAIL_BACKEND", default="django.core.mail.backends.dummy.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("LODESTAR_EMAIL_FROM", default="lodestar@localhost")
HAS_EMAIL = not EMAIL_BACKEND.endswith("dummy.EmailBackend")
EMAIL_HOST = env.str("LODESTAR_EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("LODESTAR_EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("LODESTAR_EMAIL_USER", default="")
EMAIL_HOST_PASSWORD = env.str("LODESTAR_EMAIL_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("LODESTAR_EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 5

SHORTEST_KEY, FEWEST_LETTERS = 50, 5
if len(SECRET_KEY) < SHORTEST_KEY or len(set(SECRET_KEY)) < FEWEST_LETTERS:
    raise ImproperlyConfigured(
        "The secret key is too weak: give LODESTAR_KEY_SECRET at least 50 random characters, or none and one is made."
    )
