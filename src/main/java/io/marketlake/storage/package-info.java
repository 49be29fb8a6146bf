/**
 * Where a lake lies: a local folder or a prefix of an S3 bucket, how S3 and the local disk are
 * reached, what S3's refusals mean in one sentence, and Spark's checkpoint files there. It knows
 * places and objects, and nothing of tables. No credential passes through here: they come from the
 * provider chain.
 */
@NullMarked
package io.marketlake.storage;

import org.jspecify.annotations.NullMarked;
