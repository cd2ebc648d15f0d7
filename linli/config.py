"""Every setting of every process, read once from the environment; secrets may come from files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from linli.errors import Invalid

AMQP_DEFAULT = "amqp://guest:guest@127.0.0.1:5672//"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DATABASE_DEFAULT = "postgresql+psycopg2://127.0.0.1:5432/linli_{service}"


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
    call_timeout: float = 5.0
    log_level: str = "INFO"
    calendar: Path | None = None

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


def log_level(default: str, environment: Mapping[str, str] = os.environ) -> str:
    """The level that LINLI_LOG_LEVEL says; raises `Invalid` for a word that is none."""
    name = "LINLI_LOG_LEVEL"
    given = environment.get(name, default)
    if given in LEVELS:
        return given
    raise Invalid(
        "bad_setting", f"{name}={given} is none of {', '.join(LEVELS)}.", f"{name} 应为：{'、'.join(LEVELS)}。"
    )


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings from `LINLI_*` variables; raises `Invalid` naming the variable at fault."""
    database_url = environment.get("LINLI_DATABASE_URL", DATABASE_DEFAULT)
    if "{service}" not in database_url:
        raise Invalid(
            "bad_setting",
            "LINLI_DATABASE_URL must hold {service}, e.g. postgresql+psycopg2://linli@db/linli_{service}.",
            "LINLI_DATABASE_URL 必须包含 {service}。",
        )
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
        call_timeout=_seconds(environment, "LINLI_CALL_TIMEOUT", base.call_timeout),
        log_level=log_level(base.log_level, environment),
        calendar=Path(environment["LINLI_CALENDAR"]) if environment.get("LINLI_CALENDAR") else None,
    )


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
