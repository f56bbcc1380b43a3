# Starts the server's JVM, with its classes ready in an archive where the JDK can do that: a file
# made by one trial run after each build. Read by ../aside.

# A trial run that takes longer is given up; the server then starts without an archive.
TRIAL_SECONDS=${ASIDE_TRIAL_SECONDS:-120}

# What the trial run is asked, so that the archive knows the way of a request.
TRIAL_PATHS="/users/42 /users/42 /users?ids=1,2 / /health/ready /metrics"

# From this JDK on archives hold linked classes and profiles (JEP 483, 514, 515), before only classes.
FIRST_WITH_AOT=25

# Becomes the JVM. $1: an option about the archive, or nothing; rest: the main class's arguments.
become_java() {
  archive=$1
  shift
  set -- dev.aside.server.Main "$@"
  # Say so to the JVM, or Netty's start prints warnings about native code and direct memory.
  if [ "$java_feature" -ge 22 ]; then
    set -- --enable-native-access=ALL-UNNAMED "$@"
  fi
  if [ "$java_feature" -ge 24 ]; then
    set -- --sun-misc-unsafe-memory-access=allow "$@"
  fi
  # exec: signals reach the JVM, and standard output carries only the server's own lines.
  # ASIDE_JAVA_OPTS is split on purpose: it holds several options.
  # shellcheck disable=SC2086
  exec "$java_home/bin/java" -Dfile.encoding=UTF-8 ${archive:+"$archive"} ${ASIDE_JAVA_OPTS-} \
    -cp "$app/aside-server.jar:$app/lib/*" "$@"
}

# The archive that belongs to this build and this JDK; no other JDK can read it.
archive_file() {
  if [ "$java_feature" -ge "$FIRST_WITH_AOT" ]; then
    printf '%s\n' "$app/start-$java_version.aot"
  else
    printf '%s\n' "$app/start-$java_version.jsa"
  fi
}

# Prints the option that uses the archive, if there is one. A JVM that cannot use it, for another
# garbage collector was asked for or a jar has changed, starts without and says nothing.
archive_option() {
  file=$(archive_file)
  if [ -s "$file" ]; then
    case $file in
      *.aot) printf '%s\n' "-XX:AOTCache=$file" ;;
      *) printf '%s\n' "-XX:SharedArchiveFile=$file" ;;
    esac
  fi
}

# Makes the archive by a trial run of the server just built, which talks to nobody else. Whatever
# goes wrong, the server starts without. Called under the lock, whose traps stop the run.
make_archive() {
  file=$(archive_file)
  data=$work/trial
  rm -rf "$data"
  mkdir "$data" || return 0
  case $file in
    *.aot) option=-XX:AOTCacheOutput=$file.new ;;
    *) option=-XX:ArchiveClassesAtExit=$file.new ;;
  esac
  started=$(now)
  set -m # a process group of its own, to be stopped as a whole
  run_trial "$option" --data-dir "$data/data" >"$data/ready" 2>"$work/trial.log" </dev/null &
  child=$!
  set +m
  if await_trial trial_is_ready; then
    ask_trial
    kill "$child" 2>/dev/null || :
    await_trial trial_has_ended || :
  fi
  stop_child
  wait "$child" 2>/dev/null || :
  child=
  clear_progress
  if [ -s "$file.new" ]; then
    mv "$file.new" "$file"
  fi
  rm -rf "$data" "$file.new" "$file.new.config"
}

# Nothing that is set for the real server is for this one.
run_trial() {
  for variable in $(compgen -A variable ASIDE_); do
    unset "$variable"
  done
  option=$1
  shift
  become_java "$option" serve --port 0 --redis embedded --database embedded "$@"
}

# Waits until the command $1 is true; false if the trial takes too long, or has ended.
await_trial() {
  until "$1"; do
    elapsed=$(($(now) - started))
    show_progress "$elapsed" "aside: preparing a fast start"
    if [ "$elapsed" -gt "$TRIAL_SECONDS" ] || ! kill -0 "$child" 2>/dev/null; then
      return 1
    fi
    sleep 0.2
  done
}

trial_is_ready() {
  grep -q '^listening on ' "$data/ready"
}

trial_has_ended() {
  ! kill -0 "$child" 2>/dev/null
}

# Sends the trial run some requests, by the shell itself: there may be no curl.
ask_trial() {
  port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$data/ready")
  for path in $TRIAL_PATHS; do
    (
      exec 3<>"/dev/tcp/127.0.0.1/$port" &&
        printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' \
          "$path" "$port" >&3 &&
        cat <&3
    ) >/dev/null 2>&1 || :
  done
}
