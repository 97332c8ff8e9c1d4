"""docker-compose.yml and Dockerfile, as far as they can be judged without a Docker engine."""

import re
from typing import Any

import pytest
from compose_pydantic import ComposeSpecification

from tests.conftest import ROOT
from tests.deployment import compose
from tests.deployment.compose import DOCKERFILE
from tests.house.test_settings import NAMES

ENVIRONMENT = {"POSTGRES_PASSWORD": "sesame"}
SERVICES: dict[str, dict[str, Any]] = compose.read(ENVIRONMENT)["services"]

each = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def test_it_keeps_to_the_published_schema_of_compose_files() -> None:
    ComposeSpecification.model_validate(compose.raw())


def test_every_part_is_there() -> None:
    assert set(SERVICES) == {*compose.STET, "postgres", "redis"}
    assert all(SERVICES[name]["image"] == "stet" for name in compose.STET)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("$${A}", "${A}"),
        ("${A}-${B}", "1-"),
        ("${B:-${A:-2}/x}", "1/x"),
        ("${A:-2}", "1"),
        ("${A:?say it}", "1"),
        ("plain", "plain"),
    ],
)
def test_what_is_filled_in(text: str, filled: str) -> None:
    assert compose.interpolate(text, {"A": "1"}) == filled


def test_it_does_not_start_without_a_password() -> None:
    with pytest.raises(KeyError, match="POSTGRES_PASSWORD: write one into"):
        compose.read({})


@each
def test_nothing_runs_as_root_or_gains_rights(service: dict[str, Any]) -> None:
    assert service["user"] not in ("root", "0", "0:0")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "privileged" not in service


@each
def test_each_stops_gracefully(service: dict[str, Any]) -> None:
    assert service["init"] is True
    assert "stop_grace_period" in service or service["restart"] == "no"


def test_only_the_web_site_is_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}
    assert not any("network_mode" in service for service in SERVICES.values())


def test_every_variable_is_a_setting_or_postgres_own() -> None:
    for name, service in SERVICES.items():
        known = NAMES if name in compose.STET else {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
        assert set(service.get("environment", {})) <= known


def test_every_name_that_is_filled_in_is_a_setting_or_the_password() -> None:
    names = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert names <= NAMES | {"POSTGRES_PASSWORD"}


def test_another_machine_is_pointed_at_the_first_by_two_settings() -> None:
    there = {"DATABASE_URL": "postgres://stet:x@10.0.0.1/stet", "CELERY_BROKER_URL": "redis://10.0.0.1/0"}
    services = compose.read(ENVIRONMENT | there)["services"]
    assert services["worker"]["environment"] | there == services["worker"]["environment"]


def test_the_secret_key_is_in_the_volume_whatever_dot_env_says() -> None:
    """The rest of a container is read-only, and `.env` may come from an installation without Docker."""
    services = compose.read(ENVIRONMENT | {"STET_DATA_DIR": "data"})["services"]
    for name in compose.STET:
        folder = services[name]["environment"]["STET_DATA_DIR"]
        assert folder in [mount.split(":")[1] for mount in services[name]["volumes"]]
        assert f"STET_DATA_DIR={folder}" in DOCKERFILE


def test_the_schema_is_migrated_before_anything_reads_it() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert all(name in SERVICES for service in SERVICES.values() for name in service.get("depends_on", {}))


def test_what_is_awaited_healthy_has_a_health_check() -> None:
    checked = {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert checked == {"web", "worker", "postgres", "redis"}


def test_every_named_volume_is_declared() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert {mount.partition(":")[0] for mount in mounts} == set(compose.raw()["volumes"])


def test_images_are_short_official_names_with_a_version() -> None:
    images = [re.search(r"^FROM (\S+)$", DOCKERFILE, re.MULTILINE)]
    names = [image[1] for image in images if image] + [
        SERVICES[name]["image"] for name in ("postgres", "redis")
    ]
    assert len(names) == 3
    assert all(re.fullmatch(r"[a-z]+:\d+(\.\d+)?(-slim)?", name) for name in names)


def test_the_image_runs_as_the_user_that_owns_its_data_folder() -> None:
    assert re.search(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)[1] == "stet"  # type: ignore[index]
    assert "install --directory --owner=stet --group=stet --mode=700 /data" in DOCKERFILE
    assert all(SERVICES[name]["user"] == "stet" for name in compose.STET)
    assert "STET_DATA_DIR=/data" in DOCKERFILE


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    kept = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert set(compose.copied()) == kept
    assert all((ROOT / name).exists() for name in kept)
