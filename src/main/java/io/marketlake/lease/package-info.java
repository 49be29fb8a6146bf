/**
 * Who may write what in a lake, one process at a time: a lock of the operating system where the
 * lake is a local folder, an object that is renewed where it is on S3. It knows names of what is
 * held and the lake's files, and nothing of rows.
 */
@NullMarked
package io.marketlake.lease;

import org.jspecify.annotations.NullMarked;
