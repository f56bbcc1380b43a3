# Runs Maven with its output in a log, a word of progress on standard error, and a limit on
# everything. Read by ../aside.

# Longest run of one Maven, in seconds; past it the run is stopped and its last lines are shown.
MAVEN_SECONDS=${ASIDE_BUILD_SECONDS:-2400}

# How long a stopped command may take to end before it is killed.
STOP_SECONDS=10

# Lines of a failed build that are shown; the log has them all.
SHOWN_LINES=40

child=

# Stops what runs and ends with the status of a signal.
stop_for_signal() {
  trap '' INT TERM HUP
  if [ -n "$child" ]; then
    stop_child
  fi
  clear_progress
  exit "$1"
}

# Asks the running command and all that it started to end, then makes them.
stop_child() {
  kill -- "-$child" 2>/dev/null || :
  left=$STOP_SECONDS
  while [ "$left" -gt 0 ] && kill -0 "$child" 2>/dev/null; do
    sleep 1
    left=$((left - 1))
  done
  kill -9 -- "-$child" 2>/dev/null || :
}

# Runs a command, its output appended to a log, while showing what it is at.
# $1: label; $2: log; $3: command that prints what the log says is going on; rest: the command.
run_logged() {
  label=$1 log=$2 activity=$3
  shift 3
  started=$(now)
  # With job control it has a process group of its own, which can be stopped as a whole, and
  # does not ignore SIGINT, as other background commands do: tests send it to what they start.
  set -m
  "$@" >>"$log" 2>&1 </dev/null &
  child=$!
  set +m
  while kill -0 "$child" 2>/dev/null; do
    sleep 1
    elapsed=$(($(now) - started))
    show_progress "$elapsed" "$label: $("$activity" "$log")"
    if [ "$elapsed" -gt "$MAVEN_SECONDS" ]; then
      stop_child
      say "$label: stopped after $(clock "$elapsed") (limit: $(clock "$MAVEN_SECONDS"))"
      break
    fi
  done
  status=0
  wait "$child" || status=$?
  child=
  elapsed=$(($(now) - started))
  clear_progress
  return "$status"
}

# What Maven is at, as its log tells: module, and the test class or download under way.
maven_activity() {
  grep -e '^\[INFO\] \(Building\|---\|Running\) ' -e 'Download[a-z]* from ' "$1" | awk '
    /^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ {
      module = $NF " " $3; doing = ""
      for (i = 4; i < NF - 1; i++) module = module " " $i
    }
    /^(\[INFO\] )?Download(ing|ed) from / { file = $0; sub(/ \(.*/, "", file); sub(/.*\//, "", file); doing = "fetching " file }
    /^\[INFO\] --- / { doing = $3; sub(/-plugin:|:[0-9.]+:/, ":", doing) }
    /^\[INFO\] Running / { doing = $3 }
    END { print module (module != "" && doing != "" ? ", " : "") doing }'
}

# Maven in the project, with the JDK in java_home. A failed download is tried again a few times by
# Maven itself, and once more by a second run: a network has moments.
# $1: label; $2: log; rest: Maven's arguments.
run_maven() {
  maven_label=$1 maven_log=$2
  shift 2
  set -- --batch-mode \
    -Dmaven.wagon.http.retryHandler.count=5 -Dmaven.wagon.rto=60000 \
    -Daether.connector.http.retryHandler.count=5 -Daether.connector.requestTimeout=60000 \
    -Daether.connector.connectTimeout=20000 "$@"
  if run_logged "$maven_label" "$maven_log" maven_activity maven_here "$@"; then
    return 0
  fi
  if ! grep -q '^\[ERROR\].*Could not transfer' "$maven_log"; then
    return 1
  fi
  say "$maven_label: a download failed, trying once more"
  run_logged "$maven_label" "$maven_log" maven_activity maven_here "$@"
}

maven_here() {
  cd "$root" || exit
  # Where env can, SIGINT is given back to those whom this command's own caller let ignore it.
  if env --default-signal=INT true 2>/dev/null; then
    set -- env --default-signal=INT mvn "$@"
  else
    set -- mvn "$@"
  fi
  JAVA_HOME=$java_home exec "$@"
}

# Shows the lines of a failed Maven log that say why, and where the rest is.
show_failure() {
  if grep -q '^\[ERROR\]' "$1"; then
    grep '^\[ERROR\]' "$1" | grep -v -e '^\[ERROR\] *$' -e '\[Help 1\]' -e 'Re-run Maven' \
      -e 'To see the full stack trace' -e 'For more information about the errors' \
      -e 'After correcting the problems' -e 'mvn <args> -rf' |
      awk '!seen[$0]++' | head -n "$SHOWN_LINES" >&2
  else
    tail -n "$SHOWN_LINES" "$1" >&2
  fi
  say "The whole log: $1"
}

need_maven() {
  if ! command -v mvn >/dev/null; then
    die "Maven is missing; it builds the server. Install it, for example:" \
      "  Debian, Ubuntu:  sudo apt-get install maven" \
      "  macOS:           brew install maven"
  fi
}

# One build at a time in one checkout. The lock is a symlink to the number of the process that
# holds it: made and read in one step each, and a dead holder is seen.
lock() {
  mkdir -p "$work" || die "$work: cannot be made (expected: a checkout you may write to)"
  trap unlock EXIT
  trap 'stop_for_signal 129' HUP
  trap 'stop_for_signal 130' INT
  trap 'stop_for_signal 143' TERM
  lock_started=$(now)
  until ln -s "$$" "$work/lock" 2>/dev/null; do
    holder=$(readlink "$work/lock" || :)
    waited=$(($(now) - lock_started))
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      take_lock_from_the_dead "$holder"
    elif [ "$waited" -gt "$MAVEN_SECONDS" ]; then
      die "Another build has been running for $(clock "$waited") (process $holder)." \
        "If it is none, remove $work/lock and try again."
    else
      show_progress "$waited" "aside: waiting for another build (process $holder)"
      sleep 1
    fi
  done
  clear_progress
  locked=yes
}

# Removes the lock of process $1, which has ended. Whoever makes the folder may do it, and looks
# again first: the lock may be a living one by now.
take_lock_from_the_dead() {
  if mkdir "$work/lock-of-$1" 2>/dev/null; then
    if [ "$(readlink "$work/lock" || :)" = "$1" ]; then
      rm -f "$work/lock"
    fi
    rmdir "$work/lock-of-$1"
  else
    sleep 1
  fi
}

unlock() {
  if [ -n "${locked-}" ]; then
    rm -f "$work/lock"
    locked=
  fi
  trap - EXIT HUP INT TERM
}
