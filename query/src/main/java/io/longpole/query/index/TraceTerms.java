package io.longpole.query.index;

import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/**
 * Makes the terms by which a trace is found: its services, operations, kinds, attributes, detectors
 * and fingerprints.
 *
 * <p>Most terms of a trace were in the traces before it: their bytes are kept, with the number of
 * the trace that last had them, so that a term known and already there costs one comparison. Used
 * by one thread at a time.
 */
final class TraceTerms {

  private static final int CACHE_SLOTS = 1 << 15;
  private static final int MAX_RESOURCES = 4_096;
  private static final int MAX_NAMES = 10_000;
  private static final int KINDS = SpanKind.values().length;

  /** A term of one name and value, and the last trace that had it. */
  private static final class Known {
    private final Object first;
    private final Object second;
    private final List<BytesRef> terms;
    private long lastTrace;

    Known(Object first, Object second, List<BytesRef> terms) {
      this.first = first;
      this.second = second;
      this.terms = terms;
    }
  }

  private final AttributeRule rule;
  private final int maxAttributes;
  private final Known[] attributes = new Known[CACHE_SLOTS];
  private final IdentityHashMap<Resource, Known> resources = new IdentityHashMap<>();
  private final Map<String, Map<String, Known>> operations = new HashMap<>();
  private final long[] kindsLastTrace = new long[KINDS];
  private final BytesRef[] kinds = new BytesRef[KINDS];
  private final List<BytesRef> terms = new ArrayList<>();
  private int operationCount;
  private int attributeCount;
  private long trace;

  TraceTerms(AttributeRule rule, int maxAttributes) {
    this.rule = rule;
    this.maxAttributes = maxAttributes;
    for (int i = 0; i < KINDS; i++) {
      kinds[i] = TermText.kind(SpanKind.of(i).text());
    }
  }

  /** The terms, each once or a few times; valid until the next call. */
  List<BytesRef> of(Trace of, List<Sighting> sightings) {
    terms.clear();
    attributeCount = 0;
    trace++;
    for (int node = 0; node < of.size(); node++) {
      add(of.span(node));
    }
    for (Sighting sighting : sightings) {
      terms.add(TermText.detector(sighting.detector()));
      terms.add(TermText.fingerprint(sighting.fingerprint()));
    }
    if (attributeCount > maxAttributes) {
      terms.add(TermText.MORE_ATTRIBUTES);
    }
    return terms;
  }

  @SuppressWarnings("EnumOrdinal") // an index that lives as long as this object
  private void add(Span span) {
    int kind = span.kind().ordinal();
    if (kindsLastTrace[kind] != trace) {
      kindsLastTrace[kind] = trace;
      terms.add(kinds[kind]);
    }
    addOperation(span.service(), span.name());
    addResource(span.resource());
    Attributes own = span.attributes();
    for (int i = 0; i < own.size(); i++) {
      addAttribute(own.key(i), own.value(i));
    }
  }

  private void addOperation(String service, String name) {
    Map<String, Known> names = operations.get(service);
    if (names == null) {
      names = new HashMap<>();
      operations.put(service, names);
    }
    Known known = names.get(name);
    if (known == null) {
      if (operationCount++ > MAX_NAMES) {
        operations.clear();
        operationCount = 0;
      }
      List<BytesRef> made =
          List.of(
              TermText.service(service),
              TermText.operation(name),
              TermText.serviceOperation(service, name));
      known = new Known(service, name, made);
      names.put(name, known);
    }
    addOnce(known);
  }

  private void addResource(Resource resource) {
    Known known = resources.get(resource);
    if (known == null) {
      if (resources.size() > MAX_RESOURCES) {
        resources.clear();
      }
      List<BytesRef> made = new ArrayList<>();
      Attributes own = resource.attributes();
      for (int i = 0; i < own.size(); i++) {
        made.addAll(attributeTerms(own.key(i), own.value(i)));
      }
      known = new Known(resource, resource, made);
      resources.put(resource, known);
    }
    if (known.lastTrace != trace) {
      attributeCount += known.terms.size();
      addOnce(known);
    }
  }

  private void addAttribute(String key, Object value) {
    if (attributeCount > maxAttributes) {
      return;
    }
    int hash = (31 * key.hashCode() + value.hashCode()) * 0x9E3779B9;
    int slot = (hash >>> 8) & (CACHE_SLOTS - 1);
    Known known = attributes[slot];
    if (known == null || !known.second.equals(value) || !known.first.equals(key)) {
      known = new Known(key, value, attributeTerms(key, value));
      attributes[slot] = known;
    }
    if (known.lastTrace != trace) {
      attributeCount += known.terms.size();
      addOnce(known);
    }
  }

  private List<BytesRef> attributeTerms(String key, Object value) {
    if (!rule.isIndexed(key)) {
      return List.of();
    }
    List<BytesRef> made = new ArrayList<>(1);
    AttributeText.forEach(value, text -> made.add(TermText.attribute(key, text)));
    return made;
  }

  private void addOnce(Known known) {
    if (known.lastTrace != trace) {
      known.lastTrace = trace;
      terms.addAll(known.terms);
    }
  }
}
