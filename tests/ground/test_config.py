"""Settings: understood, or refused with the remedy; nothing starts unsafe."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from customers import create_app
from customers.ground import config
from customers.ground.config import ConfigError, load

KEY = "k" * 32


def loaded(tmp_path: Path, **environ: str) -> config.Config:
    """The settings of an environment with an instance folder of the test's own."""
    return load({"REGULARS_INSTANCE": str(tmp_path / "instance"), **environ})


def test_nothing_set_is_the_two_command_start(tmp_path: Path) -> None:
    settings = loaded(tmp_path)

    assert settings.is_embedded
    assert settings.environment == "embedded"
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/regulars.db"
    assert settings.migration_database_url == settings.database_url
    assert settings.trusted_proxies == 0


def test_the_instance_folder_stands_beside_the_code_unless_named() -> None:
    settings = load({"SECRET_KEY": KEY})

    assert settings.instance == Path(config.__file__).parents[2] / "instance"


def test_a_relative_instance_folder_is_made_absolute() -> None:
    settings = load({"SECRET_KEY": KEY, "REGULARS_INSTANCE": "here"})

    assert settings.instance == Path.cwd() / "here"


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@h:5/d", "postgresql+psycopg://u@h:5/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
    ],
)
@pytest.mark.parametrize("name", ["DATABASE_URL", "MIGRATION_DATABASE_URL"])
def test_addresses_of_databases_are_understood(
    tmp_path: Path, name: str, url: str, meant: str
) -> None:
    settings = loaded(tmp_path, **{name: url})

    assert getattr(settings, name.lower()) == meant


def test_migrations_run_on_the_same_database_unless_named(tmp_path: Path) -> None:
    url = "postgresql://plain@h/d"

    settings = loaded(tmp_path, DATABASE_URL=url)

    assert settings.migration_database_url == settings.database_url


@pytest.mark.parametrize("name", ["DATABASE_URL", "MIGRATION_DATABASE_URL"])
@pytest.mark.parametrize(
    "url", ["mysql://h/d", "h/d", "sqlite://", "sqlite:/x", "postgresql+asyncpg://h/d"]
)
def test_other_databases_are_refused(tmp_path: Path, name: str, url: str) -> None:
    with pytest.raises(ConfigError, match=name):
        loaded(tmp_path, **{name: url})


@pytest.mark.parametrize("environment", ["prod", "PRODUCTION", "test", " "])
def test_another_environment_is_refused(tmp_path: Path, environment: str) -> None:
    with pytest.raises(ConfigError, match="embedded, staging or production"):
        loaded(tmp_path, REGULARS_ENV=environment)


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_in_earnest_a_key_is_demanded_and_told_how_to_make(
    tmp_path: Path, environment: str
) -> None:
    with pytest.raises(ConfigError, match="token_hex"):
        loaded(tmp_path, REGULARS_ENV=environment)

    settings = loaded(tmp_path, REGULARS_ENV=environment, SECRET_KEY=KEY)
    assert settings.secret_key == KEY
    assert not settings.is_embedded
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("environment", ["embedded", "staging", "production"])
@pytest.mark.parametrize("key", ["x", "k" * 31])
def test_a_short_key_is_refused(tmp_path: Path, environment: str, key: str) -> None:
    with pytest.raises(ConfigError, match="32 characters"):
        loaded(tmp_path, REGULARS_ENV=environment, SECRET_KEY=key)


def test_the_embedded_key_is_kept_for_its_user_alone(tmp_path: Path) -> None:
    first, second = loaded(tmp_path), loaded(tmp_path)

    path = tmp_path / "instance" / "secret_key"
    assert first.secret_key == second.secret_key == path.read_text()
    assert len(first.secret_key) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]


def test_two_instances_have_two_keys(tmp_path: Path) -> None:
    one, two = loaded(tmp_path / "one"), loaded(tmp_path / "two")

    assert one.secret_key != two.secret_key


def test_starts_at_the_same_moment_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: loaded(tmp_path).secret_key, range(32)))

    assert len(keys) == 1
    assert len(list((tmp_path / "instance").iterdir())) == 1


@pytest.mark.parametrize("hops", ["0", "1", "10"])
def test_trusted_proxies_are_counted(tmp_path: Path, hops: str) -> None:
    settings = loaded(tmp_path, REGULARS_TRUSTED_PROXIES=hops)

    assert settings.trusted_proxies == int(hops)


@pytest.mark.parametrize("hops", ["-1", "11", "many", "1.5", "²", "1 "])
def test_another_number_of_proxies_is_refused(tmp_path: Path, hops: str) -> None:
    with pytest.raises(ConfigError, match="REGULARS_TRUSTED_PROXIES"):
        loaded(tmp_path, REGULARS_TRUSTED_PROXIES=hops)


@pytest.mark.parametrize("size", ["0", "1001", "-1", "50 MB", "5.5"])
def test_another_size_of_uploads_is_refused(tmp_path: Path, size: str) -> None:
    with pytest.raises(ConfigError, match="REGULARS_UPLOAD_MB"):
        loaded(tmp_path, REGULARS_UPLOAD_MB=size)


def test_the_key_is_in_no_text_of_the_settings(tmp_path: Path) -> None:
    settings = loaded(tmp_path, SECRET_KEY="s" * 40)

    assert "s" * 40 not in repr(settings)


def test_every_setting_is_named_once_with_its_meaning() -> None:
    names = [setting.name for setting in config.SETTINGS]

    assert len(set(names)) == len(names)
    for setting in config.SETTINGS:
        assert setting.default
        assert setting.meaning.endswith(".")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("REGULARS_ENV", "test", "REGULARS_ENV"),
        ("DATABASE_URL", "mysql://u@h/d", "DATABASE_URL"),
        ("SECRET_KEY", "short", "32"),
        ("REGULARS_TRUSTED_PROXIES", "²", "from 0 to 10"),
    ],
)
def test_the_app_does_not_start_and_says_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    remedy: str,
) -> None:
    monkeypatch.setenv("REGULARS_INSTANCE", str(tmp_path))
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        create_app()

    assert str(ended.value).startswith("Regulars cannot start: ")
    assert remedy in str(ended.value)
    assert ended.value.__suppress_context__
