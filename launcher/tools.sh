# What the tests need on this machine besides a JDK. Read by ../aside for `verify`.

CHROMIUM_NAMES="chromium chromium-browser google-chrome-stable google-chrome chrome"

# The program named by ASIDE_CHROMIUM, or the first usual one; nothing if there is none.
find_chromium() {
  if [ -n "${ASIDE_CHROMIUM-}" ]; then
    command -v "$ASIDE_CHROMIUM" || :
    return
  fi
  for name in $CHROMIUM_NAMES; do
    if command -v "$name"; then
      return
    fi
  done
  for program in "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -x "$program" ]; then
      printf '%s\n' "$program"
      return
    fi
  done
}

# Installs a package where that can be done without asking: as root on Debian and its like.
# $1: what it is called; $2: the package
install_package() {
  if [ ! -f /etc/debian_version ] || [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    return
  fi
  package=$2
  log=$work/$package.log
  : >"$log"
  say "  $1 is missing: installing it with apt-get (log: $log)"
  run_logged "  installing $1" "$log" apt_activity apt_package || show_failure "$log"
}

apt_package() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o Acquire::Retries=3 update &&
    apt-get -o Acquire::Retries=3 install -y --no-install-recommends "$package"
}

apt_activity() {
  tail -n 1 "$1" | cut -c 1-60
}

# Names each tool with its version; ends with what to install if one is missing.
check_tools() {
  missing=
  say "aside verify, with:"
  report_jdks
  need Maven mvn "maven" "maven" mvn_version
  need git git "git" "git" git_version
  if ! command -v node >/dev/null; then
    install_package Node.js nodejs
  fi
  need Node.js node "nodejs" "node" node_version

  chromium=$(find_chromium)
  if [ -z "$chromium" ] && [ -z "${ASIDE_CHROMIUM-}" ]; then
    install_package Chromium chromium
    chromium=$(find_chromium)
  fi
  if [ -n "$chromium" ]; then
    say "  Chromium  $(chromium_version)  $chromium"
  else
    say "  Chromium  missing (the tests of the page need it)"
    missing="$missing
  Chromium: sudo apt-get install chromium        (Debian; Ubuntu has it as a snap)
            brew install --cask chromium         (macOS)
            or set ASIDE_CHROMIUM to the program of a Chromium or Chrome"
  fi
  if [ -n "$missing" ]; then
    die "Something is missing. Install it, then run this again:$missing"
  fi
}

# $1: tool; $2: its program; $3: Debian's package; $4: Homebrew's; $5: what prints its version
need() {
  if command -v "$2" >/dev/null; then
    say "$(printf '  %-8s  %s  %s' "$1" "$("$5")" "$(command -v "$2")")"
  else
    say "$(printf '  %-8s  missing' "$1")"
    missing="$missing
$(printf '  %-8s  sudo apt-get install %-20s (Debian, Ubuntu)\n            brew install %-28s (macOS)' "$1:" "$3" "$4")"
  fi
}

report_jdks() {
  say "  JDK       $java_version  $java_home"
  if [ -n "$second_home" ]; then
    say "  JDK       $second_version  $second_home"
  fi
}

mvn_version() { JAVA_HOME=$java_home mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9A-Za-z.-]*\).*/\1/p'; }
git_version() { git --version | cut -d ' ' -f 3; }
node_version() { node --version | sed 's/^v//'; }
chromium_version() { "$chromium" --version 2>/dev/null | sed 's/[^0-9]*\([0-9.]*\).*/\1/'; }
