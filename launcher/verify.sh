# The project's test command: every gate and every test, on the newest JDK and the oldest that
# differs. Read by ../aside for `verify`.

# Arguments go to Maven, such as `-pl core -am` or `-Dtest=PageTest`.
verify() {
  use_newest_jdk
  find_second_jdk
  lock
  check_tools
  export ASIDE_CHROMIUM="$chromium"
  reports=$work/reports
  rm -rf "$reports"
  good=yes

  run_tests "$java_feature" verify "$@"
  if [ -n "$second_home" ] && [ "$good" = yes ]; then
    # Compiled once, by the newest JDK; only the tests' own JVMs are of the second. All tests run, the
    # long ones for a shorter time.
    run_tests "$second_feature" test -Djvm="$second_home/bin/java" -Dspotless.check.skip=true \
      -Daside.simulation.seeds=1000 -Daside.chaos.seconds=5 \
      -Daside.cold.rounds=3 -Daside.cold.deaths=1 "$@"
  fi
  unlock

  say ""
  say "Logs and reports: $work"
  report_tests "$reports" && [ "$good" = yes ]
}

# Sets second_feature, second_version and second_home to the oldest JDK that is not the newest one;
# to nothing if there is none.
find_second_jdk() {
  second=$(find_jdks | awk -v newest="$java_feature" '$1 != newest { oldest = $0 } END { print oldest }')
  second_feature=${second%% *}
  second_version=${second#* }
  second_home=${second_version#* }
  second_version=${second_version%% *}
}

# One run of Maven and its reports. $1: the JDK that runs the tests; rest: Maven's arguments.
run_tests() {
  jdk=$1
  shift
  log=$work/verify-jdk$jdk.log
  : >"$log"
  say ""
  say "JDK $jdk: mvn $* (log: $log)"
  for module in "$root"/*/pom.xml; do # a report of an earlier run must not count
    rm -rf "$(dirname "$module")/target/surefire-reports"
  done
  if run_maven "JDK $jdk" "$log" "$@"; then
    say "JDK $jdk: done in $(clock "$elapsed")"
  else
    say "JDK $jdk: failed after $(clock "$elapsed")"
    show_failure "$log"
    good=no
  fi
  keep_reports "$reports/$jdk"
}

# Copies each module's reports, which the next run replaces, to a folder of its own below $1.
keep_reports() {
  for module in "$root"/*/pom.xml; do
    module=$(dirname "$module")
    if [ -d "$module/target/surefire-reports" ]; then
      mkdir -p "$1"
      cp -R "$module/target/surefire-reports" "$1/$(basename "$module")"
    fi
  done
}
