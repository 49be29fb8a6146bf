package io.marketlake.doctor;

/**
 * Something about a lake that is worth telling.
 *
 * @param check the check that found it
 * @param where the table, checkpoint or file that it is about
 * @param what what was found
 * @param why why it matters
 * @param cure what to do
 */
public record Finding(
    Severity severity, String check, String where, String what, String why, String cure) {}
