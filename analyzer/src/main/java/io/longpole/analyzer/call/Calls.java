package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All calls of one trace, and of every span its kind and outcome.
 *
 * <p>A pure function of the trace; a cache makes it faster and changes nothing. Linear in the
 * number of spans, but for the texts that no cache knows yet.
 */
public final class Calls {

  private static final Fact[] CODES = {
    Fact.HTTP_STATUS, Fact.RPC_STATUS, Fact.JSONRPC_CODE, Fact.DB_STATUS
  };

  private final Trace trace;
  private final SpanKind[] kinds;
  private final Outcome[] outcomes;
  private final @Nullable Call[] byNode;
  private final Call[] all;
  private final Map<String, Long> counters;

  Calls(
      Trace trace,
      SpanKind[] kinds,
      Outcome[] outcomes,
      @Nullable Call[] byNode,
      Map<String, Long> counters) {
    this.trace = trace;
    this.kinds = kinds;
    this.outcomes = outcomes;
    this.byNode = byNode;
    this.counters = counters;
    this.all = inOrder(trace, byNode);
  }

  private static Call[] inOrder(Trace trace, @Nullable Call[] byNode) {
    List<Call> calls = new ArrayList<>();
    for (Call call : byNode) {
      if (call != null) {
        calls.add(call);
      }
    }
    calls.sort(
        Comparator.comparingLong((Call call) -> trace.startNanos(call.node()))
            .thenComparing((one, other) ->
                Long.compareUnsigned(trace.spanId(one.node()), trace.spanId(other.node()))));
    return calls.toArray(Call[]::new);
  }

  /** The calls of a trace, with nothing remembered from other traces. */
  public static Calls of(Trace trace) {
    return of(trace, new CallCache());
  }

  /** The calls of a trace. */
  public static Calls of(Trace trace, CallCache cache) {
    return new CallReading(trace, cache).read();
  }

  /** All calls, by start, then span id. */
  public List<Call> all() {
    return Collections.unmodifiableList(Arrays.asList(all));
  }

  /** How many calls there are. */
  public int count() {
    return all.length;
  }

  /** A call by its position among {@link #all}. */
  public Call get(int position) {
    return all[position];
  }

  /** The call that a span makes, null if it makes none. */
  public @Nullable Call at(int node) {
    return byNode[node];
  }

  /** The kind of a span: what it states, or what was inferred if it states none. */
  public SpanKind kind(int node) {
    return kinds[node];
  }

  /**
   * Whether a span only takes a connection or begins or ends a transaction, or is other noise of a
   * call. Mappers have INTERNAL spans of that kind which are no calls: {@code Transaction.commit};
   * a served {@code POST /checkout} is none.
   */
  public boolean isNoise(int node) {
    Call call = byNode[node];
    if (call != null) {
      return call.noise() != Noise.NONE;
    }
    Noise noise = ConnectionNoise.of(trace.span(node).name());
    return kinds[node] == SpanKind.INTERNAL && (noise == Noise.TX || noise == Noise.CHECKOUT);
  }

  /**
   * The host and port that a span of .NET's HTTP client waits to be connected with, empty if it
   * tells none; null for all other spans.
   */
  public @Nullable String httpWait(int node) {
    String name = trace.span(node).name();
    return name.startsWith(ConnectionNoise.HTTP_WAIT)
        ? name.substring(ConnectionNoise.HTTP_WAIT.length()).strip()
        : null;
  }

  /** How many rows a span says that it brought; −1 if it does not say. */
  public long rows(int node) {
    return number(node, Fact.DB_ROWS);
  }

  /** How many bytes a span says that the body of its answer has; −1 if it does not say. */
  public long bodyBytes(int node) {
    return number(node, Fact.HTTP_BODY_SIZE);
  }

  private long number(int node, Fact fact) {
    Attributes attributes = trace.span(node).attributes();
    for (String name : fact.names()) {
      Object value = attributes.get(name);
      if (value != null && fact.convert(value) instanceof Long number) {
        return number;
      }
    }
    return -1;
  }

  /** How a span ended, call or not. */
  public Outcome outcome(int node) {
    return outcomes[node];
  }

  /** Whether a span says in any way how it ended; one that never does cannot be seen to fail. */
  public boolean tellsStatus(int node) {
    Span span = trace.span(node);
    if (span.status() != StatusCode.UNSET) {
      return true;
    }
    for (Fact fact : CODES) {
      for (String name : fact.names()) {
        if (span.attributes().get(name) != null) {
          return true;
        }
      }
    }
    return span.attributes().get("error.type") != null
        || Observations.statusCode(span.attributes()) != null;
  }

  /**
   * The status code that a span ended with: HTTP's or the database's as it is, RPC's by its name,
   * so that {@code 14} and {@code UNAVAILABLE} are one failure. Empty if there is none; HTTP and
   * databases say 0 where they had none.
   */
  public String statusCode(int node) {
    Span span = trace.span(node);
    for (Fact fact : CODES) {
      for (String name : fact.names()) {
        String code = span.attributes().asText(name);
        if (code != null && !code.isEmpty() && (fact == Fact.RPC_STATUS || !Fact.isNoCode(code))) {
          return fact == Fact.RPC_STATUS ? RpcStatus.nameOf(code) : code;
        }
      }
    }
    String observed = Observations.statusCode(span.attributes());
    if (observed != null) {
      return observed;
    }
    return span.status() == StatusCode.ERROR ? RpcStatus.prefixOf(span.statusMessage()) : "";
  }

  /** The query of a span as it may be shown, without values; empty if the span has none. */
  public String safeText(int node) {
    Attributes attributes = trace.span(node).attributes();
    for (String name : Fact.DB_TEXT.names()) {
      String query = attributes.text(name);
      if (query != null) {
        return Secrets.query(query, Secrets.system(attributes));
      }
    }
    return "";
  }

  /** The trace these calls are of. */
  public Trace trace() {
    return trace;
  }

  /**
   * What was counted, for notes on coverage; only what is not zero: {@code conflictingAttributes},
   * {@code unreadableAttributes}, {@code kindsInferred}, {@code truncatedTexts}, {@code cutLabels},
   * {@code cutTexts}, {@code overflowingGroups}.
   */
  public Map<String, Long> counters() {
    return Collections.unmodifiableMap(counters);
  }
}
