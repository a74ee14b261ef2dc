package io.longpole.collector.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a walk over a request found.
 *
 * @param items spans, log records or metric data points, the bad ones included
 * @param badSpans rejected spans in the order of the request; always empty for logs and metrics
 * @param itemsByService items by {@code service.name}; without one under the empty text; beyond
 *     {@link RequestWalk#MAX_SERVICES} different names under {@link RequestWalk#OTHER_SERVICES}
 * @param clockAhead services with a span that starts more than a day ahead of our clock
 * @param oddParents spans whose parent id is neither absent nor 8 bytes: read as roots
 */
public record Walked(
    long items,
    List<BadSpan> badSpans,
    Map<String, Long> itemsByService,
    Set<String> clockAhead,
    long oddParents) {

  public Walked {
    badSpans = List.copyOf(badSpans);
    itemsByService = Collections.unmodifiableMap(new LinkedHashMap<>(itemsByService));
    clockAhead = Collections.unmodifiableSet(new LinkedHashSet<>(clockAhead));
  }

  public long goodItems() {
    return items - badSpans.size();
  }
}
