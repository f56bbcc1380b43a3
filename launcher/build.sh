# Builds the server when there is none or its sources changed since. Read by ../aside.

# Sets app to the folder of a server as new as its sources.
#
# A build is copied into a folder of its own, which the file `built` names and no later build
# touches: a server that runs from it goes on undisturbed.
build_if_stale() {
  if is_stale; then
    need_maven
    lock
    if is_stale; then # still: another launch may have built while this one waited
      build
    fi
    unlock
  fi
  app=$work/$(cat "$work/built")
}

# True if there is no build, or something that goes into one is newer than the start of the last.
# Folders count too: removing a file changes no other file.
is_stale() (
  cd "$root" || exit
  [ -f "$work/built" ] && [ -d "$work/$(cat "$work/built")" ] || exit 0
  [ -n "$(find pom.xml .mvn ./*/pom.xml ./*/src/main -newer "$work/built" 2>/dev/null | head -n 1)" ]
)

build() {
  fresh=app-$(now)-$$
  log=$work/build.log
  : >"$log"
  printf '%s\n' "$fresh" >"$work/building" # its time is the start of the build
  if [ ! -t 2 ]; then
    say "aside: building with JDK $java_version (first use, or sources changed; log: $log)"
  fi
  # Maven adds to these and never takes away: a library's older version would stay beside the newer.
  rm -rf "$root/server/target/lib" "$root"/server/target/aside-server*.jar
  if ! run_maven "aside: building" "$log" package -pl server -am \
    -Dmaven.test.skip=true -Dspotless.check.skip=true; then
    show_failure "$log"
    die "The build failed."
  fi
  built_in=$elapsed
  stage "$work/$fresh"
  app=$work/$fresh
  make_archive
  mv "$work/building" "$work/built"
  remove_old_builds "$fresh"
  say "aside: built in $(clock "$built_in")"
}

# Copies what a server needs to $1.
stage() {
  mkdir "$1"
  cp -R "$root/server/target/lib" "$1/lib"
  for jar in "$root"/server/target/aside-server*.jar; do
    case $jar in
      *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
      *) cp "$jar" "$1/aside-server.jar" ;;
    esac
  done
  if [ ! -f "$1/aside-server.jar" ]; then
    die "server/target: no aside-server*.jar (expected: one, from the build just made)"
  fi
}

# Keeps this build and the one before it, which a server may still be running from.
remove_old_builds() {
  kept=0
  for old in $(cd "$work" && printf '%s\n' app-* | sort -r); do
    kept=$((kept + 1))
    if [ "$kept" -gt 2 ] && [ "$old" != "$1" ]; then
      rm -rf "${work:?}/$old"
    fi
  done
}
