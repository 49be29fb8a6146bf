#!/usr/bin/env bash
# Writes what is made from code: docs/tables.md and the statements in athena/. Run it after a change
# of a table, a view or a feed, and look at the difference. The tests fail until that is done.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib/prerequisites.sh
require_tools
require_maven
mvn -q -B test -Dtest='TablesDocTest,AthenaFilesTest' -Dmarketlake.write-docs=true ||
  fail "the files were not all made, for the reason above; mend it and run docs.sh again."
git status --short docs/tables.md athena
