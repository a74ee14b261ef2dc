package io.longpole.analyzer.path;

import java.util.List;

/**
 * What one root waited for, from its end to its start.
 *
 * @param root node of the root
 * @param durationNanos of the root; the sum of the sections
 * @param sections latest first; they cover the root's interval without gap or overlap
 */
public record CriticalPath(int root, long durationNanos, List<Section> sections) {}
