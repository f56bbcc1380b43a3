# Finds the JDKs of this machine without starting one. Read by ../aside.

OLDEST_JAVA=17

# Every place where a JDK usually lives, best first, one per line; most do not exist.
jdk_places() {
  printf '%s\n' "${JAVA_HOME-}"
  jdk_of_path
  for place in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/openjdk-* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/*; do
    printf '%s\n' "$place"
  done
}

# The home of the javac on the PATH, its symlinks followed.
jdk_of_path() (
  javac=$(command -v javac) || exit 0
  while [ -L "$javac" ]; do
    link=$(readlink "$javac")
    case $link in
      /*) javac=$link ;;
      *) javac=$(dirname "$javac")/$link ;;
    esac
  done
  dirname "$(dirname "$javac")"
)

# The version of the JDK at $1, such as 17.0.15; nothing if no JDK is there.
jdk_version() {
  if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9._]*\).*/\1/p' "$1/release" | head -n 1
  fi
}

# Prints "feature version home" for each JDK of at least OLDEST_JAVA, newest first, each home once;
# of equal versions, the one in the better place comes first.
find_jdks() {
  jdk_places | while IFS= read -r place; do
    version=$(jdk_version "$place")
    feature=${version%%[._]*}
    if [ "${feature:-0}" -ge "$OLDEST_JAVA" ]; then
      printf '%s %s %s\n' "$feature" "$version" "$(CDPATH='' cd -- "$place" && pwd -P)"
    fi
  done | awk '!seen[$0]++ {
    split($2, v, /[._]/)
    printf "%05d%05d%05d%05d%05d %s\n", v[1], v[2], v[3], v[4], 99999 - NR, $0
  }' | LC_ALL=C sort -r | cut -d ' ' -f 2-
}

# Sets java_home, java_version and java_feature: ASIDE_JAVA_HOME, or the newest JDK there is.
use_newest_jdk() {
  if [ -n "${ASIDE_JAVA_HOME-}" ]; then
    java_home=$ASIDE_JAVA_HOME
    java_version=$(jdk_version "$java_home")
    java_feature=${java_version%%[._]*}
    if [ "${java_feature:-0}" -lt "$OLDEST_JAVA" ]; then
      die "ASIDE_JAVA_HOME: $java_home (expected: the home of a JDK $OLDEST_JAVA or newer)"
    fi
    return
  fi
  newest=$(find_jdks | head -n 1)
  if [ -z "$newest" ]; then
    die "No JDK $OLDEST_JAVA or newer found (JAVA_HOME, PATH and the usual folders were searched)." \
      "Install one, for example:" \
      "  Debian, Ubuntu:  sudo apt-get install openjdk-17-jdk-headless" \
      "  macOS:           brew install openjdk" \
      "or set JAVA_HOME to the folder of one."
  fi
  java_feature=${newest%% *}
  java_version=${newest#* }
  java_home=${java_version#* }
  java_version=${java_version%% *}
}
