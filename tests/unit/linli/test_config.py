"""Settings come from LINLI_ variables; whatever is wrong with one is said with its name, and secrets stay secret."""

from __future__ import annotations

import os
from datetime import time, timedelta
from pathlib import Path

import pytest

from linli.calendar import Deadline
from linli.config import AMQP_DEFAULT, DATABASE_DEFAULT, Settings, backoff, installation, settings
from linli.errors import Invalid
from linli.messages.quiet import NEVER_QUIET, QuietHours

PASSWORD = "p@ss:w/rd{}%"


def written(folder: Path, content: bytes) -> str:
    """The path of a file with this content."""
    path = folder / "file"
    path.write_bytes(content)
    return str(path)


def test_without_variables_everything_has_its_default() -> None:
    assert settings({}) == Settings(amqp_url=AMQP_DEFAULT, database_url=DATABASE_DEFAULT)


@pytest.mark.parametrize(
    ("variable", "given", "field", "expected"),
    [
        ("LINLI_DATA", "/srv/linli", "data", Path("/srv/linli")),
        ("LINLI_PORT", "8080", "port", 8080),
        ("LINLI_HOST", "::", "host", "::"),
        ("LINLI_METRICS_HOST", "10.0.0.2", "metrics_host", "10.0.0.2"),
        ("LINLI_METRICS_PORT", "65535", "metrics_port", 65535),
        ("LINLI_AMQP_URL", "amqp://a:b@broker:5671/district", "amqp_url", "amqp://a:b@broker:5671/district"),
        ("LINLI_AMQP_PREFIX", "shenhe", "amqp_prefix", "shenhe"),
        ("LINLI_DATABASE_URL", "sqlite:///{service}.db", "database_url", "sqlite:///{service}.db"),
        ("LINLI_DATABASE_URL", "postgresql://db/{service}", "database_url", "postgresql+psycopg2://db/{service}"),
        ("LINLI_DATABASE_URL", "postgres://db/{service}", "database_url", "postgresql+psycopg2://db/{service}"),
        ("LINLI_WORKERS", "1", "workers", 1),
        ("LINLI_RATE_LIMIT", "5/second", "rate_limit", "5/second"),
        ("LINLI_CODE_LIMIT", "5/day", "code_limit", "5/day"),
        ("LINLI_SIGN_IN_LIMIT", "60/minute", "sign_in_limit", "60/minute"),
        ("LINLI_CALL_TIMEOUT", "2.5", "call_timeout", 2.5),
        ("LINLI_LOG_LEVEL", "DEBUG", "log_level", "DEBUG"),
        ("LINLI_CALENDAR", "/etc/days.yaml", "calendar", Path("/etc/days.yaml")),
        ("LINLI_CALENDAR", "", "calendar", None),
        ("LINLI_MAIL_FROM", "noreply@district.example", "mail_from", "noreply@district.example"),
        ("LINLI_SMTP_URL", "", "smtp_url", ""),
        ("LINLI_QUIET_CITIZEN", "21:30-09:00", "quiet_citizen", QuietHours(time(21, 30), time(9))),
        ("LINLI_QUIET_UNIT", "none", "quiet_unit", NEVER_QUIET),
        ("LINLI_DISPUTE", "2h", "dispute", Deadline.parse("2h")),
        ("LINLI_EXTENSIONS", "2", "extensions", 2),
        ("LINLI_REOPENING_DAYS", "60", "reopening_days", 60),
        ("LINLI_SUPERVISED", "1wd", "supervised", Deadline.parse("1wd")),
    ],
)
def test_each_variable_sets_its_field_and_no_other(variable: str, given: str, field: str, expected: object) -> None:
    read = settings({variable: given})
    assert getattr(read, field) == expected
    others = {name: value for name, value in vars(read).items() if name != field}
    assert others == {name: value for name, value in vars(settings({})).items() if name != field}


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        *[("LINLI_PORT", given) for given in ("", "0", "65536", "-1", "8000.0", " 80", "http", "²", "9" * 30)],
        ("LINLI_METRICS_PORT", "none"),
        ("LINLI_WORKERS", "0"),
        ("LINLI_DISPUTE", "four hours"),
        ("LINLI_EXTENSIONS", "-1"),
        *[("LINLI_CALL_TIMEOUT", given) for given in ("", "soon", "0", "-1", "nan", "inf")],
        ("LINLI_LOG_LEVEL", "LOUD"),
        *[("LINLI_DATABASE_URL", given) for given in ("postgresql://db/linli", "mysql://db/{service}", "{service}")],
        ("LINLI_AMQP_PASSWORD_FILE", "/nowhere/password"),
        ("LINLI_DATABASE_PASSWORD_FILE", "/nowhere/password"),
        ("LINLI_SECRET_FILE", "/nowhere/secret"),
        ("LINLI_SECRET_FILE", "/"),
        *[("LINLI_QUIET_CITIZEN", given) for given in ("", "22:00", "night")],
        *[("LINLI_SMS_URL", given) for given in ("sms.example", "ftp://sms.example", "https://", "https://a:b@sms/")],
        *[("LINLI_WEBHOOK_URL", given) for given in ("https://host:none/", "https://[::1/", "file:///etc/passwd")],
        *[("LINLI_SMTP_URL", given) for given in ("mail", "http://mail", "smtps://user:password@mail")],
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(variable: str, given: str) -> None:
    with pytest.raises(Invalid) as refused:
        settings({variable: given})
    assert variable in refused.value.message
    assert variable in refused.value.message_zh


def test_channels_are_read_with_what_belongs_to_them(tmp_path: Path) -> None:
    secret = written(tmp_path, b"sixteen bytes or so\n")
    given = {
        "LINLI_SMTP_URL": "smtp+tls://linli@mail.district.example",
        "LINLI_MAIL_FROM": "noreply@district.example",
        "LINLI_SMTP_PASSWORD_FILE": secret,
        "LINLI_SMS_URL": "https://sms.district.example/send?from=linli",
        "LINLI_WEBHOOK_URL": "http://10.0.0.7:8080/",
        "LINLI_WEBHOOK_SECRET_FILE": secret,
    }
    read = settings(given)
    assert (read.smtp_url, read.sms_url, read.webhook_url) == tuple(value for value in given.values() if ":" in value)
    assert (read.smtp_password, read.webhook_secret) == ("sixteen bytes or so", b"sixteen bytes or so")
    assert "sixteen" not in repr(read)


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"LINLI_SMTP_URL": "smtps://mail"}, "LINLI_MAIL_FROM"),
        ({"LINLI_SMTP_URL": "smtps://mail", "LINLI_MAIL_FROM": "the district"}, "LINLI_MAIL_FROM"),
        ({"LINLI_SMS_URL": "https://sms"}, "LINLI_WEBHOOK_SECRET_FILE"),
        ({"LINLI_WEBHOOK_URL": "https://hook"}, "LINLI_WEBHOOK_SECRET_FILE"),
    ],
)
def test_a_channel_without_what_it_needs_is_refused_by_the_name_of_what_is_lacking(
    given: dict[str, str], lacking: str
) -> None:
    with pytest.raises(Invalid, match=lacking):
        settings(given)


def test_a_short_secret_and_a_password_in_the_clear_are_refused(tmp_path: Path) -> None:
    short = {"LINLI_SMS_URL": "https://sms", "LINLI_WEBHOOK_SECRET_FILE": written(tmp_path, b"fifteen bytes..")}
    with pytest.raises(Invalid, match="LINLI_WEBHOOK_SECRET_FILE"):
        settings(short)
    clear = {"LINLI_SMTP_URL": "smtp://linli@mail", "LINLI_MAIL_FROM": "a@b.example"}
    with pytest.raises(Invalid, match="LINLI_SMTP_URL"):
        settings({**clear, "LINLI_SMTP_PASSWORD_FILE": written(tmp_path, b"letter-box")})


@pytest.mark.parametrize("variable", ["LINLI_AMQP_PASSWORD_FILE", "LINLI_DATABASE_PASSWORD_FILE"])
def test_a_password_file_that_is_no_text_is_refused_by_its_variable(variable: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=variable):
        settings({variable: written(tmp_path, b"\xff\xfe")})


def test_the_place_of_the_service_stays_when_a_password_comes_from_a_file(tmp_path: Path) -> None:
    read = settings(
        {
            "LINLI_DATABASE_URL": "postgresql+psycopg2://linli@db:5432/linli_{service}",
            "LINLI_DATABASE_PASSWORD_FILE": written(tmp_path, f"{PASSWORD}\n".encode()),
        }
    )
    assert read.database_url.endswith("@db:5432/linli_{service}")
    from sqlalchemy.engine import make_url

    url = make_url(read.database("grid"))
    assert (url.username, url.password, url.host, url.database) == ("linli", PASSWORD, "db", "linli_grid")


def test_the_brokers_password_comes_from_its_file_and_keeps_the_virtual_host(tmp_path: Path) -> None:
    from urllib.parse import unquote, urlsplit

    read = settings(
        {
            "LINLI_AMQP_URL": "amqp://linli@broker:5672/district",
            "LINLI_AMQP_PASSWORD_FILE": written(tmp_path, PASSWORD.encode()),
        }
    )
    parts = urlsplit(read.amqp_url)
    assert (parts.username, unquote(parts.password or ""), parts.hostname) == ("linli", PASSWORD, "broker")
    assert parts.path == "/district"


def test_a_secret_file_loses_only_its_line_end_and_is_not_shown(tmp_path: Path) -> None:
    secret = b" spaces stay " * 5
    read = settings({"LINLI_SECRET_FILE": written(tmp_path, secret + b"\r\n")})
    assert read.secret == secret
    assert "spaces" not in repr(read)


def test_the_embedded_installation_keeps_one_database_a_service_in_its_directory(tmp_path: Path) -> None:
    made = Settings(data=tmp_path / "new" / "var").as_embedded()
    assert made.embedded
    assert not Settings().embedded
    assert made.database("grid") == f"sqlite:///{tmp_path}/new/var/grid.db"
    assert {path.name for path in made.data.iterdir()} == {"secret.key"}


def test_the_embedded_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = Settings(data=tmp_path).as_embedded().secret
    assert Settings(data=tmp_path).as_embedded().secret == first
    assert len(first) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_secret_of_ones_own_is_used_instead(tmp_path: Path) -> None:
    assert Settings(data=tmp_path, secret=b"x" * 40).as_embedded().secret == b"x" * 40
    assert not (tmp_path / "secret.key").exists()


@pytest.mark.parametrize("content", [b"", b"short", bytes(65)])
def test_a_damaged_secret_file_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="damaged_secret") as refused:
        Settings(data=tmp_path).as_embedded()
    assert str(path) in refused.value.message
    assert path.read_bytes() == content


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    with pytest.raises(Invalid, match="data_not_writable") as refused:
        Settings(data=tmp_path / "file" / "var").as_embedded()
    assert "LINLI_DATA" in refused.value.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_directory_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Invalid, match="data_not_writable"):
        Settings(data=tmp_path).as_embedded()


def test_a_command_means_the_servers_only_where_they_are_named(tmp_path: Path) -> None:
    assert installation({"LINLI_DATA": str(tmp_path)}).embedded
    named = {"LINLI_DATA": str(tmp_path), "LINLI_DATABASE_URL": DATABASE_DEFAULT}
    assert not installation(named).embedded


def test_waits_between_tries_are_seconds_divided_by_commas() -> None:
    assert backoff({"LINLI_BACKOFF": "0.1, 2"}) == (timedelta(seconds=0.1), timedelta(seconds=2))
    shipped = backoff({})
    assert list(shipped) == sorted(shipped)


@pytest.mark.parametrize("given", ["", "soon", "1;2", "1,,2", "nan", "inf", "1e300", "-1"])
def test_waits_that_are_no_seconds_are_refused_by_name(given: str) -> None:
    with pytest.raises(Invalid, match="LINLI_BACKOFF"):
        backoff({"LINLI_BACKOFF": given})
