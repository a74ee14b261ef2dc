package io.longpole.query.index;

import io.longpole.analyzer.call.Redactor;
import io.longpole.analyzer.call.Secrets;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Makes the terms by which a trace is found: its services, operations, attributes, detectors and
 * fingerprints.
 *
 * <p>Most terms of a trace were in the traces before it: their bytes are kept, with the number of
 * the trace that last had them, so that a term known and already there costs one comparison. A
 * value seen for the first time leaves its hash only, so that values that never repeat push nothing
 * out. Used by one thread at a time.
 */
final class TraceTerms {

  private static final int CACHE_SLOTS = 1 << 15;
  private static final int MAX_RESOURCES = 4_096;
  private static final int MAX_NAMES = 10_000;

  /** The resource attribute that is a term as the service and not as an attribute. */
  static final String SERVICE_NAME = "service.name";

  /** The terms of one name and value, and the last trace that had them. */
  private static final class Known {
    private final String name;
    private final Object value;
    private final String system;
    private final List<BytesRef> terms;
    private long lastTrace;

    Known(String name, Object value, String system, List<BytesRef> terms) {
      this.name = name;
      this.value = value;
      this.system = system;
      this.terms = terms;
    }
  }

  private final int maxAttributes;
  private final Redactor redactor = new Redactor();
  private final @Nullable Known[] attributes = new Known[CACHE_SLOTS];
  private final int[] seenHashes = new int[CACHE_SLOTS];
  private final IdentityHashMap<Resource, Known[]> resources = new IdentityHashMap<>();
  private final Map<String, Known> services = new HashMap<>();
  private final Map<String, Map<String, Known>> operations = new HashMap<>();
  private final List<BytesRef> terms = new ArrayList<>();
  private final LinkTerms links = new LinkTerms();
  private int operationCount;
  private int attributeCount;
  private long trace;

  TraceTerms(int maxAttributes) {
    this.maxAttributes = maxAttributes;
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
    links.addTo(terms, of);
    if (attributeCount > maxAttributes) {
      terms.add(TermText.MORE_ATTRIBUTES);
    }
    return terms;
  }

  private void add(Span span) {
    addOperation(span.service(), span.name());
    addResource(span.resource());
    Attributes own = span.attributes();
    for (int i = 0; i < own.size(); i++) {
      String key = own.key(i);
      addAttribute(key, own.value(i), Secrets.isQuery(key) ? Secrets.system(own) : "");
    }
  }

  private void addOperation(String service, String name) {
    Map<String, Known> names = operations.get(service);
    Known known = names == null ? null : names.get(name);
    if (known == null) {
      known = learnOperation(service, name);
    }
    if (addOnce(known)) {
      Known knownService = services.get(service);
      if (knownService == null) {
        knownService = new Known(service, "", "", List.of(TermText.service(service)));
        services.put(service, knownService);
      }
      addOnce(knownService);
    }
  }

  private Known learnOperation(String service, String name) {
    if (operationCount++ > MAX_NAMES) {
      operations.clear();
      services.clear();
      operationCount = 0;
    }
    Known known = new Known(service, name, "", List.of(TermText.operation(name, service)));
    operations.computeIfAbsent(service, unseen -> new HashMap<>()).put(name, known);
    return known;
  }

  private void addResource(Resource resource) {
    Known[] known = resources.get(resource);
    if (known == null) {
      if (resources.size() > MAX_RESOURCES) {
        resources.clear();
      }
      known = learnResource(resource);
      resources.put(resource, known);
    }
    for (Known each : known) {
      if (addOnce(each)) {
        attributeCount += each.terms.size();
      }
    }
  }

  private Known[] learnResource(Resource resource) {
    Attributes own = resource.attributes();
    List<Known> known = new ArrayList<>(own.size());
    for (int i = 0; i < own.size(); i++) {
      boolean isService =
          own.key(i).equals(SERVICE_NAME) && resource.service().equals(own.value(i));
      if (!isService) {
        known.add(learn(own.key(i), own.value(i), "", slot(hash(own.key(i), own.value(i)))));
      }
    }
    return known.toArray(new Known[0]);
  }

  private void addAttribute(String key, Object value, String system) {
    if (attributeCount > maxAttributes) {
      return;
    }
    int hash = hash(key, value);
    int slot = slot(hash);
    Known known = attributes[slot];
    if (known == null
        || !known.value.equals(value)
        || !known.name.equals(key)
        || !known.system.equals(system)) {
      if (seenHashes[slot] != hash) {
        seenHashes[slot] = hash;
        List<BytesRef> made = attributeTerms(key, value, system);
        attributeCount += made.size();
        terms.addAll(made);
        return;
      }
      known = learn(key, value, system, slot);
    }
    if (addOnce(known)) {
      attributeCount += known.terms.size();
    }
  }

  private static int hash(String key, Object value) {
    return (31 * key.hashCode() + value.hashCode()) * 0x9E3779B9;
  }

  private static int slot(int hash) {
    return (hash >>> 8) & (CACHE_SLOTS - 1);
  }

  private Known learn(String key, Object value, String system, int slot) {
    Known known = new Known(key, value, system, attributeTerms(key, value, system));
    attributes[slot] = known;
    return known;
  }

  /** Of what may be shown; a hidden attribute has none. */
  private List<BytesRef> attributeTerms(String key, Object value, String system) {
    if (Secrets.isHidden(key)) {
      return List.of();
    }
    List<BytesRef> made = new ArrayList<>(1);
    AttributeText.forEach(
        redactor.attribute(key, value, system), text -> made.add(TermText.attribute(key, text)));
    return made;
  }

  private boolean addOnce(Known known) {
    if (known.lastTrace == trace) {
      return false;
    }
    known.lastTrace = trace;
    for (int i = 0; i < known.terms.size(); i++) { // nearly always one
      terms.add(known.terms.get(i));
    }
    return true;
  }
}
