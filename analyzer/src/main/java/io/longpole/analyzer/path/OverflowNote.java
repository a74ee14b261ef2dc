package io.longpole.analyzer.path;

/**
 * A child that ends well after its parent: by more than 1 ms and 1 % of the parent.
 *
 * @param node the child
 * @param outlivesNanos how long it goes on after its parent's end
 * @param blocking whether its parent is still taken to have waited for it
 */
public record OverflowNote(int node, long outlivesNanos, boolean blocking) {}
