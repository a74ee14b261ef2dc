package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one span, read in one pass over its attributes.
 *
 * <p>Of several names of one fact the current one wins and disagreement is counted; the span's
 * attributes win over its scope's, those over its resource's. Reused for span after span.
 */
final class Facts {

  private static final String[] ARGUMENTS = {
    "db.query.parameter.", "db.operation.parameter.", "db.elasticsearch.path_parts."
  };

  /** All parameters in one, as instrumentations of Python and JavaScript send them. */
  private static final Set<String> ALL_ARGUMENTS =
      Set.of("db.statement.parameters", "db.postgresql.values", "db.mysql.values");

  private static final int ENTITIES = 64;

  private final @Nullable Object[] values = new Object[Fact.COUNT];
  private final byte[] ranks = new byte[Fact.COUNT];
  private final int[] touched = new int[Fact.COUNT];
  private int touchedCount;
  private long arguments;
  private int argumentCount;
  private boolean argumentMasked;
  private long conflicts;
  private long ignored;

  /** Resources seen lately that tell facts; direct-mapped, by identity. */
  private final @Nullable Object[] entities = new Object[ENTITIES];

  private final boolean[] entityTells = new boolean[ENTITIES];

  /** Forgets the span before and reads this one. */
  void read(Span span) {
    for (int i = 0; i < touchedCount; i++) {
      values[touched[i]] = null;
    }
    touchedCount = 0;
    arguments = 0;
    argumentCount = 0;
    argumentMasked = false;
    Attributes attributes = span.attributes();
    for (int i = 0; i < attributes.size(); i++) {
      String key = attributes.key(i);
      Fact.Name name = Fact.named(key);
      if (name != null) {
        put(name, attributes.value(i));
      }
      if (name == null || name.fact() == Fact.INDEX_PATTERN) {
        argument(key, attributes.value(i));
      }
    }
    Observations.tell(attributes, this);
    compareFactsInTwoParts(span.kind());
    int own = touchedCount;
    Scope scope = span.scope();
    if (!scope.attributes().isEmpty()) {
      addMissing(scope.attributes(), own);
    }
    if (tells(span.resource())) {
      addMissing(span.resource().attributes(), touchedCount);
    }
  }

  /** Tells a fact that no attribute tells by its name; null tells nothing. */
  void tell(Fact fact, @Nullable Object value) {
    if (value != null && !has(fact)) {
      put(new Fact.Name(fact, fact.slot(), fact.names().size()), value);
    }
  }

  private void put(Fact.Name name, Object raw) {
    Object value = name.fact().convert(raw);
    if (value == null) {
      ignored++;
      return;
    }
    if (value instanceof String text && text.isEmpty()) {
      return;
    }
    int slot = name.slot();
    Object present = values[slot];
    if (present == null) {
      values[slot] = value;
      ranks[slot] = (byte) name.rank();
      touched[touchedCount++] = slot;
      return;
    }
    if (!present.equals(value) && !isSameHost(name.fact(), present, value)) {
      conflicts++;
    }
    if (name.rank() < ranks[slot]) {
      values[slot] = value;
      ranks[slot] = (byte) name.rank();
    }
  }

  /** One old name has the port in it, the other has not. */
  private static boolean isSameHost(Fact fact, Object one, Object other) {
    return (fact == Fact.NET_PEER || fact == Fact.NET_HOST)
        && Hosts.normal(one.toString()).equals(Hosts.normal(other.toString()));
  }

  /** Some old names tell a fact in other parts than the current ones. */
  private void compareFactsInTwoParts(SpanKind kind) {
    Fact oldAddress = kind == SpanKind.SERVER ? Fact.NET_HOST : Fact.NET_PEER;
    if (has(Fact.SERVER_ADDRESS) && has(oldAddress)) {
      compare(Hosts.normal(text(Fact.SERVER_ADDRESS)), Hosts.normal(text(oldAddress)));
    }
    if (has(Fact.CODE_FUNCTION) && has(Fact.CODE_NAMESPACE) && has(Fact.CODE_FUNCTION_OLD)) {
      compare(
          text(Fact.CODE_FUNCTION), text(Fact.CODE_NAMESPACE) + "." + text(Fact.CODE_FUNCTION_OLD));
    }
    if (has(Fact.URL_PATH) && has(Fact.HTTP_TARGET)) {
      String query = text(Fact.URL_QUERY);
      String current = query.isEmpty() ? text(Fact.URL_PATH) : text(Fact.URL_PATH) + "?" + query;
      compare(current, text(Fact.HTTP_TARGET));
    }
  }

  private void compare(String current, String older) {
    if (!older.isEmpty() && !older.equals(current)) {
      conflicts++;
    }
  }

  private void argument(String key, Object value) {
    if (Observations.isParameter(key)) {
      addArgument(key, 0, value);
    }
    if (!key.startsWith("db.")) {
      return;
    }
    if (ALL_ARGUMENTS.contains(key)) {
      addArgument(key, 0, value);
      return;
    }
    for (String prefix : ARGUMENTS) {
      if (key.startsWith(prefix)) {
        addArgument(key, prefix.length(), value);
      }
    }
  }

  private void addArgument(String key, int start, Object value) {
    if (value.equals(Secrets.MASK)) {
      argumentMasked = true;
      return;
    }
    // A sum, so that the order of the attributes does not matter.
    long name = Hash.add(Hash.START, key, start, key.length());
    arguments += Hash.finish(Hash.add(name, value.toString()));
    argumentCount++;
  }

  /** Whether a resource has an attribute that tells a fact; remembered for the one object. */
  @SuppressWarnings("ReferenceEquality") // an equal resource would only be read once more
  private boolean tells(Resource resource) {
    int slot = System.identityHashCode(resource) & (ENTITIES - 1);
    if (entities[slot] != resource) {
      boolean tells = false;
      Attributes attributes = resource.attributes();
      for (int i = 0; i < attributes.size(); i++) {
        tells |= Fact.named(attributes.key(i)) != null;
      }
      entities[slot] = resource;
      entityTells[slot] = tells;
    }
    return entityTells[slot];
  }

  private void addMissing(Attributes attributes, int present) {
    for (int i = 0; i < attributes.size(); i++) {
      Fact.Name name = Fact.named(attributes.key(i));
      if (name != null && !isTouched(name.slot(), present)) {
        put(name, attributes.value(i));
      }
    }
  }

  private boolean isTouched(int slot, int count) {
    for (int i = 0; i < count; i++) {
      if (touched[i] == slot) {
        return true;
      }
    }
    return false;
  }

  boolean has(Fact fact) {
    return values[fact.slot()] != null;
  }

  /** The fact's text, empty if it is absent. */
  String text(Fact fact) {
    return values[fact.slot()] instanceof String text ? text : "";
  }

  /** The fact's number, −1 if it is absent. */
  long number(Fact fact) {
    return values[fact.slot()] instanceof Long number ? number : -1;
  }

  boolean flag(Fact fact) {
    return values[fact.slot()] instanceof Boolean flag && flag;
  }

  /**
   * How many query, operation or path parameters there are; 0 if some value was masked, as in spans
   * that were stored: equal masks do not mean equal values.
   */
  int argumentCount() {
    return argumentMasked ? 0 : argumentCount;
  }

  /** Hash of all parameters, whatever their order. */
  long argumentHash() {
    return arguments;
  }

  /** The host that a client asks, as in a target; empty if unknown. */
  String peerAddress() {
    String current = text(Fact.SERVER_ADDRESS);
    String address = current.isEmpty() ? text(Fact.NET_PEER) : current;
    return address.isEmpty() ? "" : Hosts.normal(address);
  }

  /** The qualified name of the function; empty if unknown. */
  String function() {
    String current = text(Fact.CODE_FUNCTION);
    if (!current.isEmpty()) {
      return current;
    }
    String name = text(Fact.CODE_FUNCTION_OLD);
    String namespace = text(Fact.CODE_NAMESPACE);
    return namespace.isEmpty() || name.isEmpty() ? name : namespace + "." + name;
  }

  /** How often two names of one fact had different values so far. */
  long conflicts() {
    return conflicts;
  }

  /** How many values had a type that cannot be converted so far. */
  long ignored() {
    return ignored;
  }

  void resetCounters() {
    conflicts = 0;
    ignored = 0;
  }
}
