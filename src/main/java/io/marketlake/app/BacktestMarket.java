package io.marketlake.app;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.ScoredText;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The bars that a backtest is of.
 *
 * @param name the file or table that they are of
 * @param interval their length, as {@code silver.bars} writes it
 * @param bars the rows of each symbol, with every revision
 * @param texts the scored texts of each symbol, where they are asked for and there are some
 * @param reading how they were read, by name
 */
record BacktestMarket(
    String name,
    String interval,
    SortedMap<String, List<DirectionBar>> bars,
    Map<String, List<ScoredText>> texts,
    Map<String, String> reading) {}
