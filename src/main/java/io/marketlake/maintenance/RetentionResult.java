package io.marketlake.maintenance;

/**
 * What a retention removed from a table, or would.
 *
 * @param table the table's name
 * @param feed whose rows; blank where they are of several feeds
 * @param keptDays for how many days they are kept
 * @param days of how many days rows went
 * @param rows how many rows went
 * @param remark what stays for the time being, and why; blank if there is nothing to say
 */
public record RetentionResult(
    String table, String feed, int keptDays, int days, long rows, String remark) {}
