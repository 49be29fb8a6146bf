package io.marketlake.training.direction;

/**
 * What a check for leaks found.
 *
 * @param check its name
 * @param isPassed whether nothing is wrong
 * @param sentence what it saw
 */
public record LeakFinding(String check, boolean isPassed, String sentence) {}
