#!/usr/bin/env bash
# Provide what the browser tests need: Chromium and a font with Chinese characters.
# As root on Debian or Ubuntu from the system's packages, elsewhere from playwright.
set -euo pipefail
bin=$1

has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_font() { command -v fc-list && fc-list :lang=zh family | grep -q .; }
has_pango() { "$bin/python" -c 'import weasyprint'; }

if has_browser >/dev/null && has_font >/dev/null && has_pango >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium, Chinese fonts and pango with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq chromium fontconfig fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null
    exit 0
fi
has_font >/dev/null && has_pango >/dev/null 2>&1 || {
    echo "The tests need a font with Chinese characters and the library pango. Ask an administrator to install them (Debian, Ubuntu: apt-get install fonts-noto-cjk fontconfig libpango-1.0-0 libpangoft2-1.0-0)."
    exit 1
}
"$bin/playwright" install chromium || {
    echo "The tests need Chromium. Ask an administrator to install it (Debian, Ubuntu: apt-get install chromium)."
    exit 1
}
