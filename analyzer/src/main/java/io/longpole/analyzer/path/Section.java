package io.longpole.analyzer.path;

/** A stretch of time in which the root waited for the progress of one span. */
public record Section(int node, long startNanos, long endNanos) {}
