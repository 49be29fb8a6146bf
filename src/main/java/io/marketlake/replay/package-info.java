/**
 * Brings in a user's own data: a file is replayed as the events of a feed, and a sample of a topic
 * becomes the declaration of a feed, or is compared with the one that there is. Whatever a line
 * holds is sent, since judging events is silver's work; only the file as a whole can be refused. No
 * Spark session, no table and no setting lives here, and time passes only through an injected
 * clock.
 */
@NullMarked
package io.marketlake.replay;

import org.jspecify.annotations.NullMarked;
