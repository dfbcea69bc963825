"""What stands in deploy/ names what there is: settings, commands, pages, files; and so do README and the handbook."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import resolve

from initiatives.management import server
from tests.processes.test_commands import PROJECT

DEPLOY = PROJECT / "deploy"
OWN = {name for name, app in get_commands().items() if app == "initiatives"} | {"collectstatic"}
# Of others: of PostgreSQL's image, of Python, of the shell.
FOREIGN = re.compile(r"(POSTGRES_\w+|PYTHON\w+|PATH)$")
READ = re.compile(r"env\.\w+\(\s*\"(\w+)\"|environ\.get\(\"(IKZ_\w+)\"")
NAMED = re.compile(r"^\s*(?:ENV |Environment=)?([A-Z][A-Z_]{3,})[=:]|\s(IKZ_[A-Z_]+)=", re.MULTILINE)


def read() -> set[str]:
    """The settings that the application reads."""
    sources = [PROJECT / "ikz/settings.py", *(PROJECT / "initiatives/management").rglob("*.py")]
    found = READ.findall("".join(path.read_text(encoding="utf-8") for path in sources))
    return {name for names in found for name in names if name}


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_each_setting_and_command_that_is_named_exists(path):
    content = path.read_text(encoding="utf-8")
    named = {one or other for one, other in NAMED.findall(content)} - {"CMD", "HEALTHCHECK"}
    assert {name for name in named if not FOREIGN.match(name)} <= read()
    assert {line.split()[0] for line in re.findall(r"manage\.py\",? \"?(\w+)", content)} <= OWN


def test_the_containers_are_given_each_setting_of_ours_but_those_of_the_image_and_of_a_trial():
    of_the_image = {"IKZ_DATA_DIR", "IKZ_STATIC_DIR", "IKZ_HOST"}
    of_a_trial = {"IKZ_DEBUG", "IKZ_DEMO_PASSWORD", "IKZ_ADMIN_PASSWORD"}
    given = set(re.findall(r"^      (IKZ_\w+): \$\{\1:", text("compose.yaml"), re.MULTILINE))
    assert given == {name for name in read() if name.startswith("IKZ_")} - of_the_image - of_a_trial
    assert of_the_image <= set(re.findall(r"IKZ_\w+", text("Containerfile")))


def test_readme_tells_of_each_setting_and_of_no_other():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))
    assert table == read()


def test_the_handbook_names_what_exists():
    handbook = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`((?:IKZ_|EMAIL_|DATABASE_|WEB_|SECRET_)\w+)`", handbook)) <= read()
    assert set(re.findall(r"manage\.py (\w+)", handbook)) <= set(get_commands())
    assert all((PROJECT / name).exists() for name in re.findall(r"`?(deploy/[\w.-]+)", handbook))


def test_the_commands_of_the_units_take_what_they_are_given():
    for line in re.findall(
        r"^ExecStart=(.+)$", text("ikz.service") + text("ikz-backup.service"), re.MULTILINE
    ):
        program, manage, command, *arguments = shlex.split(line)
        assert (Path(program).name, manage) == ("python", "manage.py")
        load_command_class("initiatives", command).create_parser("manage.py", command).parse_args(arguments)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="only systemd can read its units")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    units = [path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer")]
    for name in units:
        (tmp_path / name).write_text(text(name).replace("/opt/ikz", str(PROJECT)), encoding="utf-8")
    verify = ["systemd-analyze", "verify", *(tmp_path / name for name in units)]
    done = subprocess.run(verify, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and len(units) == 3


def test_the_proxy_lets_through_what_the_application_answers_itself():
    (size,) = re.findall(r"client_max_body_size (\d+)m;", text("nginx.conf"))
    assert int(size) * 1_000_000 >= server.LARGEST == settings.UPLOAD_MB * 5_000_000
    for path in [*re.findall(r"location = (\S+)", text("nginx.conf")), "/healthz"]:
        assert resolve(path)
    assert "/healthz" in text("Containerfile")


def test_the_image_holds_what_the_application_is_made_of():
    kept = re.findall(r"^!(\S+)$", text("Containerfile.dockerignore"), re.MULTILINE)
    assert all((PROJECT / name).exists() for name in kept)
    assert {"manage.py", "ikz", "initiatives", "templates", "static", "requirements.lock"} <= set(kept)


def test_no_registry_is_named():
    for path in DEPLOY.iterdir():
        images = re.findall(r"^(?:FROM|\s+image:) (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert not any("/" in image for image in images), path
