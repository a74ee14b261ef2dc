package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Remembers operations, call sites and other names from trace to trace, so that the detectors need
 * not put their names together for each span. Forgets all when there are more than {@value
 * #MAX_KNOWN} of a kind.
 */
final class Names {

  private static final int MAX_KNOWN = 32_768;

  private final UnaryOperator<String> templates;
  private NameTable spanNames = new NameTable();
  private final List<Operation> operations = new ArrayList<>();
  private NameTable callKeys = new NameTable();
  private final List<CallSite> sites = new ArrayList<>();
  private NameTable keyNames = new NameTable();
  private final List<NameKey> nameKeys = new ArrayList<>();
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
    if (spanNames.size() >= MAX_KNOWN) {
      spanNames = new NameTable();
      operations.clear();
    }
    int number = spanNames.add(service, spanName);
    if (number == operations.size()) {
      operations.add(new Operation(operationKind, service, templates.apply(spanName)));
    }
    return operations.get(number);
  }

  /** Up to three names as a key. */
  NameKey key(String first, String second, String third) {
    if (keyNames.size() >= MAX_KNOWN) {
      keyNames = new NameTable();
      nameKeys.clear();
    }
    int number = keyNames.add(first, second, third);
    if (number == nameKeys.size()) {
      nameKeys.add(new NameKey(nameKind, first, second, third));
    }
    return nameKeys.get(number);
  }

  /** Counts a trace; between two of them no call site is forgotten. */
  long nextTrace() {
    if (callKeys.size() >= MAX_KNOWN) {
      callKeys = new NameTable();
      sites.clear();
    }
    return ++traces;
  }

  /** The site of a service's call. */
  CallSite site(String service, Call call) {
    int number = callKeys.add(service, call.key());
    if (number == sites.size()) {
      sites.add(new CallSite(siteKind, service, call, this));
    }
    return sites.get(number);
  }
}
