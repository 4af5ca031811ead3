"""The commands of docs/deploy.md bring an installation up and down; its files are well formed."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from orakul.database import Connection
from sql.server import EmbeddedServer
from tests.house.pages import PAGES, carried_out, surroundings

FILES = PAGES / "deploy"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_command_of_the_page_succeeds(
    server: EmbeddedServer, db: Connection, tmp_path: Path, unused_tcp_port: int
) -> None:
    app = urlsplit(server.dsn)._replace(path="/orakul_app").geturl()
    environment = surroundings(
        "",
        POSTGRES_URL=server.dsn,
        ORAKUL_APP_AS_ADMIN=app,
        ORAKUL_APP_URL=app,
        PORT=str(unused_tcp_port),
    )
    try:
        said = await carried_out("deploy.md", tmp_path, environment)
    finally:
        await db.execute("drop database if exists orakul_app with (force)")
        await db.execute("drop role if exists orakul_app")

    assert "0001_event.sql" in said
    assert '{"status":"ready"}' in said


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", sorted(FILES.glob("*.service")), ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_a_unit(tmp_path: Path, unit: Path) -> None:
    text = unit.read_text().replace("/opt/orakul/bin/orakul", shutil.which("true") or "")
    copy = tmp_path / unit.name
    copy.write_text(text)

    told = subprocess.run(
        ["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False
    )

    assert [line for line in told.stderr.splitlines() if unit.name in line] == []


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_finds_nothing_wrong_with_its_file(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=orakul",
         "-keyout", tmp_path / "key", "-out", tmp_path / "certificate"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (FILES / "nginx.conf").read_text()
    text = re.sub(r"(ssl_certificate) .*;", rf"\1 {tmp_path}/certificate;", text)
    text = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {tmp_path}/key;", text)
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off;"
        f" client_body_temp_path {tmp_path}; proxy_temp_path {tmp_path};"
        f" fastcgi_temp_path {tmp_path}; uwsgi_temp_path {tmp_path}; scgi_temp_path {tmp_path};"
        f"\n{text}}}"
    )

    told = subprocess.run(
        ["nginx", "-t", "-c", configuration], capture_output=True, text=True, check=False
    )

    assert told.returncode == 0, told.stderr
