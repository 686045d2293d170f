# Sourced by ./run and ./test: what both need to find, install and build. Sets nothing but functions and ROOT.
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s\n' "$*"; }
fail() { printf 'i-Speed: %s\n' "$*" >&2; exit 1; }

need_programs() {
  command -v dotnet >/dev/null || fail "the .NET SDK is missing. Install .NET 10 (https://dot.net) and run this again."
  [[ $'\n'"$(dotnet --list-sdks)" == *$'\n10.'* ]] || fail "the .NET SDK found is not version 10 ($(dotnet --version)). Install .NET 10 and run this again."
  command -v node >/dev/null || fail "Node.js is missing. Install Node.js 20 or newer and run this again."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js $(node --version) is too old. Install Node.js 20 or newer and run this again."
  command -v npm >/dev/null || fail "npm is missing. Install the npm that belongs to your Node.js and run this again."
  [ -n "$(ls /usr/lib/*/libicuuc.so.* 2>/dev/null)" ] || install_packages libicu-dev
}

# Installs Debian packages: as root, else by sudo when it asks nothing, else says what to type.
install_packages() {
  say "Installing from Debian: $*"
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as=(sudo); else fail "please run: sudo apt-get install $*"; fi
  fi
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$(log_file apt)" 2>&1 \
    || { tail -n 20 "$(log_file apt)" >&2; fail "apt-get could not install: $*"; }
}

log_file() { mkdir -p "$ROOT/artifacts/log"; printf '%s/artifacts/log/%s.log' "$ROOT" "$1"; }

# quietly NAME COMMAND…: shows one line, keeps the output in a file, and shows that only when the command fails.
quietly() {
  local name="$1" log started=$SECONDS
  shift
  log="$(log_file "$(printf '%s' "$name" | tr -cs 'A-Za-z0-9' '-')")"
  if "$@" >"$log" 2>&1; then
    say "  $name ($((SECONDS - started)) s)"
  else
    tail -n 60 "$log" >&2
    fail "$name did not work; the whole output is in ${log#"$ROOT"/}."
  fi
}

# npm packages of a folder, only when its lock file is newer than what is installed.
npm_packages() {
  local folder="$1"
  if [ ! -f "$folder/node_modules/.package-lock.json" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    quietly "npm packages of ${folder#"$ROOT"/}" npm --prefix "$folder" ci --no-audit --no-fund --loglevel=error
    touch "$folder/node_modules/.package-lock.json"
  fi
}

# The lists that come with the project and the browser's programs; both are inputs of the .NET build.
build_web() {
  local web="$ROOT/src/Ispeed.Hub/web"
  npm_packages "$web"
  if [ ! -f "$ROOT/src/Ispeed.Hub/Areas/shipped/areas.json" ] || [ ! -f "$ROOT/src/Ispeed.Hub/Operators/shipped/asn.bin" ] \
    || [ -n "$(find "$web/data" -newer "$ROOT/src/Ispeed.Hub/Operators/shipped/asn.bin" -type f 2>/dev/null | head -n 1)" ]; then
    quietly "lists of areas and networks" npm --prefix "$web" run --silent data
  fi
  quietly "browser programs" npm --prefix "$web" run --silent build
}
