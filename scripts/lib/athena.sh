# What a folder like athena/ holds, for the scripts that register it. To be sourced; the caller keeps in
# $known the tables and views that there are, with a blank before and after each.

# The statement of a file, without its comments.
statement() { sed -e 's/--.*//' -e '/^[[:space:]]*$/d' "$1"; }

# The tables and views that a file reads: what a view is called is none of them.
reads() {
  statement "$1" | tr '\n' ' ' | sed -E 's/^ *CREATE +(OR +REPLACE +)?VIEW +[^ ]+//I' |
    grep -o '\bmarketlake\.[a-z0-9_]*' | sort -u | sed 's/.*\.//'
}

readable() {
  local name
  for name in $(reads "$1"); do [[ "$known" == *" $name "* ]] || return 1; done
}

# Calls a function with each view's file of a folder, those first that others read; the files of which
# something is missing are in $unreadable afterwards.
make_views() { # folder function
  local file rest made=yes
  unreadable=()
  for file in "$1"/views/*.sql; do [ ! -e "$file" ] || unreadable+=("$file"); done
  while [ -n "$made" ]; do
    made="" rest=()
    for file in "${unreadable[@]}"; do
      if readable "$file"; then
        "$2" "$file"
        known="$known$(basename "$file" .sql) " made=yes
      else
        rest+=("$file")
      fi
    done
    unreadable=("${rest[@]}")
  done
}
