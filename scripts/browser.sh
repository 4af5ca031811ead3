#!/bin/sh
# Make sure there is a Chromium for the tests: the machine's, Playwright's, or Debian's.
set -eu
cd "$(dirname "$0")/.."
for each in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$each" >/dev/null 2>&1 && exit 0
done
.venv/bin/python - <<'PYTHON' && exit 0
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(not os.path.exists(playwright.chromium.executable_path))
PYTHON
.venv/bin/playwright install chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq || :
    for each in chromium-headless-shell chromium; do
        apt-get install -y -qq "$each" >/dev/null && exit 0
    done
fi
echo "The tests need a browser: install chromium and try again." >&2
exit 1
