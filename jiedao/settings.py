"""Settings, all read from the environment (or a `.env` file beside manage.py).

Every variable stands in `.env.example` with a sentence.
"""

from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- Security -----------------------------------------------------------------

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set: `make run` writes one into .env, or see .env.example.")

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
if HTTPS:  # a browser takes a cookie of such a name from this very host only
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose X-Forwarded-For is believed; empty: nobody's, the sender is who connects.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
try:
    [ip_network(each) for each in TRUSTED_PROXIES]
except ValueError as error:  # else nobody could sign in
    raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}.") from None
CSRF_FAILURE_VIEW = "jiedao.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
X_FRAME_OPTIONS = "DENY"
# A message may name a record: on the server, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Applications ---------------------------------------------------------------

INSTALLED_APPS = [
    "jiedao.apps.JiedaoConfig",
    "events",
    "partnerships",
    "orgs",
    "lib",
    "jiedao.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "import_export",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
]

MIDDLEWARE = [
    # Outermost: no answer goes without these headers, static files' and failures' neither.
    "lib.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "lib.headers.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lib.outage.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "orgs.sign_in.sessions.ClerkMiddleware",  # authentication, with limits on sessions
    "orgs.audit.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "jiedao.urls"
WSGI_APPLICATION = "jiedao.wsgi.application"

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
                "jiedao.context.site",
            ],
        },
    },
]

# --- Signing in -----------------------------------------------------------------------

AUTH_USER_MODEL = "orgs.User"
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = ["orgs.sign_in.lockout.ClerkBackend"]

SIGN_IN_ATTEMPTS = env.int("SIGN_IN_ATTEMPTS", default=5)
SIGN_IN_LOCK_MINUTES = env.int("SIGN_IN_LOCK_MINUTES", default=15)
SIGN_IN_SOURCE_ACCOUNTS = env.int("SIGN_IN_SOURCE_ACCOUNTS", default=20)
AXES_HANDLER = "orgs.sign_in.lockout.Lockout"
AXES_CLIENT_IP_CALLABLE = "lib.source.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# Its middleware would answer a locked account with a page of its own; here all refusals look alike.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]

SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
if min(SIGN_IN_ATTEMPTS, SIGN_IN_SOURCE_ACCOUNTS, SESSION_IDLE_MINUTES, SESSION_HOURS) < 1:
    # Nought would not switch these off, but lock everybody out.
    raise ImproperlyConfigured("SIGN_IN_… and SESSION_… must be 1 or more: .env.example.")
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

SECOND_FACTOR_FOR_ADMINS = env.bool("SECOND_FACTOR_FOR_ADMINS", default=False)

PASSWORD_CLASSES = env.int("PASSWORD_CLASSES", default=0)
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=0)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "orgs.validators.PasswordLength",
        "OPTIONS": {"min_length": env.int("PASSWORD_MIN_LENGTH", default=10)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if PASSWORD_CLASSES:
    AUTH_PASSWORD_VALIDATORS.append(
        {"NAME": "orgs.validators.PasswordClasses", "OPTIONS": {"least": PASSWORD_CLASSES}}
    )

# --- Data -------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # Seconds: longer than the largest import holds the lock, shorter than proxies wait (60).
        "timeout": 45,
        # A transaction takes the write lock when it begins, so it never fails half-way with "locked".
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
# A connection kept between requests also keeps the pages of the file that it has read.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Files --------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lib.npm.NpmFinder",
    "lib.bundle.BundleFinder",
]
# Files taken from node_modules, one by one: the package's folder would be 122 MB.
NPM_ROOT = BASE_DIR / "node_modules"
NPM_FILES = {"vendor/echarts.js": "echarts/dist/echarts.simple.min.js"}
# Style sheets sent as one file though written as many, in this order.
BUNDLES = {
    "site.css": ["css/tokens.css", "css/base.css", "css/layout.css", "css/components", "css/print.css"],
    "staff.css": [
        "css/tokens.css",
        "css/components/states.css",
        "css/components/agreements.css",
        "css/admin",
    ],
}
BUNDLES_ROOT = BASE_DIR / "var" / "bundles"

# Uploads lie outside the static tree and are served by views that ask who is looking.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Instead of MEDIA_ROOT, an S3-compatible store; its files are read through the same views.
MEDIA_S3_BUCKET = env("MEDIA_S3_BUCKET", default="")
if MEDIA_S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "lib.bucket.PrivateBucket",
        "OPTIONS": {
            "bucket_name": MEDIA_S3_BUCKET,
            "endpoint_url": env("MEDIA_S3_ENDPOINT", default="") or None,
            "region_name": env("MEDIA_S3_REGION", default="") or None,
            "access_key": env("MEDIA_S3_ACCESS_KEY", default="") or None,
            "secret_key": env("MEDIA_S3_SECRET_KEY", default="") or None,
            "addressing_style": env("MEDIA_S3_ADDRESSING", default="auto"),
        },
    }
# Where the web server finds MEDIA_ROOT, for itself only: then it sends the files that a view has allowed.
MEDIA_ACCEL_PREFIX = env("MEDIA_ACCEL_PREFIX", default="")
if MEDIA_ACCEL_PREFIX and MEDIA_S3_BUCKET:
    raise ImproperlyConfigured("MEDIA_ACCEL_PREFIX is for files in MEDIA_ROOT: unset it or MEDIA_S3_BUCKET.")
if MEDIA_ACCEL_PREFIX and not (MEDIA_ACCEL_PREFIX.startswith("/") and MEDIA_ACCEL_PREFIX.endswith("/")):
    raise ImproperlyConfigured("MEDIA_ACCEL_PREFIX must begin and end with /, such as /protected/.")
# A council's form has seven fields for each of its seats.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_MB", default=20) * 1024 * 1024
PICTURE_MAX_BYTES = env.int("PICTURE_MAX_MB", default=20) * 1024 * 1024
PICTURE_MAX_PIXELS = 60_000_000

# --- Language, time -------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["jiedao.formats"]

# --- The office -----------------------------------------------------------------------

SITE_NAME = env("SITE_NAME", default="")  # empty: the name of the street's organisation
OTP_TOTP_ISSUER = SITE_NAME or "共建工作台"  # what the app on a clerk's phone calls this site
SITE_HOST = env("SITE_HOST", default="")  # 主办单位
SITE_CONTACT = env("SITE_CONTACT", default="")  # 联系方式
SITE_ICP = env("SITE_ICP", default="")  # 备案号
SITE_POLICE = env("SITE_POLICE", default="")  # 公安备案
SITE_CODE = env("SITE_CODE", default="")  # 政府网站标识码

AUDIT_KEEP_MONTHS = env.int("AUDIT_KEEP_MONTHS", default=12)
if AUDIT_KEEP_MONTHS < 6:
    # 网络安全法, article 21: logs are kept for six months at least.
    raise ImproperlyConfigured("AUDIT_KEEP_MONTHS must be 6 or more: the law asks for six months.")

EXPIRY_NOTICE_DAYS = env.int("EXPIRY_NOTICE_DAYS", default=60)
CONFIRMATION_DAYS = env.int("CONFIRMATION_DAYS", default=90)
SILENT_DAYS = env.int("SILENT_DAYS", default=90)  # an agreement for which nothing happened so long is 无动静
CLAIM_CONTACT_DAYS = env.int("CLAIM_CONTACT_DAYS", default=7)
DEADLINE_NOTICE_DAYS = env.int("DEADLINE_NOTICE_DAYS", default=7)
PROGRESS_DAYS = env.int("PROGRESS_DAYS", default=30)
PERSONAL_KEEP_DAYS = env.int("PERSONAL_KEEP_DAYS", default=180)  # read by `manage.py erase_personal_data`
CONTACT_KEEP_DAYS = env.int("CONTACT_KEEP_DAYS", default=365)
# After an activity; sooner where the text that was agreed to says so.
SIGNUP_KEEP_DAYS = env.int("SIGNUP_KEEP_DAYS", default=90)
REDEMPTION_DAYS = env.int("REDEMPTION_DAYS", default=30)  # a reward that nobody fetched so long
# What was erased on request; applied again to every backup that is restored. Never in the database.
ERASURES_FILE = env.path("ERASURES_FILE", default=str(BASE_DIR / "var" / "erasures.jsonl"))
TRASH_KEEP_DAYS = env.int("TRASH_KEEP_DAYS", default=180)  # read by `manage.py empty_trash`

# A page of a map that shows a station: {latitude}, {longitude} and {name} are filled in. "": no link.
MAP_URL = env("MAP_URL", default="")

# Forms for everybody: so many from one source in so many minutes, and not sooner after opening than this.
PUBLIC_POSTS = env.int("PUBLIC_POSTS", default=30)
PUBLIC_POSTS_MINUTES = env.int("PUBLIC_POSTS_MINUTES", default=10)
PUBLIC_CLAIMS_A_DAY = env.int("PUBLIC_CLAIMS_A_DAY", default=20)
PUBLIC_SIGNUPS_A_DAY = env.int("PUBLIC_SIGNUPS_A_DAY", default=20)  # of one source, for one activity
PUBLIC_VOLUNTEERS_A_DAY = env.int("PUBLIC_VOLUNTEERS_A_DAY", default=20)  # registered from one source
PUBLIC_FORM_SECONDS = env.int("PUBLIC_FORM_SECONDS", default=2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_tokens": {"()": "lib.signed_links.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without_tokens"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
