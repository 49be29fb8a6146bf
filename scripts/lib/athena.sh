# What a folder like athena/ holds, for the scripts that register it. To be sourced; the caller keeps in
# $known the tables and views that there are, with a blank before and after each.

# The statement of a file, without its comments.
statement() { sed -e 's/--.*//' -e '/^[[:space:]]*$/d' "$1"; }

# The tables and views that a file reads: a view's own name is none of them.
reads() {
  statement "$1" | sed 's/^CREATE OR REPLACE VIEW [^ ]*//' | grep -o '\bmarketlake\.[a-z0-9_]*' |
    sort -u | sed 's/.*\.//'
}

readable() {
  local name
  for name in $(reads "$1"); do [[ "$known" == *" $name "* ]] || return 1; done
}

# The files of views, those of plain times first, since the others read them.
view_files() {
  local file
  for file in "$1"/views/*_utc.sql; do echo "$file"; done
  for file in "$1"/views/*.sql; do [[ "$file" == *_utc.sql ]] || echo "$file"; done
}
