package io.marketlake.lease;

/**
 * A sign of life of a process that holds leases.
 *
 * @param beat counts the renewals
 * @param ended whether the holder has given its leases back
 * @param settled whether all that the holder owed to those before it was done: nobody older can
 *     write any more
 */
record Sign(long beat, boolean ended, boolean settled) {}
