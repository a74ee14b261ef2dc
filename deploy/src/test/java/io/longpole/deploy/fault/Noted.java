package io.longpole.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.query.api.QueryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what a server answers with what it had acknowledged. */
final class Noted {

  private Noted() {}

  /** Every acknowledged span and log record is there, and nothing is there twice. */
  static void check(QueryClient server, NotingClient client, String when) {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Long, Set<Integer>> noted : client.acknowledgedSpans().entrySet()) {
      long number = noted.getKey();
      TraceView trace =
          server.trace(
              GetTraceRequest.newBuilder()
                  .setTraceId(NotingClient.traceId(number))
                  .setWithLogs(true)
                  .build());
      checkSpans(trace, number, noted.getValue(), wrong);
      long bodies =
          trace.getLogsList().stream().filter(l -> l.getBody().equals("noted " + number)).count();
      boolean mustBe = client.acknowledgedLogs().contains(number);
      if (bodies > 1 || (mustBe && bodies == 0) || bodies != trace.getLogsCount()) {
        wrong.add("trace %d has %d log records".formatted(number, trace.getLogsCount()));
      }
    }
    assertThat(wrong).as(when).isEmpty();
    assertThat(client.acknowledgedSpans()).as(when).hasSizeGreaterThan(100);
    Coverage coverage = server.status().getCoverage();
    long acknowledged = client.acknowledgedSpans().values().stream().mapToLong(Set::size).sum();
    assertThat(coverage.getSpans()).as(when).isBetween(acknowledged, client.sentSpans());
    assertThat(coverage.getLogs())
        .as(when)
        .isBetween((long) client.acknowledgedLogs().size(), client.sentLogs());
    assertThat(coverage.getDuplicateSpans()).as(when).isZero();
  }

  private static void checkSpans(
      TraceView trace, long number, Set<Integer> acknowledged, List<String> wrong) {
    List<String> ids = trace.getSpansList().stream().map(span -> span.getSpanId()).toList();
    if (Set.copyOf(ids).size() != ids.size()) {
      wrong.add("trace %d has a span twice: %s".formatted(number, ids));
    }
    for (int span : acknowledged) {
      String id = "%016x".formatted(NotingClient.spanId(number, span));
      if (!ids.contains(id)) {
        wrong.add("trace %d lacks span %s: %s".formatted(number, id, ids));
      }
    }
  }
}
