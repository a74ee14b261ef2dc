package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;

/**
 * The kinds of a trace's spans, inferred where nobody stated one.
 *
 * <p>A stated kind is kept, even if odd. For an unspecified one the first rule that fits decides:
 * what it asks (database, messaging), who its neighbours are (another service above or below), what
 * it was asked (route, URL), its name; a root without any of these is a SERVER, the rest INTERNAL.
 */
final class Kinds {

  private Kinds() {}

  /** Whether a text is the name of an HTTP method. */
  static boolean isHttpMethod(String text) {
    return switch (text) {
      case "GET",
          "HEAD",
          "POST",
          "PUT",
          "DELETE",
          "CONNECT",
          "OPTIONS",
          "TRACE",
          "PATCH",
          "QUERY" ->
          true;
      default -> false;
    };
  }

  /**
   * The method that a span name starts with, as in {@code GET /x} or {@code HTTP GET}; or empty.
   */
  static String methodOf(String name) {
    if (name.isEmpty() || name.charAt(0) > 'T') {
      return "";
    }
    String rest = name.startsWith("HTTP ") ? name.substring(5) : name;
    int space = rest.indexOf(' ');
    String first = space < 0 ? rest : rest.substring(0, space);
    return isHttpMethod(first) ? first : "";
  }

  /** The kind of a span that states none. */
  static SpanKind infer(Trace trace, int node, Facts facts) {
    Span span = trace.span(node);
    facts.read(span);
    if (facts.has(Fact.DB_SYSTEM) || facts.has(Fact.DB_TEXT)) {
      return SpanKind.CLIENT;
    }
    switch (facts.text(Fact.MESSAGING_TYPE)) {
      case "send", "create" -> {
        return SpanKind.PRODUCER;
      }
      case "process" -> {
        return SpanKind.CONSUMER;
      }
      case "receive", "settle" -> {
        return SpanKind.CLIENT;
      }
      default -> {}
    }
    int parent = trace.parent(node);
    if (parent >= 0 && isElsewhere(trace.span(parent), span)) {
      return SpanKind.SERVER;
    }
    if (hasChildElsewhere(trace, node)) {
      return SpanKind.CLIENT;
    }
    if (parent < 0
        && (facts.has(Fact.HTTP_ROUTE)
            || facts.has(Fact.URL_PATH)
            || facts.has(Fact.CLIENT_ADDRESS))) {
      return SpanKind.SERVER;
    }
    if (facts.has(Fact.URL_FULL) || facts.has(Fact.RPC_SYSTEM) || isClientName(span.name())) {
      return SpanKind.CLIENT;
    }
    return parent < 0 ? SpanKind.SERVER : SpanKind.INTERNAL;
  }

  /** Whether one span is of another service, or another instance of the same, than the other. */
  private static boolean isElsewhere(Span one, Span other) {
    if (!one.service().equals(other.service())) {
      return true;
    }
    String first = one.resource().attributes().text("service.instance.id");
    String second = other.resource().attributes().text("service.instance.id");
    return first != null && second != null && !first.equals(second);
  }

  private static boolean hasChildElsewhere(Trace trace, int node) {
    String service = trace.span(node).service();
    int first = trace.firstChild(node);
    for (int i = 0; i < trace.childCount(node); i++) {
      if (!trace.span(first + i).service().equals(service)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClientName(String name) {
    return isSql(name)
        || isHttpMethod(name)
        || (name.startsWith("HTTP ") && isHttpMethod(name.substring(5)));
  }

  /** Whether a name is an SQL verb and a name, such as {@code SELECT shop.item}. */
  static boolean isSql(String name) {
    int space = name.indexOf(' ');
    if (space == name.length() - 1) {
      return false;
    }
    return switch (SqlWord.of(name, 0, space)) {
      case SELECT, INSERT, UPDATE, DELETE, MERGE, REPLACE, CALL, CREATE, ALTER, DROP, TRUNCATE ->
          isUpper(name, space);
      default -> false;
    };
  }

  private static boolean isUpper(String name, int end) {
    for (int i = 0; i < end; i++) {
      if (name.charAt(i) > 'Z') {
        return false;
      }
    }
    return true;
  }
}
