/**
 * Keeps the company reference of a lake: reads a file of companies, tells what it changes, and adds
 * that as a version with the moment from which it holds. How versions are looked up lives in {@code
 * feature.company}; what uses them lives in silver. No settings are parsed here and nothing is
 * printed.
 */
@NullMarked
package io.marketlake.reference;

import org.jspecify.annotations.NullMarked;
