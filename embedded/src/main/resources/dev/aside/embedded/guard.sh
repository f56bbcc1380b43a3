# Runs a server that must not outlive the JVM that started this script.
# Arguments: a directory to remove at the end, or ""; then the server's command line.
# Standard input is a pipe, and only the JVM holds its other end.

# Whatever befalls the JVM, its terminal or our output, this script goes on to the end.
trap '' HUP INT QUIT PIPE
directory=$1
shift
exec 3<&0 </dev/null

# Ctrl-C in a terminal goes to the whole process group. What to do about it is for the JVM to say,
# so the server gets a session of its own; macOS has no setsid command, but perl.
if command -v setsid >/dev/null 2>&1; then
  setsid "$@" 3<&- &
elif command -v perl >/dev/null 2>&1; then
  perl -e 'use POSIX; POSIX::setsid(); exec @ARGV or die "$ARGV[0]: $!\n"' "$@" 3<&- &
else
  "$@" 3<&- &
fi
server=$!
echo "PID $server"

# The pipe ends when the JVM closes it or dies, kill -9 included. Then the server goes.
(
  while read -r line; do :; done <&3
  kill -9 "$server"
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-

wait "$server"
status=$?
kill -9 "$watcher" 2>/dev/null
if [ -n "$directory" ]; then
  rm -rf -- "$directory"
fi
exit "$status"
