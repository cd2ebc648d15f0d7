"""Every setting of every process, read once from the environment; secrets may come from files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from linli.calendar import Deadline
from linli.errors import Invalid
from linli.messages.quiet import NIGHT, QuietHours, quiet_hours_from

AMQP_DEFAULT = "amqp://guest:guest@127.0.0.1:5672//"
_SENDER = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DRIVERS = {
    **dict.fromkeys(("postgres", "postgresql", "postgresql+psycopg2"), "postgresql+psycopg2"),
    "sqlite": "sqlite",
}
"""What a database URL may begin with, and the driver that it means."""
DATABASE_DEFAULT = "postgresql+psycopg2://127.0.0.1:5432/linli_{service}"

DISPUTE_DEFAULT = Deadline.parse("4wh")
SUPERVISED_DEFAULT = Deadline.parse("3wd")
ESCALATION_DEFAULT = Deadline.parse("1wd")
ESCALATION_URGENT_DEFAULT = Deadline.parse("2h")


@dataclass(frozen=True)
class Settings:
    """The settings of one process. `database_url` holds `{service}`, for each service has a database of its own."""

    data: Path = Path("var")
    port: int = 8000
    host: str = "127.0.0.1"
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 9100
    amqp_url: str = AMQP_DEFAULT
    amqp_prefix: str = "linli"
    database_url: str = DATABASE_DEFAULT
    secret: bytes = field(default=b"", repr=False)
    workers: int = 8
    rate_limit: str = "12000/minute"
    filing_limit: str = "30/hour"
    code_limit: str = "20/day"
    sign_in_limit: str = "10/minute"
    trusted_proxies: int = 0
    contact: str = "12345"
    call_timeout: float = 5.0
    log_level: str = "INFO"
    calendar: Path | None = None
    figures: Path | None = None
    register_keys: tuple[bytes, ...] = field(default=(), repr=False)
    dispute: Deadline = DISPUTE_DEFAULT
    extensions: int = 1
    reopening_days: int = 30
    position_days: int = 30
    supervised: Deadline = SUPERVISED_DEFAULT
    escalation: Deadline = ESCALATION_DEFAULT
    escalation_urgent: Deadline = ESCALATION_URGENT_DEFAULT
    smtp_url: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    sms_url: str = ""
    webhook_url: str = ""
    webhook_secret: bytes = field(default=b"", repr=False)
    quiet_citizen: QuietHours = NIGHT
    quiet_unit: QuietHours = NIGHT

    @property
    def embedded(self) -> bool:
        """Whether everything runs in one process on SQLite."""
        return self.database_url.startswith("sqlite")

    def database(self, service: str) -> str:
        """The SQLAlchemy URL of one service's database."""
        return self.database_url.replace("{service}", service)

    def as_embedded(self) -> Settings:
        """The same settings on SQLite files in the data directory, which is made if it is not there.

        Raises `Invalid` when the directory cannot be written.
        """
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            probe = self.data / f".writable-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Invalid(
                "data_not_writable",
                f"The data directory {self.data} cannot be written ({error.strerror}); set LINLI_DATA to one that can.",
                f"数据目录 {self.data} 不可写，请用 LINLI_DATA 指定可写目录。",
            ) from error
        url = f"sqlite:///{self.data.resolve()}/{{service}}.db"
        return replace(self, database_url=url, secret=self.secret or _own_secret(self.data / "secret.key"))


def _own_secret(path: Path) -> bytes:
    """The secret of a trial installation: made once, kept readable by its owner only."""
    if not path.exists():
        temporary = path.with_suffix(".new")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(64))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    secret = path.read_bytes()
    if len(secret) != 64:
        raise Invalid(
            "damaged_secret",
            f"The secret file {path} is damaged (it has {len(secret)} bytes, not 64); restore it from a backup.",
            f"密钥文件 {path} 已损坏，请从备份恢复。",
        )
    return secret


def _from_file(environment: Mapping[str, str], name: str) -> bytes:
    path = environment.get(name)
    if not path:
        return b""
    try:
        return Path(path).read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise Invalid(
            "unreadable_secret", f"{name}={path} cannot be read: {error.strerror}.", f"{name} 指定的文件无法读取。"
        ) from error


def _keys(environment: Mapping[str, str], name: str) -> tuple[bytes, ...]:
    """The keys of a file, one a line, the one in use first; none without the file."""
    found = tuple(line.strip() for line in _from_file(environment, name).splitlines() if line.strip())
    if any(len(one) < 32 for one in found):
        text = f"{name}: a line has fewer than 32 bytes; write 64 random characters."
        raise Invalid("bad_setting", text, f"{name} 中有密钥不足32字节。")
    return found


def _password(environment: Mapping[str, str], name: str) -> str:
    try:
        return _from_file(environment, name).decode()
    except UnicodeDecodeError:
        raise Invalid(
            "bad_setting", f"The file of {name} is not a UTF-8 text.", f"{name} 的文件不是UTF-8文本。"
        ) from None


def _with_password(url: str, password: str) -> str:
    if not password:
        return url
    with_it = make_url(url).set(password=password).render_as_string(hide_password=False)
    return with_it.replace("%7Bservice%7D", "{service}")


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name, str(default))
    if not (given.isascii() and given.isdigit()) or len(given) > 5 or not 0 < int(given) < 65536:
        raise Invalid("bad_setting", f"{name}={given} is not a number from 1 to 65535.", f"{name} 应为1至65535的整数。")
    return int(given)


def _proxies(environment: Mapping[str, str]) -> int:
    given = environment.get("LINLI_TRUSTED_PROXIES", "0")
    if given not in {str(number) for number in range(10)}:
        raise Invalid(
            "bad_setting",
            f"LINLI_TRUSTED_PROXIES={given} is not a number from 0 to 9.",
            "LINLI_TRUSTED_PROXIES 应为0至9。",
        )
    return int(given)


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    given = environment.get(name, str(default))
    try:
        if 0 < float(given) <= 3600:
            return float(given)
    except ValueError:
        pass
    raise Invalid(
        "bad_setting", f"{name}={given} is not a number of seconds up to 3600.", f"{name} 应为3600以内的秒数。"
    )


def _deadline(environment: Mapping[str, str], name: str, default: Deadline) -> Deadline:
    given = environment.get(name)
    try:
        return default if given is None else Deadline.parse(given, name)
    except Invalid as error:
        text = f"{name}: {error.message}"
        raise Invalid("bad_setting", text, f"{name}：{error.message_zh}") from None


def log_level(default: str, environment: Mapping[str, str] = os.environ) -> str:
    """The level that LINLI_LOG_LEVEL says; raises `Invalid` for a word that is none."""
    name = "LINLI_LOG_LEVEL"
    given = environment.get(name, default)
    if given in LEVELS:
        return given
    raise Invalid(
        "bad_setting", f"{name}={given} is none of {', '.join(LEVELS)}.", f"{name} 应为：{'、'.join(LEVELS)}。"
    )


def _database_url(environment: Mapping[str, str]) -> str:
    """The databases' URL; PostgreSQL under its usual names means the driver that is installed here."""
    given = environment.get("LINLI_DATABASE_URL", DATABASE_DEFAULT)
    scheme, separator, rest = given.partition("://")
    if "{service}" not in given or not separator or scheme not in DRIVERS:
        raise Invalid(
            "bad_setting",
            "LINLI_DATABASE_URL must be like postgresql://linli@db/linli_{service} or sqlite:///var/{service}.db.",
            "LINLI_DATABASE_URL 应形如 postgresql://linli@db/linli_{service} 或 sqlite:///var/{service}.db。",
        )
    return f"{DRIVERS[scheme]}://{rest}"


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings from `LINLI_*` variables; raises `Invalid` naming the variable at fault."""
    database_url = _database_url(environment)
    base = Settings()
    return Settings(
        data=Path(environment.get("LINLI_DATA", "var")),
        port=_number(environment, "LINLI_PORT", base.port),
        host=environment.get("LINLI_HOST", base.host),
        metrics_host=environment.get("LINLI_METRICS_HOST", base.metrics_host),
        metrics_port=_number(environment, "LINLI_METRICS_PORT", base.metrics_port),
        amqp_url=_with_password(
            environment.get("LINLI_AMQP_URL", AMQP_DEFAULT), _password(environment, "LINLI_AMQP_PASSWORD_FILE")
        ),
        amqp_prefix=environment.get("LINLI_AMQP_PREFIX", base.amqp_prefix),
        database_url=_with_password(database_url, _password(environment, "LINLI_DATABASE_PASSWORD_FILE")),
        secret=_from_file(environment, "LINLI_SECRET_FILE"),
        workers=_number(environment, "LINLI_WORKERS", base.workers),
        rate_limit=environment.get("LINLI_RATE_LIMIT", base.rate_limit),
        filing_limit=environment.get("LINLI_FILING_LIMIT", base.filing_limit),
        code_limit=environment.get("LINLI_CODE_LIMIT", base.code_limit),
        sign_in_limit=environment.get("LINLI_SIGN_IN_LIMIT", base.sign_in_limit),
        trusted_proxies=_proxies(environment),
        contact=environment.get("LINLI_CONTACT", base.contact),
        call_timeout=_seconds(environment, "LINLI_CALL_TIMEOUT", base.call_timeout),
        log_level=log_level(base.log_level, environment),
        calendar=Path(environment["LINLI_CALENDAR"]) if environment.get("LINLI_CALENDAR") else None,
        figures=Path(environment["LINLI_FIGURES"]) if environment.get("LINLI_FIGURES") else None,
        register_keys=_keys(environment, "LINLI_REGISTER_KEY_FILE"),
        dispute=_deadline(environment, "LINLI_DISPUTE", base.dispute),
        extensions=_number(environment, "LINLI_EXTENSIONS", base.extensions),
        reopening_days=_number(environment, "LINLI_REOPENING_DAYS", base.reopening_days),
        position_days=_number(environment, "LINLI_POSITION_DAYS", base.position_days),
        supervised=_deadline(environment, "LINLI_SUPERVISED", base.supervised),
        escalation=_deadline(environment, "LINLI_ESCALATION", base.escalation),
        escalation_urgent=_deadline(environment, "LINLI_ESCALATION_URGENT", base.escalation_urgent),
        **_messages(environment),
    )


def _messages(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings of messages: which channels there are, and when they keep quiet."""
    smtp = _address(environment, "LINLI_SMTP_URL", ("smtp", "smtp+tls", "smtps"))
    password = _password(environment, "LINLI_SMTP_PASSWORD_FILE")
    sms, webhook = (_address(environment, name, ("http", "https")) for name in ("LINLI_SMS_URL", "LINLI_WEBHOOK_URL"))
    secret, sender = _from_file(environment, "LINLI_WEBHOOK_SECRET_FILE"), environment.get("LINLI_MAIL_FROM", "")
    if smtp and not _SENDER.fullmatch(sender):
        raise _missing("LINLI_MAIL_FROM", "the sender's e-mail address", "发件人电子邮箱地址")
    if urlsplit(smtp).scheme == "smtp" and password:
        raise _missing("LINLI_SMTP_URL", "smtp+tls:// or smtps://, for there is a password", "加密的邮件服务器地址")
    if (sms or webhook) and len(secret) < 16:
        raise _missing("LINLI_WEBHOOK_SECRET_FILE", "a file of 16 bytes or more that sign", "16字节以上的签名密钥文件")
    return {
        "smtp_url": smtp,
        "smtp_password": password,
        "mail_from": sender,
        "sms_url": sms,
        "webhook_url": webhook,
        "webhook_secret": secret,
        "quiet_citizen": _quiet(environment, "LINLI_QUIET_CITIZEN"),
        "quiet_unit": _quiet(environment, "LINLI_QUIET_UNIT"),
    }


def _missing(name: str, what: str, what_zh: str) -> Invalid:
    return Invalid("bad_setting", f"{name} must be {what}.", f"{name} 应为{what_zh}。")


def _address(environment: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    """The URL of another system. A password in it is refused: it would stand in the list of processes and in logs."""
    given = environment.get(name, "")
    try:
        parts = urlsplit(given)
        good = parts.scheme in schemes and parts.hostname and parts.password is None and parts.port != 0
    except ValueError:
        good = False
    if given and not good:
        raise _missing(name, f"a URL such as {schemes[-1]}://host/ without a password", "不含密码的URL")
    return given


def _quiet(environment: Mapping[str, str], name: str) -> QuietHours:
    given = environment.get(name)
    try:
        return NIGHT if given is None else quiet_hours_from(given)
    except ValueError:
        raise _missing(name, "hours such as 22:00-08:00, or none", "时段（如 22:00-08:00）或 none") from None


def installation(environment: Mapping[str, str] = os.environ) -> Settings:
    """The installation a command line means: the servers where LINLI_DATABASE_URL names them, else the embedded one."""
    chosen = settings(environment)
    return chosen if "LINLI_DATABASE_URL" in environment else chosen.as_embedded()


def backoff(environment: Mapping[str, str] = os.environ) -> tuple[timedelta, ...]:
    """How long a failed event waits before each further try (`LINLI_BACKOFF`, seconds); its length is the tries."""
    given = environment.get("LINLI_BACKOFF", "0.2,0.5,1,3,10,60,300")
    try:
        waits = tuple(timedelta(seconds=float(one)) for one in given.split(","))
        if min(waits) < timedelta():
            raise ValueError
        return waits
    except (ValueError, OverflowError):
        text = f"LINLI_BACKOFF={given} is no list of seconds such as 0.2,0.5,1"
        raise Invalid("bad_setting", f"{text}.", "LINLI_BACKOFF 应为秒数列表，如 0.2,0.5,1。") from None
