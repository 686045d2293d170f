# Sourced by bench/intake and bench/kills: the hub, the bench's own program, and where PostgreSQL's programs are.
. "$(dirname "${BASH_SOURCE[0]}")/../build-steps.sh"
INTAKE="$ROOT/artifacts/bin/Intake/release/intake.dll"
HUB="$ROOT/artifacts/bin/Ispeed.Hub/release/ispeed-hub.dll"
command -v taskset >/dev/null || install_packages util-linux
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || install_packages postgresql
POSTGRES="$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")"
if [ -z "${BUILT:-}" ]; then
  need_programs
  build_web
  quietly "hub" dotnet build "$ROOT/src/Ispeed.Hub" -c Release --nologo -v q
  quietly "bench" dotnet build "$ROOT/bench/Intake" -c Release --nologo -v q
fi
