package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceFlag;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first steps of assembly: leaves out repeated spans, gives every span an id of its own and
 * finds its parent.
 *
 * <p>Nearly all traces have unique ids and take the short way: one hash look-up a span. Only ids
 * that were reported more than once are sorted out by {@link Namesakes}.
 */
final class Identities {

  private final TraceId traceId;
  private final Span[] reported;
  private final Set<Long> repeatedIds = new HashSet<>();

  private Identities(TraceId traceId, Span[] reported) {
    this.traceId = traceId;
    this.reported = reported;
  }

  /** The spans with ids and parents; times not yet repaired, cycles not yet broken. */
  static Draft of(TraceId traceId, List<Span> reported) {
    return new Identities(traceId, reported.toArray(new Span[0])).identify();
  }

  private Draft identify() {
    long[] ids = new long[reported.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = reported[i].spanId();
    }
    SpanIndex index = new SpanIndex(ids);
    for (int i = 0; i < ids.length; i++) {
      if (index.add(i) >= 0) {
        repeatedIds.add(ids[i]);
      }
    }
    if (!repeatedIds.isEmpty()) {
      return sortOut(index);
    }
    Draft draft = new Draft(reported, ids);
    for (int i = 0; i < ids.length; i++) {
      draft.parents[i] = parent(draft, i, index);
    }
    return draft;
  }

  private Draft sortOut(SpanIndex reportedIds) {
    Map<Long, List<Span>> byId = new TreeMap<>(Long::compareUnsigned);
    List<Span> kept = new ArrayList<>(reported.length);
    for (Span span : reported) {
      if (repeatedIds.contains(span.spanId())) {
        byId.computeIfAbsent(span.spanId(), unused -> new ArrayList<>()).add(span);
      } else {
        kept.add(span);
      }
    }
    SyntheticIds syntheticIds = new SyntheticIds(traceId, reportedIds);
    Map<Long, Namesakes> namesakes = new TreeMap<>(Long::compareUnsigned);
    byId.forEach((id, spans) -> {
      Namesakes same = new Namesakes(id, Repeats.leaveOut(spans), kept.size());
      namesakes.put(id, same);
      kept.addAll(same.spans());
    });
    long[] ids = new long[kept.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = kept.get(i).spanId();
    }
    Draft draft = new Draft(kept.toArray(new Span[0]), ids);
    draft.duplicateSpans = reported.length - ids.length;
    SpanIndex index = new SpanIndex(ids.clone());
    for (int i = 0; i < ids.length; i++) {
      index.add(i);
    }
    namesakes.values().forEach(same -> same.giveIds(draft, syntheticIds));
    for (int i = 0; i < ids.length; i++) {
      draft.parents[i] = parent(draft, i, index, namesakes);
    }
    return draft;
  }

  private static int parent(
      Draft draft, int position, SpanIndex index, Map<Long, Namesakes> namesakes) {
    Span span = draft.spans[position];
    @Nullable Namesakes own = namesakes.get(span.spanId());
    if (own != null && own.isServedCall(span)) {
      return own.caller(span);
    }
    @Nullable Namesakes parents = namesakes.get(span.parentSpanId());
    if (parents == null || span.parentSpanId() == span.spanId()) {
      return parent(draft, position, index);
    }
    return parents.parentOf(span);
  }

  private static int parent(Draft draft, int position, SpanIndex index) {
    Span span = draft.spans[position];
    long parentId = span.parentSpanId();
    if (parentId == SpanId.NONE) {
      return Draft.NO_PARENT;
    }
    if (parentId == span.spanId()) {
      draft.flags.add(TraceFlag.CYCLE);
      return Draft.NO_PARENT;
    }
    int parent = index.find(parentId);
    if (parent < 0) {
      draft.orphanSpans++;
    }
    return parent;
  }
}
