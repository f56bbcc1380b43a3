# Measures this checkout beside its peers. Read by ../aside for `bench`.

# Arguments go to the program; see `./aside bench --help`.
bench() {
  use_newest_jdk
  if bench_is_stale; then
    need_maven
    lock
    if bench_is_stale; then # still: another launch may have built while this one waited
      build_bench
    fi
    unlock
  fi
  modules=$root/benchmarks
  set -- dev.aside.bench.Bench --spring-boot "$modules/spring-boot/target" \
    --server "$root/server/target" "$@"
  if [ "$java_feature" -ge 22 ]; then
    set -- --enable-native-access=ALL-UNNAMED "$@"
  fi
  if [ "$java_feature" -ge 24 ]; then
    set -- --sun-misc-unsafe-memory-access=allow "$@"
  fi
  cd "$root" || exit
  exec "$java_home/bin/java" -Dfile.encoding=UTF-8 -Djava.awt.headless=true \
    -cp "$modules/target/aside-benchmarks.jar:$modules/target/lib/*" "$@"
}

# True if there is no build, or something that goes into one is newer than the start of the last.
bench_is_stale() (
  cd "$root" || exit
  [ -f "$work/bench-built" ] && [ -f benchmarks/target/aside-benchmarks.jar ] || exit 0
  [ -n "$(find pom.xml .mvn ./*/pom.xml ./*/src/main benchmarks/spring-boot/pom.xml \
    benchmarks/spring-boot/src/main -newer "$work/bench-built" 2>/dev/null | head -n 1)" ]
)

build_bench() {
  log=$work/bench-build.log
  : >"$log"
  : >"$work/bench-building" # its time is the start of the build
  if [ ! -t 2 ]; then
    say "aside bench: building with JDK $java_version (log: $log)"
  fi
  # Maven adds to these and never takes away: a library's older version would stay beside the newer.
  rm -rf "$root/benchmarks/target/lib" "$root/benchmarks/spring-boot/target/lib" \
    "$root/server/target/lib"
  if ! run_maven "aside bench: building" "$log" package -pl benchmarks,benchmarks/spring-boot -am \
    -Dmaven.test.skip=true -Dspotless.check.skip=true; then
    show_failure "$log"
    die "The build failed."
  fi
  mv "$work/bench-building" "$work/bench-built"
  say "aside bench: built in $(clock "$elapsed")"
}
