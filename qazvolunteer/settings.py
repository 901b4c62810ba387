"""Settings: one file, typed, out of the environment. ``DEBUG`` is off unless the environment turns it on."""

import sys
from pathlib import Path

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core import content_language, environment
from qazvolunteer.core.timetable import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Ground -------------------------------------------------------------------------------------------

DEBUG = environment.boolean("DEBUG", default=False)
TESTING = "pytest" in sys.modules
SECRET_KEY = environment.required("SECRET_KEY", "a long random text that stays secret")
ALLOWED_HOSTS = environment.env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SITE_URL = environment.env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = environment.env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
DATA_DIR = Path(environment.env.str("DATA_DIR", default=str(BASE_DIR / "var")))
HTTPS = SITE_URL.startswith("https://")

ROOT_URLCONF = "qazvolunteer.urls"
WSGI_APPLICATION = "qazvolunteer.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "modeltranslation",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.inlines",
    "unfold.contrib.filters",
    "qazvolunteer.core.admin_app.WorkplaceConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "qazvolunteer.core",
    "qazvolunteer.places",
    "qazvolunteer.accounts",
    "qazvolunteer.notifications",
    "organizations",
    "projects",
    "volunteers",
    "frontoffice",
]

MIDDLEWARE = [
    "qazvolunteer.core.request_id.middleware",
    "qazvolunteer.core.health.middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qazvolunteer.core.page_cache.middleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "qazvolunteer.accounts.second_factor.middleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qazvolunteer.core.own_not_found.middleware",
]

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
                "csp.context_processors.nonce",
                "qazvolunteer.core.context.site",
            ],
            "builtins": [f"qazvolunteer.core.templatetags.{name}" for name in ("site", "components", "finding")],
        },
    }
]
FORM_RENDERER = "qazvolunteer.core.form_renderer.FieldRenderer"

# --- Data ---------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **environment.database(),
        "CONN_MAX_AGE": environment.whole_number("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": environment.boolean("DISABLE_SERVER_SIDE_CURSORS", default=False),
    }
}
REDIS_URL = environment.redis()
CACHES = {
    "default": {
        "BACKEND": "qazvolunteer.core.shared_cache.SharedCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "qv",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    },
    # Share pictures, about 90 kB each: a fifth of a gigabyte on this machine's disk at most.
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "share-pictures",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
# How old a page may be that visitors share; 0 computes every one. Tests ask for it where they mean it.
PAGE_CACHE_SECONDS = environment.whole_number("PAGE_CACHE_SECONDS", default=0 if TESTING else 4)
SESSION_ENGINE = "qazvolunteer.core.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "qazvolunteer.core.stylesheets.StyleSheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MANIFEST_STATIC = not DEBUG and not TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "qazvolunteer.core.static_files.HashedFiles"
        if MANIFEST_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not MANIFEST_STATIC
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# --- Languages and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "qazvolunteer" / "locale"]
FORMAT_MODULE_PATH = ["qazvolunteer.formats"]
USE_I18N = True
USE_TZ = True
# Numbers for people are parted where they are written; keys and what scripts read must never be.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Almaty"
MODELTRANSLATION_DEFAULT_LANGUAGE = "kk"
MODELTRANSLATION_LANGUAGES = ("kk", "ru", "en")
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("ru", "kk", "en")}
MODELTRANSLATION_AUTO_POPULATE = False
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = content_language.label

# --- People -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["qazvolunteer.accounts.sign_in.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-shifts"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "qazvolunteer.notifications.account_mail.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "volunteers.forms.RegistrationForm",
    "login": "qazvolunteer.accounts.forms.LoginForm",
    "request_login_code": "qazvolunteer.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "qazvolunteer.accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "qazvolunteer.accounts.forms.ConfirmEmailForm",
    "change_email": "qazvolunteer.accounts.forms.ChangeEmailForm",
    "add_email": "qazvolunteer.accounts.forms.NewEmailForm",
    "change_password": "qazvolunteer.accounts.forms.ChangePasswordForm",
    "set_password": "qazvolunteer.accounts.forms.SetPasswordForm",
    "reset_password": "qazvolunteer.accounts.forms.ResetPasswordForm",
    "confirm_password_reset_code": "qazvolunteer.accounts.forms.ConfirmResetForm",
    "reset_password_from_key": "qazvolunteer.accounts.forms.NewPasswordForm",
    "reauthenticate": "qazvolunteer.accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# A mistyped address is corrected on the page that waits for its code.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Mail may take minutes; eight digits and three attempts leave nothing to guess in a quarter of an hour.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# A school class behind one address signs up together, so limits by address are wide; those by account are narrow.
ACCOUNT_RATE_LIMITS = {
    "signup": "120/m/ip,1000/h/ip",
    "login": "120/m/ip",
    "login_failed": "60/m/ip,6/5m/key",
    "confirm_email": "3/30s/key,20/h/key",
    "request_login_code": "60/m/ip,3/m/key,15/h/key",
    "reset_password": "60/m/ip,3/m/key,15/h/key",
    "reset_password_from_key": "60/m/ip",
    "export_data": "6/h/user",
    "claim_account": "20/h/ip",
    "write_to_organizer": "12/h/user",
    "report_concern": "20/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "qazvolunteer.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "qazvolunteer.accounts.forms.SecondFactorForm",
    "reauthenticate": "qazvolunteer.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "qazvolunteer.accounts.forms.ActivateAppForm",
    "add_webauthn": "qazvolunteer.accounts.forms.AddKeyForm",
    "edit_webauthn": "qazvolunteer.accounts.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Qazvolunteer"
# A clock that is half a minute off is common on old phones.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
# Off: it would write to the database on every page that is read.
USERSESSIONS_TRACK_ACTIVITY = False
STAFF_SECOND_FACTOR_REQUIRED = environment.boolean("STAFF_SECOND_FACTOR_REQUIRED", default=True)

# Below this age a guardian must have agreed. Law 42-VI art. 12 names 14, the ministry asks for 16: the stricter one.
GUARDIAN_CONSENT_AGE = 16
# The youngest age at which a person may have an account of their own.
ACCOUNT_MINIMUM_AGE = 12

# --- Mail and tasks -----------------------------------------------------------------------------------

vars().update(environment.mail())
DEFAULT_FROM_EMAIL = environment.env.str("DEFAULT_FROM_EMAIL", default="Qazvolunteer <no-reply@qazvolunteer.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# How long a letter that a worker took is left alone before another worker may take it over.
OUTBOX_LEASE_SECONDS = environment.whole_number("OUTBOX_LEASE_SECONDS", default=180)

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A task that lost its broker goes on to its end: cut off between a letter and its mark, it would send twice.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Wait for the broker for ever; the default gives up after a hundred tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest task, or a slow task runs twice.
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "max_retries": 1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = TIMETABLE

# --- Security -----------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
if environment.boolean("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Unfold's admin evaluates expressions and styles inline; the relaxed policy is for those pages alone.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

# --- Logs ---------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "qazvolunteer.core.request_id.Filter"}},
    "formatters": {"json": {"()": "qazvolunteer.core.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": [], "level": "INFO", "propagate": True},
    },
}

# --- Admin --------------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "Qazvolunteer",
    "SITE_HEADER": "Qazvolunteer",
    "SITE_SUBHEADER": _("Workplace of organizations and front offices"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_ICON": lambda request: static("img/logo/mark-on-dark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/logo/favicon.svg")},
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "THEME": "qazvolunteer.core.workplace.chosen_theme",
    "BORDER_RADIUS": "14px",
    "STYLES": [lambda request: static("css/admin.css")],
    "SIDEBAR": {
        "show_search": False,
        "command_search": False,
        "show_all_applications": False,
        "navigation": "qazvolunteer.core.workplace.menu",
    },
    "COLORS": {
        "primary": {
            "50": "#EEF9FB", "100": "#DBF2F6", "200": "#B3E3EB", "300": "#7FC8D6", "400": "#33B4CA", "500": "#0095AD",
            "600": "#006B80", "700": "#005466", "800": "#0B4552", "900": "#0A2C35", "950": "#061C22",
        },
        "base": {
            "50": "#F8F5EF", "100": "#F0EBE1", "200": "#E3DCCE", "300": "#C9C2B2", "400": "#A39C8C", "500": "#827C6D",
            "600": "#5F5B50", "700": "#25444D", "800": "#16333C", "900": "#0F272E", "950": "#08191E",
        },
    },
}  # fmt: skip

# --- The product's numbers ----------------------------------------------------------------------------

HOLD_MINUTES = 15
OFFER_HOURS = 4
# Whoever says "I can't come" later than this is excused, and the organizer is told.
LATE_WITHIN_HOURS = 12
# So many hours of one day count, whatever the lines say together.
HOURS_A_DAY = 12
# A report is due so many days after the last shift of a project.
REPORT_DAYS = 14
