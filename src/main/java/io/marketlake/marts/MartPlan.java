package io.marketlake.marts;

import java.util.Map;

/**
 * What a refresh of a mart is to do.
 *
 * @param days the days to make anew
 * @param forgotten which rows stay on them
 * @param marks up to which version of each source it goes
 */
record MartPlan(DayRanges days, Forgotten forgotten, Map<String, Long> marks) {}
