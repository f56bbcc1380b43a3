# What the launcher says, always on standard error: standard output belongs to the server.
# Read by ../aside.

say() {
  printf '%s\n' "$*" >&2
}

# Ends the launcher with what is wrong and what to do, one argument per line.
die() {
  clear_progress
  printf 'aside: %s\n' "$1" >&2
  shift
  for line in "$@"; do
    printf '       %s\n' "$line" >&2
  done
  exit 1
}

# Seconds between progress lines where standard error is no terminal (a CI log).
PROGRESS_SECONDS=20

# Shows one line of progress: in place on a terminal, now and then elsewhere.
# $1: seconds since the start; $2: what goes on.
show_progress() {
  if [ -t 2 ]; then
    columns=$(stty size <&2 2>/dev/null | cut -d ' ' -f 2)
    printf '\r\033[K%.*s' "$((${columns:-80} - 1))" "$2  $(clock "$1")" >&2
    progress_shown=yes
  elif [ "$1" -ge "${next_progress:-$PROGRESS_SECONDS}" ]; then
    say "$2  $(clock "$1")"
    next_progress=$(($1 + PROGRESS_SECONDS))
  fi
}

# Takes the progress line off a terminal, so that the next words have a line of their own.
clear_progress() {
  if [ -n "${progress_shown-}" ]; then
    printf '\r\033[K' >&2
  fi
  progress_shown=
  next_progress=$PROGRESS_SECONDS
}

# 75 -> 1:15
clock() {
  printf '%d:%02d' "$(($1 / 60))" "$(($1 % 60))"
}

now() {
  date +%s
}
