/**
 * Where Delta's log entries are put: a version of a table is written by one writer or not at all,
 * however many processes try, on S3 and on a local disk. It knows Hadoop, S3A and Delta's storage
 * interface, and nothing else of marketlake, so that it can be lifted out as it is. No Spark, no
 * rows, no settings but Hadoop's may live here.
 */
@NullMarked
package io.marketlake.logstore;

import org.jspecify.annotations.NullMarked;
