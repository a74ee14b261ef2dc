package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.Attempt;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Call.Subject;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One reading of one trace: kinds, answers, outcomes, then each call with what lies below it. */
final class CallReading {

  private final Trace trace;
  private final CallCache cache;
  private final Facts facts;
  private final Draft draft;
  private final StoreCalls stores;
  private final WebCalls web;
  private final ServiceCalls services;

  private final SpanKind[] kinds;
  private final Outcome[] outcomes;
  private final @Nullable Call[] calls;
  private final Answers answers;
  private final Layers layers;
  private final Prepared prepared = new Prepared();
  private final Doubles doubles = new Doubles();
  private Map<String, Long> counters = Map.of();

  private int count;
  private boolean anyMessageId;

  CallReading(Trace trace, CallCache cache) {
    this.trace = trace;
    this.cache = cache;
    facts = cache.facts();
    draft = cache.draft();
    stores = cache.stores();
    web = cache.web();
    services = cache.services();
    kinds = kinds();
    outcomes = new Outcome[trace.size()];
    calls = new Call[trace.size()];
    answers = new Answers(trace, kinds, cache);
    layers = new Layers(trace, kinds);
  }

  Calls read() {
    Outcomes rules = new Outcomes(trace);
    facts.resetCounters();
    for (int node = 0; node < trace.size(); node++) {
      facts.read(trace.span(node));
      outcomes[node] = rules.of(node, facts, kinds[node], answers.direct(node));
      CallClass callClass = CallClasses.of(trace.span(node), kinds[node], facts);
      int outer = layers.outer(node);
      if (callClass == null) {
        continue;
      }
      if (layers.isTransport(callClass, outer)) {
        layers.addTransport(node, outer, outcomes[node], Attempts.ordinal(facts));
      } else {
        layers.enter(node, callClass);
        calls[node] = call(node, callClass, outer);
        count++;
      }
    }
    count("conflictingAttributes", facts.conflicts());
    count("unreadableAttributes", facts.ignored());
    doubles.join(calls, trace, kinds);
    finishTransports();
    if (anyMessageId) {
      Messages.hideSingleIds(calls);
    }
    limitGroups();
    return new Calls(trace, kinds, outcomes, calls, counters);
  }

  private SpanKind[] kinds() {
    SpanKind[] result = new SpanKind[trace.size()];
    long inferred = 0;
    for (int node = 0; node < result.length; node++) {
      result[node] = trace.span(node).kind();
      if (result[node] == SpanKind.UNSPECIFIED) {
        result[node] = Kinds.infer(trace, node, facts);
        inferred++;
      }
    }
    count("kindsInferred", inferred);
    return result;
  }

  private void count(String name, long number) {
    if (number > 0) {
      if (counters.isEmpty()) {
        counters = new LinkedHashMap<>();
      }
      counters.merge(name, number, Long::sum);
    }
  }

  private Call call(int node, CallClass callClass, int outer) {
    Span span = trace.span(node);
    int answer = answers.of(node);
    if (answer < 0 && mayBeAnswered(callClass)) {
      answer = answers.ofSiblings(node, facts);
    }
    String service = answer < 0 ? "" : trace.span(answer).service();
    Url url = callClass == CallClass.HTTP ? web.url(facts) : null;
    String host = url == null ? "" : url.host();
    String system = CallClasses.systemOf(callClass, facts);
    boolean message = callClass == CallClass.MESSAGING;
    draft.clear(callClass, message ? system : Targets.of(service, facts, host, system));
    switch (callClass) {
      case DB, CACHE, SEARCH -> stores.fill(draft, facts, span.name());
      case HTTP, ASSET -> web.fill(draft, facts, span, answer < 0 ? null : trace.span(answer));
      case RPC -> services.rpc(draft, facts, span.name());
      case MESSAGING -> services.message(draft, facts, span.name(), kinds[node]);
      case FAAS -> services.function(draft, facts, span.name());
      case OTHER -> services.other(draft, facts, span.name());
    }
    return finished(node, outer);
  }

  private static boolean mayBeAnswered(CallClass callClass) {
    return switch (callClass) {
      case HTTP, RPC, FAAS, OTHER, ASSET -> true;
      case DB, CACHE, SEARCH, MESSAGING -> false;
    };
  }

  private Call finished(int node, int outer) {
    Subject subject = subject(node);
    long composite = facts.number(Fact.COMPOSITE_COUNT);
    int size = draft.size;
    if (composite > 1) {
      size = (int) Math.min(composite, Integer.MAX_VALUE);
    }
    if (facts.text(Fact.DB_TEXT).length() > cache.limits().textChars()) {
      count("truncatedTexts", 1);
    }
    if (subject.label().length() >= cache.limits().labelChars()) {
      count("cutLabels", 1);
    }
    if (subject.text().length() >= cache.limits().safeTextChars()) {
      count("cutTexts", 1);
    }
    anyMessageId |= subject.callClass() == CallClass.MESSAGING && draft.arguments.known();
    int partOf = layers.partOf(node, outer, subject, facts);
    if (partOf < 0 && isInBatch(outer, subject.callClass())) {
      partOf = outer;
    }
    noteDouble(node, partOf < 0 ? outer : -1, subject.callClass());
    Call whole = partOf < 0 ? null : calls[partOf];
    if (whole != null && subject.callClass() == CallClass.DB) {
      subject = whole.subject();
    }
    return new Call(
        node,
        subject,
        outcomes[node],
        Outcomes.httpStatus(facts),
        draft.arguments,
        size,
        draft.batch,
        attempt(),
        partOf);
  }

  /** Whether the outer call says that it sends several statements at once, and not which. */
  private boolean isInBatch(int outer, CallClass callClass) {
    Call around = outer < 0 ? null : calls[outer];
    return around != null
        && around.batch()
        && around.callClass() == callClass
        && !doubles.isSpoken(outer);
  }

  /** What the draft asks; running a prepared statement asks what that statement says. */
  private Subject subject(int node) {
    int maxLabelChars = cache.limits().labelChars();
    Prepared.Statement statement =
        draft.executes ? prepared.run(trace.parent(node), draft.target) : null;
    if (statement != null) {
      draft.arguments = statement.arguments();
      draft.spoken = true;
      return statement.subject();
    }
    if (draft.prepares) {
      Subject asked = draft.subject(cache.subjects(), maxLabelChars);
      prepared.add(trace.parent(node), asked, draft.arguments);
      draft.noise = Noise.STATEMENT;
    }
    return draft.subject(cache.subjects(), maxLabelChars);
  }

  /** Notes a call within one of its class, which may be the same call seen twice. */
  private void noteDouble(int node, int outer, CallClass callClass) {
    Call around = outer < 0 ? null : calls[outer];
    if (around != null && around.callClass() == callClass && draft.noise == Noise.NONE) {
      doubles.add(node, outer);
    }
    if (draft.spoken) {
      doubles.speaks(node);
    }
  }

  private Attempt attempt() {
    boolean transparent = facts.flag(Fact.TRANSPARENT_RETRY);
    int speculative = (int) Math.max(facts.number(Fact.SPECULATIVE), 0);
    return Attempts.of(Attempts.ordinal(facts), transparent, speculative);
  }

  private void finishTransports() {
    for (int node = 0; node < calls.length; node++) {
      Call call = calls[node];
      int resends = call == null ? 0 : layers.resends(node);
      if (call != null && resends > 0) {
        Attempt said = call.attempt();
        calls[node] =
            with(
                call,
                call.subject(),
                call.arguments(),
                new Attempt(said.ordinal(), said.transparent(), resends, said.speculative()));
      }
    }
  }

  private static Call with(Call call, Subject subject, Arguments arguments, Attempt attempt) {
    return new Call(
        call.node(),
        subject,
        call.outcome(),
        call.httpStatus(),
        arguments,
        call.size(),
        call.batch(),
        attempt,
        call.partOf());
  }

  /** Beyond the limit of different keys all calls of a class share one. */
  private void limitGroups() {
    int limit = cache.limits().groupsPerTrace();
    if (count <= limit) {
      return;
    }
    Set<String> keys = new HashSet<>();
    long overflowing = 0;
    for (int node = 0; node < calls.length; node++) {
      Call call = calls[node];
      if (call == null || keys.contains(call.key())) {
        continue;
      }
      if (keys.size() < limit) {
        keys.add(call.key());
      } else {
        overflowing++;
        draft.clear(call.callClass(), "");
        draft.b = "overflow";
        Subject shared = draft.subject(cache.subjects(), cache.limits().labelChars());
        calls[node] = with(call, shared, Arguments.HIDDEN, call.attempt());
      }
    }
    count("overflowingGroups", overflowing);
  }
}
