#!/usr/bin/env bash
# Installs the system's Chromium for the browser journeys. Needs root, or sudo without a password.
set -euo pipefail
if [ "$(id -u)" -eq 0 ]; then as_root=""; else as_root="sudo -n"; fi
export DEBIAN_FRONTEND=noninteractive
if ! command -v apt-get >/dev/null; then
    echo "Install Chromium with your system's packages, so that the command 'chromium' is there, and try again." >&2
    exit 1
fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
