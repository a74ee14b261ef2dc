package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.deploy.load.LoadRun;
import io.longpole.deploy.load.LoadShape;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.PathTime;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.Status;
import io.longpole.proto.query.v1.TraceView;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneTest {

  @TempDir Path folder;

  @Test
  void whatIsAcknowledgedIsAnalysedAndFound() throws Exception {
    try (RunningServer server = RunningServer.start(folder.resolve("data"))) {
      LoadRun.Totals sent = load(server, new LoadShape(16, 4, 0.1, 0, 0.3, 0.2));
      server.awaitIdle();
      Status status = server.client().status();
      assertCounts(status.getCoverage(), sent);
      assertThat(counter(status, "spans.analysed")).isEqualTo(sent.spans());
      assertThat(counter(status, "spans.tailed")).isEqualTo(sent.spans());
      SearchTracesResponse slowest =
          server.client().traces(SearchTracesRequest.newBuilder().setLimit(5).build());
      assertThat(slowest.getMatched()).isEqualTo(sent.traces());
      TraceView trace =
          server
              .client()
              .trace(
                  GetTraceRequest.newBuilder()
                      .setTraceId(slowest.getTraces(0).getTraceId())
                      .build());
      assertThat(trace.getSpansCount()).isEqualTo(16);
      assertThat(trace.getCriticalPaths(0).getDurationNanos())
          .isEqualTo(slowest.getTraces(0).getDurationNanos());
      assertThat(
              server
                  .client()
                  .services(ListServicesRequest.getDefaultInstance())
                  .getOperationsCount())
          .isPositive();
    }
  }

  @Test
  void lateSpansReopenTheirTraceAndNothingIsSplit() throws Exception {
    try (RunningServer server = RunningServer.start(folder.resolve("data"))) {
      LoadRun.Totals sent = load(server, new LoadShape(8, 4, 0, 1, 0, 0));
      server.awaitIdle();
      Status status = server.client().status();
      assertCounts(status.getCoverage(), sent);
      assertThat(counter(status, "traces.reopened")).isPositive();
      assertThat(status.getCoverage().getOrphanSpans()).isZero();
    }
  }

  @Test
  void aRestartGoesOnWhereItWas() throws Exception {
    Path data = folder.resolve("data");
    LoadRun.Totals sent;
    try (RunningServer server = RunningServer.start(data)) {
      sent = load(server, new LoadShape(16, 4, 0, 0, 0, 0.2));
    }
    try (RunningServer server = RunningServer.start(data)) {
      server.awaitIdle();
      assertCounts(server.client().status().getCoverage(), sent);
    }
    try (RunningServer server = RunningServer.start(data)) {
      server.awaitIdle();
      Coverage coverage = server.client().status().getCoverage();
      assertCounts(coverage, sent);
      assertThat(server.client().logs(SearchLogsRequest.getDefaultInstance()).getMatched())
          .isEqualTo(sent.logs());
    }
  }

  @Test
  void everyTraceIsInAProfileOnceAlsoAfterRestarts() throws Exception {
    Path data = folder.resolve("data");
    LoadRun.Totals sent;
    try (RunningServer server = RunningServer.start(data)) {
      sent = load(server, new LoadShape(16, 4, 0, 0.3, 0, 0));
    }
    Profile once;
    try (RunningServer server = RunningServer.start(data)) {
      server.awaitIdle();
    }
    try (RunningServer server = RunningServer.start(data)) {
      server.awaitIdle();
      once = server.client().profile(GetProfileRequest.getDefaultInstance());
      assertThat(
              once.getEndpointsList().stream().mapToLong(EndpointProfile::getTraces).sum()
                  + once.getIncompleteTraces())
          .isEqualTo(sent.traces());
      EndpointProfile endpoint = once.getEndpoints(0);
      Profile one =
          server
              .client()
              .profile(
                  GetProfileRequest.newBuilder()
                      .setService(endpoint.getService())
                      .setOperation(endpoint.getOperation())
                      .build());
      assertThat(
              one.getEndpoints(0).getBands(0).getPathsList().stream()
                  .mapToLong(PathTime::getNanos)
                  .sum())
          .isEqualTo(endpoint.getNanos());
    }
    try (RunningServer server = RunningServer.start(data)) {
      server.awaitIdle();
      assertThat(server.client().profile(GetProfileRequest.getDefaultInstance())).isEqualTo(once);
    }
  }

  private static void assertCounts(Coverage coverage, LoadRun.Totals sent) {
    assertThat(coverage.getTraces()).isEqualTo(sent.traces());
    assertThat(coverage.getSpans()).isEqualTo(sent.spans());
    assertThat(coverage.getLogs()).isEqualTo(sent.logs());
    assertThat(coverage.getLinkedLogs()).isEqualTo(sent.logs());
    assertThat(coverage.getDuplicateSpans()).isZero();
  }

  private static LoadRun.Totals load(RunningServer server, LoadShape shape) throws Exception {
    LoadRun.Totals totals =
        new LoadRun(new LoadRun.Settings(server.otlpGrpc(), 5_000, Duration.ofSeconds(1), shape, 7))
            .run(progress -> {});
    assertThat(totals.failedRequests()).isZero();
    return totals;
  }

  private static long counter(Status status, String name) {
    return status.getCountersList().stream()
        .filter(counter -> counter.getName().equals(name))
        .mapToLong(io.longpole.proto.query.v1.Counter::getValue)
        .sum();
  }
}
