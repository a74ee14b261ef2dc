package io.longpole.query.index;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.query.store.Location;

/**
 * An analysed trace on its way into the index.
 *
 * @param location where its spans are in the trace log
 * @param version 1 when first sealed, one more each time that late spans re-opened it
 * @param throughPosition all spans up to this position of the span log are in it
 */
public record IndexedTrace(
    TraceAnalysis analysis, Location location, int version, long throughPosition) {}
