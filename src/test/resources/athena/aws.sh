#!/usr/bin/env bash
# A stand-in for the aws command: what Athena, Glue and S3 would remember, in files of AWS_STATE.
# A statement with the text of `failing` fails, a call that begins with the text of `refused` is
# refused, absent/<table> is a table that the lake lacks, and lacking/<table> has a column that the
# lake's table lacks.
set -euo pipefail
cd "$AWS_STATE"
printf '%s\n' "$*" >>calls
service="$1 $2"
declare -A option=()
all=("$@")
for ((i = 2; i < $#; i++)); do
  [[ "${all[i]}" == --* ]] && option["${all[i]#--}"]="${all[i + 1]:-}"
done
error() { # code operation message
  printf '\nAn error occurred (%s) when calling the %s operation: %s\n' "$@" >&2
  exit 254
}
if [ -f refused ] && [[ "$service" == "$(cat refused)" ]]; then
  error AccessDeniedException "$2" "User: somebody is not authorized"
fi
[ "${option[output]:-}" = text ] || error ValidationError "$2" "this stand-in writes text only"

case "$service" in
  'athena get-work-group')
    [ -f workgroup ] || error InvalidRequestException GetWorkGroup "WorkGroup ${option[work-group]} is not found."
    cat workgroup
    ;;
  'athena create-work-group')
    cp "${option[cli-input-json]#file://}" workgroup.json
    # As the file says, in the words of the answer.
    version="$(sed -n 's/.*"SelectedEngineVersion": "\([^"]*\)".*/\1/p' workgroup.json)"
    limit="$(sed -n 's/.*"BytesScannedCutoffPerQuery": \([0-9]*\).*/\1/p' workgroup.json)"
    results="$(sed -n 's/.*"OutputLocation": "\([^"]*\)".*/\1/p' workgroup.json)"
    printf '%s\t%s\t%s\t%s\n' "$version" "$version" "${limit:-None}" "${results:-None}" >workgroup
    ;;
  'athena start-query-execution')
    [ -f workgroup ] || error InvalidRequestException StartQueryExecution "WorkGroup is not found."
    n=$(($(ls statements | grep -c '^[0-9]*$' || true) + 1))
    cp "${option[query-string]#file://}" "statements/$n"
    echo "$n"
    ;;
  'athena get-query-execution')
    id="${option[query-execution-id]}" sql="$(cat "statements/${option[query-execution-id]}")"
    if [ "${option[query]}" = QueryExecution.Status.StateChangeReason ]; then
      echo 'SYNTAX_ERROR: line 1:8: the stand-in was told so'
    elif [ ! -f "statements/$id.asked" ]; then
      touch "statements/$id.asked"
      echo RUNNING
    elif [ -f failing ] && [[ "$sql" == *"$(cat failing)"* ]]; then
      echo FAILED
    else
      case "$sql" in
        'CREATE EXTERNAL TABLE '*)
          table="$(sed 's/[^.]*\.\([a-z0-9_]*\) .*/\1/' <<<"$sql")"
          # Athena refuses to make what is there already.
          [ ! -f "glue/$table.columns" ] || { touch "statements/$id.failed"; echo FAILED; exit; }
          lacking="$(cat "lacking/$table" 2>/dev/null || true)"
          sed -n "s/^$table //p" "$OLDPWD/athena/columns.txt" | tr ' ' '\n' | { grep -vx "$lacking" || true; } |
            paste -s >"glue/$table.columns"
          sed "s/.*LOCATION '\([^']*\)'.*/\1/" <<<"$sql" >"glue/$table.location"
          ;;
        'DROP TABLE '*)
          table="$(sed 's/.*\.`\([a-z0-9_]*\)`.*/\1/' <<<"$sql")"
          rm "glue/$table.columns" "glue/$table.location"
          ;;
      esac
      echo SUCCEEDED
    fi
    ;;
  'glue get-table')
    file="glue/${option[name]}"
    [ -f "$file.columns" ] || error EntityNotFoundException GetTable "Table ${option[name]} not found."
    case "${option[query]}" in
      *Location*) cat "$file.location" ;;
      # The columns, and on a line of their own those of the partitions.
      *) [ -s "$file.columns" ] || exit 0
        sed 's/\(\t\|^\)day\(\t\|$\)/\1/' "$file.columns" && echo day ;;
    esac
    ;;
  's3api list-objects-v2')
    table="$(sed 's|.*/gold/\([a-z0-9_]*\)/_delta_log/$|\1|' <<<"${option[prefix]}")"
    [ -f "absent/$table" ] && echo None || echo "${option[prefix]}00000000000000000000.json"
    ;;
  'athena list-named-queries') ls named | tr '\n' '\t' ;;
  'athena get-named-query')
    case "${option[named-query-id]}" in
      other-*) printf '%s\tother\n' "${option[named-query-id]#other-}" ;;
      *) printf '%s\tmarketlake\n' "${option[named-query-id]}" ;;
    esac
    ;;
  'athena create-named-query')
    [ ! -e "named/${option[name]}" ] || error InvalidRequestException CreateNamedQuery "it is there"
    cp "${option[query-string]#file://}" "named/${option[name]}"
    echo "${option[name]}"
    ;;
  'athena update-named-query')
    [ -e "named/${option[named-query-id]}" ] || error InvalidRequestException UpdateNamedQuery "there is none"
    cp "${option[query-string]#file://}" "named/${option[named-query-id]}"
    ;;
  *) error InvalidAction "$2" "this stand-in does not know $service" ;;
esac
