#!/usr/bin/env bash
# Runs one lane. A few tests that fail are tried once more, in a process, servers and a browser of their own: what passes
# then is named at the end as unsteady, which is a fault to mend; what fails again, or more than a few, fails the lane.
# Usage: lane.sh FOLDER LANE COMMAND…
set -uo pipefail
folder=$1 lane=$2
shift 2
said="$folder/$lane.txt" kept="$folder/tried/$lane" few=4
rm -rf "$kept"

"$@" -o cache_dir="$kept" 2>&1 | tee -i "$said"
ended=${PIPESTATUS[0]}
failed="$kept/v/cache/lastfailed"
[ "$ended" = 1 ] && [ -f "$failed" ] || exit "$ended"
[ "$(grep -c '": true' "$failed")" -le "$few" ] || exit "$ended"

names=$(grep -o '"tests/[^"]*[^"\\]"' "$failed" | tr '\n' ' ')
echo "Trying what failed once more, with everything fresh: $names" | tee -a "$said"
"$@" -o cache_dir="$kept" --last-failed --last-failed-no-failures=none 2>&1 | tee -ai "$said"
ended=${PIPESTATUS[0]}
[ "$ended" != 0 ] || echo "UNSTEADY, passed at the second try: $names" | tee -a "$said"
exit "$ended"
