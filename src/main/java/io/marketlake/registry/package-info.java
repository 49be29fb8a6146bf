/**
 * The one thing that training and scoring share: versioned models on a file system, each with a
 * card that says what it was made from and how good it is, and the record of which of them was
 * champion when. A version is visible only once it is whole. Nothing here fits a model or scores a
 * row.
 */
@NullMarked
package io.marketlake.registry;

import org.jspecify.annotations.NullMarked;
