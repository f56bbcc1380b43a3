# Counts tests from the reports that Surefire writes. Read by ../aside for `verify`.

# Prints "tests failures errors skipped" summed over the reports in folder $1; a class that fell
# over before its first test counts as an error there.
count_tests() {
  find "$1" -name 'TEST-*.xml' -exec sed -n '/<testsuite /{p;q;}' {} \; 2>/dev/null | awk '
    function attribute(name) {
      return match($0, " " name "=\"[0-9]+\"") \
        ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0
    }
    {
      tests += attribute("tests"); failures += attribute("failures")
      errors += attribute("errors"); skipped += attribute("skipped")
    }
    END { print tests + 0, failures + 0, errors + 0, skipped + 0 }'
}

# Prints a table of all runs and the closing line. Each folder below $1 is one run, named as the
# table shows it; each folder in that is one module. False unless all tests ran and passed.
report_tests() (
  passed=0 failed=0 skipped=0
  printf '\n%-10s %-10s %8s %8s %8s\n' JDK module passed failed skipped
  for run in "$1"/*/; do
    for module in "$run"*/; do
      [ -d "$module" ] || continue
      read -r tests failures errors skips <<EOF
$(count_tests "$module")
EOF
      bad=$((failures + errors))
      good=$((tests - bad - skips))
      printf '%-10s %-10s %8d %8d %8d\n' \
        "$(basename "$run")" "$(basename "$module")" "$good" "$bad" "$skips"
      passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
    done
  done
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$passed" -gt 0 ] && [ "$failed" -eq 0 ] && [ "$skipped" -eq 0 ]
)
