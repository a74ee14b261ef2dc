package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import java.util.function.UnaryOperator;

/**
 * Remembers operations, call sites and other names from trace to trace, so that the detectors need
 * not put their names together for each span. Forgets all when there are more than {@value
 * #MAX_KNOWN} of a kind.
 */
final class Names {

  private static final int MAX_KNOWN = 32_768;

  private final UnaryOperator<String> templates;
  private final KeyTable<Operation> operations = new KeyTable<>();
  private final KeyTable<CallSite> sites = new KeyTable<>();
  private final KeyTable<NameKey> nameKeys = new KeyTable<>();
  private final LastingKey.Kind operationKind = new LastingKey.Kind();
  private final LastingKey.Kind nameKind = new LastingKey.Kind();
  private final LastingKey.Kind siteKind = new LastingKey.Kind();
  private long traces;

  /**
   * Knows none yet.
   *
   * @param templates answers a span's name without the values in it
   */
  Names(UnaryOperator<String> templates) {
    this.templates = templates;
  }

  /** The operation that a service's span of that name belongs to. */
  Operation operation(String service, String spanName) {
    forgetIfTooMany(operations);
    Operation known = operations.find(service, spanName, "");
    if (known == null) {
      known = new Operation(operationKind, service, spanName, templates.apply(spanName));
      operations.add(known);
    }
    return known;
  }

  /** Up to three names as a key. */
  NameKey key(String first, String second, String third) {
    forgetIfTooMany(nameKeys);
    NameKey known = nameKeys.find(first, second, third);
    if (known == null) {
      known = new NameKey(nameKind, first, second, third);
      nameKeys.add(known);
    }
    return known;
  }

  /** Counts a trace; between two of them no call site is forgotten. */
  long nextTrace() {
    forgetIfTooMany(sites);
    return ++traces;
  }

  /** The site of a service's call. */
  CallSite site(String service, Call call) {
    CallSite known = sites.find(service, call.key(), "");
    if (known == null) {
      known = new CallSite(siteKind, service, call, this);
      sites.add(known);
    }
    return known;
  }

  private static void forgetIfTooMany(KeyTable<?> keys) {
    if (keys.size() >= MAX_KNOWN) {
      keys.clear();
    }
  }
}
