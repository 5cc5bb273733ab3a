#!/usr/bin/env bash
# Installs what is missing, quickly and silently when nothing is.
#   scripts/install.sh npm|wasm|chromium|postgres ...
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf '%s\n' "$*" >&2; exit 1; }

# apt-get as root, or through a sudo that asks for nothing; else one sentence that says what to do.
apt_install() {
  local why=$1
  shift
  command -v apt-get >/dev/null || fail "$why: please install it (on Debian: $*)."
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || fail "$why: please run \`sudo apt-get install $*\` and start again."
    as_root=(sudo -n)
  fi
  echo "installing $*"
  local environment=(env DEBIAN_FRONTEND=noninteractive)
  "${as_root[@]}" "${environment[@]}" apt-get -qq update
  "${as_root[@]}" "${environment[@]}" apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

for what in "$@"; do
  case $what in
    npm)
      command -v npm >/dev/null || fail "npm is missing: please install Node.js 20 or newer, https://nodejs.org."
      if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
        echo "installing npm packages"
        # Not `npm ci`: it refuses a lock without the optional packages of every other operating system, and some mirrors do
        # not carry them. This keeps to the lock too, and leaves it as it is.
        npm install --no-save --no-audit --no-fund --loglevel=error \
          ${SPOTTER_CACHE:+--cache "$SPOTTER_CACHE/npm" --prefer-offline}
        touch node_modules/.package-lock.json
      fi
      ;;
    wasm)
      command -v cargo >/dev/null || fail "Rust is missing: please install it, https://rustup.rs."
      command -v cc >/dev/null || apt_install "A C compiler is missing" build-essential
      if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
        command -v rustup >/dev/null || fail "Rust's wasm32-unknown-unknown target is missing: please install it."
        echo "installing Rust's wasm32 target"
        rustup --quiet target add wasm32-unknown-unknown
      fi
      ;;
    chromium)
      if [ -z "$(scripts/chromium.sh)" ]; then apt_install "A Chromium browser is missing" chromium; fi
      # Screenshots in Chinese show boxes without it.
      if ! fc-list ':lang=zh' 2>/dev/null | grep -q .; then
        apt_install "Chinese fonts are missing" fontconfig fonts-noto-cjk
      fi
      ;;
    postgres)
      if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
        apt_install "PostgreSQL is missing" postgresql
      fi
      ;;
    *)
      fail "scripts/install.sh: there is no $what"
      ;;
  esac
done
