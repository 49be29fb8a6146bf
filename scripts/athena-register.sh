#!/usr/bin/env bash
# Registers the gold tables of a lake on S3 in Athena, with the views and queries of athena/.
#   athena-register.sh --lake s3://bucket/prefix --results s3://bucket/prefix/
#                      [--database marketlake] [--workgroup marketlake] [--files athena]
# Makes the workgroup and the database where they are missing; registers each gold table that the
# lake has, anew where Glue lacks columns or knows another place; makes the views; saves the queries
# in the workgroup. To be run again after a new release. What reads columns that a table gets only once
# its job has run is left out until then. Needs the AWS CLI and credentials.
# --files names a copy of athena/ that has your own marts too, as spark-submit/athena.sh writes it.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/scripts/lib/prerequisites.sh"
source "$root/scripts/lib/athena.sh"

lake="" results="" database=marketlake workgroup=marketlake files="$root/athena"
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      sed -n '2,9s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    --lake | --results | --database | --workgroup | --files)
      [ $# -ge 2 ] || fail "$1 can't be used, because nothing follows it; athena-register.sh --help shows the options."
      declare "${1#--}=$2"
      shift 2
      ;;
    *) fail "$1 can't be used, because there is no such option; athena-register.sh --help shows those that there are." ;;
  esac
done
lake="s3://${lake#s3*://}" lake="${lake%/}" results="${results%/}/"
place='^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._=-]+)*/?$'
[[ "$lake" =~ $place ]] ||
  fail "--lake can't be used, because '$lake' is no place on S3; give s3://bucket/prefix, as lake.path has it."
[[ "$results" =~ $place ]] ||
  fail "--results can't be used, because '$results' is no place on S3; give s3://bucket/prefix/, where Athena may put what queries say."
[[ "$database" =~ ^[a-z][a-z0-9_]*$ ]] ||
  fail "--database can't be used, because '$database' is no name of a database; take small letters, digits and underscores."
[[ "$workgroup" =~ ^[A-Za-z0-9._-]{1,128}$ ]] ||
  fail "--workgroup can't be used, because '$workgroup' is no name of a workgroup; take letters, digits, dots, dashes and underscores."
[ -f "$files/columns.txt" ] && [ -f "$files/workgroup.json" ] ||
  fail "--files can't be used, because '$files' has no columns.txt and workgroup.json; copy the folder athena, and let spark-submit/athena.sh --out write into it."
command -v aws >/dev/null 2>&1 ||
  fail "nothing can be registered, because there is no aws; apt-get install awscli."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# What Amazon says when it refuses, in one line.
one_line() { tr -s '\n ' ' ' | cut -c1-400 | sed 's/^ //; s/ $//'; }
said() { one_line <"$work/error"; }
call() { aws "$@" --output text 2>"$work/error"; }
bucket="${lake#s3://}" bucket="${bucket%%/*}"
prefix="${lake#s3://"$bucket"}" prefix="${prefix#/}"

# A file's statement about this lake and this database.
localized() { statement "$1" | sed -e "s/\bmarketlake\b/$database/g" -e "s|s3://YOUR-BUCKET/lake/|$lake/|"; }

# Runs a statement and waits for its end.
run() { # what statement
  local id state reason
  printf '%s' "$2" >"$work/statement.sql"
  id="$(call athena start-query-execution --work-group "$workgroup" --query-string "file://$work/statement.sql" --query QueryExecutionId)" ||
    fail "$1 failed, because Athena did not take its statement: $(said); mend that and start again."
  while true; do
    state="$(call athena get-query-execution --query-execution-id "$id" --query QueryExecution.Status.State)" ||
      fail "$1 can't be followed, because Athena does not answer: $(said); mend that and start again."
    case "$state" in
      SUCCEEDED) return ;;
      QUEUED | RUNNING) sleep "${ATHENA_POLL_SECONDS:-1}" ;;
      *)
        reason="$(call athena get-query-execution --query-execution-id "$id" --query QueryExecution.Status.StateChangeReason || true)"
        fail "$1 failed, because Athena says ($state): $(one_line <<<"$reason"); mend that and start again."
        ;;
    esac
  done
}

# Engine as it is and as it was chosen, the limit of what a query scans and the place of results (None
# where there is none), a line each.
settings() {
  call athena get-work-group --work-group "$workgroup" --query 'WorkGroup.Configuration.[EngineVersion.EffectiveEngineVersion,EngineVersion.SelectedEngineVersion,BytesScannedCutoffPerQuery,ResultConfiguration.OutputLocation]' >"$work/settings" &&
    tr '\t' '\n' <"$work/settings" >"$work/lines"
}
if ! settings; then
  grep -qi 'not found\|does not exist' "$work/error" ||
    fail "the workgroup $workgroup can't be looked at, because Athena says: $(said); mend that and start again."
  sed -e "s|s3://YOUR-BUCKET/athena-results/|$results|" -e "s|\"Name\": \"marketlake\"|\"Name\": \"$workgroup\"|" \
    "$files/workgroup.json" >"$work/workgroup.json"
  call athena create-work-group --cli-input-json "file://$work/workgroup.json" >/dev/null ||
    fail "the workgroup $workgroup can't be made, because Athena says: $(said); mend that and start again."
  echo "workgroup $workgroup: made"
  settings ||
    fail "the workgroup $workgroup can't be looked at, because Athena says: $(said); mend that and start again."
fi
grep -q 'version 3' "$work/lines" ||
  fail "the workgroup $workgroup can't be used, because it has $(head -n 1 "$work/lines" | grep . || echo no engine version) and views and queries are written for Athena engine version 3; change it, or name another by --workgroup."
limit="$(sed -n 3p "$work/lines")"
[[ "$limit" =~ ^[1-9][0-9]*$ ]] ||
  fail "the workgroup $workgroup can't be used, because a query in it may scan without a limit; run aws athena update-work-group --work-group $workgroup --configuration-updates BytesScannedCutoffPerQuery=10737418240, or name another by --workgroup."
location="$(sed -n 4p "$work/lines")"
[ "$location" = None ] || [ "${location%/}" = "${results%/}" ] ||
  fail "the workgroup $workgroup can't be used, because it puts results at $location and --results says $results; give the workgroup's own place, or name another workgroup by --workgroup."
echo "workgroup $workgroup: a query may scan $limit bytes"

run "the database $database" "$(localized "$files/database.sql")"
echo "database $database: there"

known=" "
# The columns that Glue knows a table by, which may be none, into $found; fails where it knows no table.
glue() {
  if call glue get-table --database-name "$database" --name "$1" --query 'Table.[StorageDescriptor.Columns[].Name, PartitionKeys[].Name]' >"$work/columns"; then
    found="$(tr -s '\t ' '\n' <"$work/columns" | sed '/^$/d;/^None$/d' | sort -u | tr '\n' ' ')"
  else
    grep -q 'EntityNotFoundException' "$work/error" ||
      fail "the table $1 can't be looked up, because Glue says: $(said); mend that and start again."
    return 1
  fi
}
# The columns of $wanted that are not in $found, into $missing; fails where there are none.
lacks() {
  missing=""
  for column in $wanted; do [[ " $found " == *" $column "* ]] || missing="$missing${missing:+, }$column"; done
  [ -n "$missing" ]
}
for file in "$files"/tables/*.sql; do
  table="$(basename "$file" .sql)"
  log="${prefix:+$prefix/}gold/$table/_delta_log/"
  there="$(call s3api list-objects-v2 --bucket "$bucket" --prefix "$log" --max-keys 1 --query 'Contents[0].Key')" ||
    fail "the lake can't be read, because S3 says: $(said); mend that and start again."
  if [ "$there" = None ] || [ -z "$there" ]; then
    echo "table $table: left out, since the lake has none yet"
    continue
  fi
  wanted="$(sed -n "s/^$table //p" "$files/columns.txt")"
  word=registered
  if glue "$table"; then
    location="$(call glue get-table --database-name "$database" --name "$table" --query Table.StorageDescriptor.Location)" ||
      fail "the table $table can't be looked up, because Glue says: $(said); mend that and start again."
    if ! lacks && [ "${location%/}" = "$lake/gold/$table" ]; then
      known="$known$table "
      echo "table $table: there, with the columns of this release"
      continue
    fi
    # The table is external: its files stay.
    run "to forget the table $table" "DROP TABLE IF EXISTS \`$database\`.\`$table\`"
    word="registered anew, since Glue lacked columns or knew another place"
  fi
  run "the table $table" "$(localized "$file")"
  glue "$table" ||
    fail "the table $table can't be used, because Glue does not know it after it was registered; start again."
  if lacks; then
    echo "table $table: $word, but what reads it is left out, since it has no $missing yet; start its job, and this again once it has written"
    continue
  fi
  known="$known$table "
  echo "table $table: $word"
done

make_view() {
  local view
  view="$(basename "$1" .sql)"
  run "the view $view" "$(localized "$1")"
  echo "view $view: made"
}
make_views "$files" make_view
for file in "${unreadable[@]}"; do
  echo "view $(basename "$file" .sql): left out, since the lake lacks what it reads, or columns of it"
done

ids="$(call athena list-named-queries --work-group "$workgroup" --query 'NamedQueryIds[]')" ||
  fail "the saved queries can't be listed, because Athena says: $(said); mend that and start again."
declare -A saved=()
for id in $ids; do
  [ "$id" != None ] || continue
  call athena get-named-query --named-query-id "$id" --query 'NamedQuery.[Name,Database]' >"$work/named" ||
    fail "the saved query $id can't be read, because Athena says: $(said); mend that and start again."
  # The same workgroup may have those of another database, which stay.
  IFS=$'\t' read -r name of <"$work/named" || true
  [ "$of" != "$database" ] || saved["$name"]="$id"
done
for file in "$files"/queries/*.sql; do
  query="$(basename "$file" .sql)"
  if ! readable "$file"; then
    echo "query $query: left out, since the lake lacks what it reads, or columns of it"
    continue
  fi
  description="$(sed -n 's/^-- //p' "$file" | tr '\n' ' ')"
  localized "$file" >"$work/query.sql"
  if [ -n "${saved[$query]:-}" ]; then
    call athena update-named-query --named-query-id "${saved[$query]}" --name "$query" \
      --description "$description" --query-string "file://$work/query.sql" >/dev/null ||
      fail "the query $query can't be saved, because Athena says: $(said); mend that and start again."
    echo "query $query: saved again"
  else
    call athena create-named-query --work-group "$workgroup" --database "$database" --name "$query" \
      --description "$description" --query-string "file://$work/query.sql" --query NamedQueryId >/dev/null ||
      fail "the query $query can't be saved, because Athena says: $(said); mend that and start again."
    echo "query $query: saved"
  fi
done
