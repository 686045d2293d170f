# Sourced by bench/linerate and bench/concurrent after build-steps.sh: the native test point and the bench's own program.
BENCH="$ROOT/artifacts/bin/LineRate/release/linerate.dll"
export PATH="$PATH:/usr/sbin:/sbin"

# need_bench_programs PROGRAM:PACKAGE…: installs from Debian what is missing.
need_bench_programs() {
  local missing=() pair
  for pair in "$@"; do command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}"); done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

# Sets POINT to a native test point; POINT from outside is taken as it is.
publish_point() {
  if [ -n "${POINT:-}" ]; then return; fi
  need_bench_programs clang:clang
  [ -f /usr/include/zlib.h ] || install_packages zlib1g-dev
  POINT="$ROOT/artifacts/native/ispeed-testpoint"
  quietly "test point, native" dotnet publish "$ROOT/src/Ispeed.TestPoint" -c Release -r linux-x64 --nologo -v q -o "$ROOT/artifacts/native"
}

build_bench() {
  if [ -n "${BUILT:-}" ]; then return; fi
  quietly "bench" dotnet build "$ROOT/bench/LineRate" -c Release --nologo -v q
}
