package io.longpole.query.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListQueuesRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.query.report.FindingSamples;
import io.longpole.query.report.Golden;
import io.longpole.query.report.Samples;
import io.longpole.query.report.ServerSamples;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryCommandsTest extends CommandsOverFakes {

  @Test
  void tracesAsksForWhatTheOptionsSay() {
    Outcome outcome =
        run(
            "traces",
            "--service=shop",
            "--operation=GET /checkout",
            "--min-duration=250ms",
            "--max-duration=1.5s",
            "--since=15m",
            "--until=2026-01-31T02:14:05Z",
            "--error",
            "--attr=http.request.method=POST",
            "--attr=a=b=c",
            "--limit=7");

    assertThat(outcome.exitCode()).isZero();
    SearchTracesRequest request = (SearchTracesRequest) ANSWERS.asked.get(0);
    assertThat(request.getService()).isEqualTo("shop");
    assertThat(request.getOperation()).isEqualTo("GET /checkout");
    assertThat(request.getMinDurationNanos()).isEqualTo(250_000_000);
    assertThat(request.getMaxDurationNanos()).isEqualTo(1_500_000_000);
    assertThat(request.getWindow().getFromUnixNanos())
        .isEqualTo(Samples.NOW - 900_000 * Samples.MS);
    assertThat(request.getWindow().getToUnixNanos()).isEqualTo(Samples.T);
    assertThat(request.getErrorsOnly()).isTrue();
    assertThat(request.getAttributes(0).getKey()).isEqualTo("http.request.method");
    assertThat(request.getAttributes(1).getValue()).isEqualTo("b=c");
    assertThat(request.getLimit()).isEqualTo(7);
  }

  @Test
  void answersAreThoseOfTheReports() {
    Golden.check("traces.txt", run("traces").out());
    Golden.check("trace.txt", run("trace", Samples.TRACE).out());
    Golden.check("logs.txt", run("logs", "pool AND connection").out());
    Golden.check("services.txt", run("services").out());
    Golden.check("flow.txt", run("trace", Samples.TRACE, "--flow").out());
    Golden.check("queues.txt", run("queues").out());
    Golden.check("findings.txt", run("findings").out());
    Golden.check("finding.txt", run("finding", "a1b2").out());
    Golden.check("report.txt", run("report").out());
    Golden.check("report.md", run("report", "--format=markdown").out());
    assertThat(run("report", "--format=sarif").out()).contains("2.1.0", "a1b2c3d4e5f6");
    Golden.check("report.html", run("report", "--format=html").out());
    Golden.check("analysis.json", run("report", "--json").out());
    Golden.check("evidence.txt", run("evidence", "shop", "GET /checkout").out());
    Golden.check("profiles.txt", run("profile").out());
    Golden.check("profile.txt", run("profile", "shop GET /checkout").out());
    Golden.check("status.txt", run("status").out());
    Golden.check("dead-letters.txt", run("dead-letters").out());
    Golden.check("dead-letter.txt", run("dead-letters", "show", "17").out());
  }

  @Test
  void findingsAsksForStates() {
    run("findings", "--new", "--regressed", "--since=15m");
    run("findings", "--resolved", "--ongoing", "--suppressed");
    run("report", "--suppressed");

    assertThat(((ListFindingsRequest) ANSWERS.asked.get(0)).getStatesList())
        .containsExactly("new", "regressed");
    assertThat(((ListFindingsRequest) ANSWERS.asked.get(1)).getStatesList())
        .containsExactly("ongoing", "resolved", "suppressed");
    assertThat(((GetReportRequest) ANSWERS.asked.get(2)).getWithSuppressed()).isTrue();
  }

  @Test
  void suppressSendsReasonAndEnd() {
    ANSWERS.suppression = Optional.of(FindingSamples.suppression());
    Outcome outcome = run("suppress", "a1b2", "--reason=known", "--until=30d");
    run("suppress", "a1b2", "--reason=known", "--until=2026-02-03");

    assertThat(outcome.exitCode()).isZero();
    Golden.check("suppressed.txt", outcome.out());
    SuppressFindingRequest request = (SuppressFindingRequest) ANSWERS.asked.get(0);
    assertThat(request.getFingerprint()).isEqualTo("a1b2");
    assertThat(request.getReason()).isEqualTo("known");
    assertThat(request.getUntilUnixNanos()).isEqualTo(Samples.NOW + 30 * 86_400_000_000_000L);
    assertThat(((SuppressFindingRequest) ANSWERS.asked.get(1)).getUntilUnixNanos())
        .as("through that day")
        .isEqualTo(1_770_163_200_000_000_000L);
  }

  @Test
  void suppressionsAreListedAndRemoved() {
    ANSWERS.suppression = Optional.of(FindingSamples.suppression());
    Golden.check("suppressions.txt", run("suppress", "--list").out());

    assertThat(run("suppress", "a1b2", "--remove").out())
        .isEqualTo("a1b2c3d4e5f60718293a4b5c6d7e8f90 is shown again.\n");
    assertThat(run("suppress", "--list", "--json").out()).contains("\"expired\":true");

    ANSWERS.suppression = Optional.empty();
    Outcome missing = run("suppress", "ffff", "--remove");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).isEqualTo("longpole: No suppressed finding is ffff\n");
    assertThat(run("suppress", "ffff", "--reason=x", "--until=1d").exitCode()).isEqualTo(1);
  }

  @Test
  void suppressWithoutReasonOrEndIsWrongUsage() {
    assertThat(run("suppress").err()).startsWith("longpole: Which finding?");
    assertThat(run("suppress", "a1b2", "--reason=x").err()).startsWith("longpole: Why, and until");
    assertThat(run("suppress", "a1b2", "--until=3d").exitCode()).isEqualTo(2);
    assertThat(run("suppress", "a1b2", "--reason=x", "--until=soon").err())
        .startsWith("longpole: --until 'soon' is no end");
    assertThat(ANSWERS.asked).isEmpty();
  }

  @Test
  void queuesAsksForWhatTheOptionsSay() {
    run("queues", "--service=shop", "--since=15m");

    ListQueuesRequest request = (ListQueuesRequest) ANSWERS.asked.get(0);
    assertThat(request.getService()).isEqualTo("shop");
    assertThat(request.getWindow().getFromUnixNanos())
        .isEqualTo(Samples.NOW - 900_000 * Samples.MS);
  }

  @Test
  void profileAsksForEndpointBandAndVersions() {
    run("profile", "shop GET /checkout", "--band=p99", "--by=version", "--since=15m");
    run("profile", "shop GET /checkout", "--format=speedscope");

    GetProfileRequest request = (GetProfileRequest) ANSWERS.asked.get(0);
    assertThat(request.getEndpoint()).isEqualTo("shop GET /checkout");
    assertThat(request.getBandsList()).containsExactly("p99");
    assertThat(request.getByVersion()).isTrue();
    assertThat(request.getWindow().getFromUnixNanos())
        .isEqualTo(Samples.NOW - 900_000 * Samples.MS);
    assertThat(((GetProfileRequest) ANSWERS.asked.get(1)).getBandsList())
        .containsExactly("p0-50", "p50-90", "p90-99", "p99+");
  }

  @Test
  void profilesAreExportedForFlameGraphs() {
    Golden.check("profile.folded", run("profile", "shop x", "--format=folded").out());
    Golden.check("profile.speedscope.json", run("profile", "shop x", "--format=speedscope").out());
  }

  @Test
  void anUnknownEndpointIsOneLineThatNamesTheNearest() {
    ANSWERS.profile =
        request -> {
          throw new NoSuchElementException("No endpoint 'x' has a profile; the nearest are 'y'");
        };
    Outcome outcome = run("profile", "x");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo("longpole: No endpoint 'x' has a profile; the nearest are 'y'\n");
    assertThat(run("profile", "--format=folded").exitCode()).isEqualTo(2);
    assertThat(run("profile", "--band=p99").err()).startsWith("longpole: Of which endpoint?");
  }

  @Test
  void logsPassesTheQueryOn() {
    run("logs", "a AND b", "--trace=ab", "--severity=warn");

    SearchLogsRequest request = (SearchLogsRequest) ANSWERS.asked.get(0);
    assertThat(request.getQuery()).isEqualTo("a AND b");
    assertThat(request.getTraceId()).isEqualTo("ab");
    assertThat(request.getMinSeverity()).isEqualTo("warn");
    assertThat(request.getLimit()).isEqualTo(50);
  }

  @Test
  void traceFetchesLogsOnlyWhenWanted() {
    run("trace", "ab");
    run("trace", "ab", "--logs");

    assertThat(ANSWERS.asked)
        .extracting(request -> ((GetTraceRequest) request).getWithLogs())
        .containsExactly(false, true);
  }

  @Test
  void evidenceOfAnUnknownOperationIsNotFound() {
    ANSWERS.evidence = Optional.empty();
    Outcome outcome = run("evidence", "shop", "nothing");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("No trace has spans of shop nothing.").hasLineCount(1);
    assertThat(((GetEvidenceRequest) ANSWERS.asked.get(0)).getOperation()).isEqualTo("nothing");
  }

  @Test
  void deadLettersAreReplayedDroppedAndWrittenRaw() {
    assertThat(run("dead-letters", "replay", "17", "18").out()).isEqualTo("2 letters replayed.\n");
    assertThat(run("dead-letters", "drop", "--reason=malformed").out())
        .isEqualTo("2 letters dropped.\n");
    assertThat(((DeadLetterSelection) DESK.asked.get(0)).getIdsList())
        .isEqualTo(List.of("17", "18"));
    assertThat(((DeadLetterSelection) DESK.asked.get(1)).getReason()).isEqualTo("malformed");
    assertThat(run("dead-letters", "show", "17", "--raw").out())
        .isEqualTo(ServerSamples.deadLetter().getPayload().toStringUtf8());
    DESK.outcome = DeadLetterOutcome.newBuilder().setDone(1).setFailed(1).build();
    assertThat(run("dead-letters", "replay", "--all").exitCode()).isEqualTo(1);
  }
}
