#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests: CHROMIUM, or the first one found; nothing when there is none.
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && { echo "$CHROMIUM"; exit; }
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" && exit
done
exit 0
