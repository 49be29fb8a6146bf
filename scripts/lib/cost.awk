# The arithmetic of docs/cost.md: reads what was counted (name value), prints a month.
/^#/ || NF < 2 { next }
{ c[$1] = $2 }
function thousands(n,   s, out) {
  s = sprintf("%.0f", n); out = ""
  while (length(s) > 3) { out = "," substr(s, length(s) - 2) out; s = substr(s, 1, length(s) - 3) }
  return s out
}
function ceiling(x) { return x > int(x) ? int(x) + 1 : int(x) }
# What a micro-batch writes of its largest feed at most, on two cores: one for 250,000 rows.
function files(rows) { return rows > 250000 ? ceiling(rows / 250000) : rows >= 100000 ? 2 : 1 }
function least(bytes) { return bytes > 10e6 ? bytes : 10e6 }
function line(what, dear, cheap) {
  printf "| %s | %s | %s | %.2f |\n", what, thousands(dear), thousands(cheap), dear / 1000 * put_price + cheap / 1000 * get_price
  all_dear += dear; all_cheap += cheap
}
END {
  seconds = hours * 3600 * days
  # Counted with one file a table; more of them are of bronze and of one feed of silver.
  batch_files = files(symbols * events_per_second * trigger)
  line("micro-batches", seconds / trigger * (c["batch_put"] + 2 * (batch_files - 1) + c["batch_list"]), seconds / trigger * c["batch_get"])
  line("bars", seconds / bars_trigger * (c["bars_put"] + c["bars_list"]), seconds / bars_trigger * c["bars_get"])
  # Bars come with micro-batches of bars, and forecasts with those that have any.
  forecasts = seconds / (trigger > bars_trigger ? trigger : bars_trigger)
  line("forecasts of prices", forecasts * (c["direction_put"] + c["direction_list"]), forecasts * c["direction_get"])
  month = (days > 30 ? days : 30) * 24 * 3600
  busy = seconds / marts_refresh
  idle = (month - seconds) / marts_refresh
  # What was counted is of a lake minutes old; another reads the files of the days before, too, and those of
  # the open day that are not packed yet: half of what comes between two runs of maintain, on average.
  unpacked = maintain_hours * 3600 / 2
  open_files = unpacked / trigger * (c["marts_open_tables"] + batch_files - 1) + unpacked / bars_trigger * c["marts_open_bar_tables"]
  quality_files = unpacked / (trigger > bars_trigger ? trigger : bars_trigger) * c["quality_open_forecasts"] + unpacked / bars_trigger * c["quality_open_bars"]
  line("marts", busy * (c["marts_put"] + c["marts_list"]) + idle * (c["marts_idle_put"] + c["marts_idle_list"]), busy * (c["marts_get"] + (c["marts_older_files"] + open_files) * c["file_get"]) + idle * c["marts_idle_get"])
  line("model quality and alerts", busy * (c["quality_put"] + c["quality_list"]) + idle * (c["quality_idle_put"] + c["quality_idle_list"]), busy * (c["quality_get"] + quality_files * c["file_get"]) + idle * c["quality_idle_get"])
  minutes = 30 * 24 * 60
  line("leases and waiting", minutes * (c["idle_put"] + c["idle_list"]), minutes * c["idle_get"])
  runs = 30 * 24 / maintain_hours
  line("`maintain`", runs * (c["maintain_put"] + c["maintain_list"]), runs * c["maintain_get"])
  # A query lists the log, reads its newest commits and the data files that it needs.
  asked = queries * 30
  line("Athena's reading", asked * c["query_list"], asked * (c["query_log_get"] + days_per_query * c["query_files_a_day"] * c["file_get"]))
  requests = all_dear / 1000 * put_price + all_cheap / 1000 * get_price

  events = symbols * events_per_second * seconds
  texts = symbols * texts_per_day * days
  bars = symbols * hours * 60 * days
  grown = (events * c["bytes_event"] + bars * (c["bytes_bar"] + horizons * c["bytes_forecast"]) + texts * c["bytes_text"] + symbols * days * c["bytes_marts_symbol_day"]) / 1e9
  # A third of the queries each of texts, of marts, and of model quality; Athena counts 10 MB at least.
  text_bytes = least(symbols * texts_per_day * days_per_query * c["bytes_sentiment"])
  mart_bytes = least(symbols * days_per_query * c["bytes_symbol_day"])
  quality_bytes = least(days_per_query * c["bytes_quality_day"])
  scanned = asked / 3 * (text_bytes + mart_bytes + quality_bytes)
  scan = scanned / 1e12 * scan_price
  forecast_bytes = symbols * hours * 60 * days_per_query * horizons * c["bytes_forecast"]

  printf "| **requests** | %s | %s | %.2f |\n", thousands(all_dear), thousands(all_cheap), requests
  printf "\n%s events and %s texts a month; %.1f GB more at its end, which then cost %.2f USD a month.\n", thousands(events), thousands(texts), grown, grown * storage_price
  printf "%s queries in Athena, a third each of texts (%.0f MB), marts (%.0f MB) and model quality (%.0f MB): %.2f TB, %.2f USD.\n", thousands(asked), text_bytes / 1e6, mart_bytes / 1e6, quality_bytes / 1e6, scanned / 1e12, scan
  printf "One that reads all columns of %d days of gold.direction scans %.1f GB, %.2f USD%s.\n", days_per_query, forecast_bytes / 1e9, least(forecast_bytes) / 1e12 * scan_price, (forecast_bytes > scan_limit ? ": more than the workgroup lets it" : "")
  printf "Together %.2f USD.\n", requests + grown * storage_price + scan
}
