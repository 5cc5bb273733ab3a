#!/usr/bin/env bash
# Runs one step of a recipe: its name and seconds when it passes, the end of its output and a clear line when it fails.
#   scripts/step.sh NAME COMMAND ...
# VERBOSE=1 shows all output. SHOW=regex shows the lines of a passing step that match, such as a count of tests.
set -uo pipefail
name=$1
shift
logs=${STEP_LOGS:-target/logs}
mkdir -p "$logs"
log=$logs/$(printf '%s' "$name" | tr -c 'A-Za-z0-9._-' '-').log
[ -t 1 ] && printf '%-46s …\r' "$name"
start=$SECONDS
if [ "${VERBOSE:-0}" = 1 ]; then
  "$@" 2>&1 | tee "$log"
else
  "$@" >"$log" 2>&1
fi
code=$?
took=$((SECONDS - start))
if [ "$code" = 0 ]; then
  printf '%-46s %4d s\n' "$name" "$took"
  [ -z "${SHOW:-}" ] || grep -E "$SHOW" "$log" | sed 's/^ */    /' || true
  exit 0
fi
printf '%-46s %4d s  FAILED\n' "$name" "$took"
[ "${VERBOSE:-0}" = 1 ] || tail -n "${TAIL:-60}" "$log"
printf '\nFAILED: %s (exit %d after %d s). All of its output: %s\n' "$name" "$code" "$took" "$log" >&2
exit 1
