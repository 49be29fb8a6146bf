/**
 * What a report is made of: sections of sentences, pictures and tables, and the HTML page that they
 * become. The page is whole in itself, with no reference to anything elsewhere, and all text in it
 * is escaped here. Nothing here knows what a figure means.
 */
@NullMarked
package io.marketlake.report.page;

import org.jspecify.annotations.NullMarked;
