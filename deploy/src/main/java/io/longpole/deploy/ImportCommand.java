package io.longpole.deploy;

import io.longpole.collector.file.TelemetryFiles;
import io.longpole.collector.file.UnreadableInputException;
import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import io.longpole.query.report.Human;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends telemetry files to a running server, through the same door as exporters. */
@Command(
    name = "import",
    header = "Send telemetry files to a running server.",
    description =
        "Reads what analyze reads and posts it over OTLP/HTTP; a server that is busy is asked again.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole import traces.jsonl.gz logs.jsonl.gz",
      "  longpole import --to 127.0.0.1:4318 yesterday/*.json"
    })
final class ImportCommand implements Callable<Integer> {

  private static final long PROGRESS_NANOS = 2_000_000_000L;

  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or - for standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      description = "OTLP/HTTP receiver; default ${DEFAULT-VALUE}.")
  private String target = "127.0.0.1:4318";

  @Option(names = "--json", description = "Print the totals as JSON.")
  private boolean json;

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  ImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (OtlpPost post = new OtlpPost(target)) {
      Sending sending = new Sending(post);
      try {
        TelemetryFiles.read(files, System.in, sending);
      } catch (UnreadableInputException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), QueryCommands.FAILED, e);
      }
      surroundings.out().print(json ? sending.json() : sending.text());
      surroundings.out().flush();
      return QueryCommands.OK;
    }
  }

  /** Posts each request as it is read and counts what the server said. */
  private final class Sending implements TelemetryFiles.OtlpSink {
    private final OtlpPost post;
    private long spans;
    private long logs;
    private long rejected;
    private long metrics;
    private long nextProgressNanos = System.nanoTime() + PROGRESS_NANOS;

    Sending(OtlpPost post) {
      this.post = post;
    }

    @Override
    public void traces(byte[] request) {
      OtlpPost.Answer answer = post.traces(request);
      spans += answer.sent() - answer.rejected();
      rejected += answer.rejected();
      progress();
    }

    @Override
    public void logs(byte[] request) {
      logs += post.logs(request).sent();
      progress();
    }

    @Override
    public void metrics(long dataPoints) {
      metrics += dataPoints;
    }

    @Override
    public void rejected(String file, String place, String reason, long count) {
      rejected += count;
    }

    private void progress() {
      if (System.nanoTime() >= nextProgressNanos) {
        surroundings
            .err()
            .println("… " + Human.count(spans, "span") + ", " + Human.count(logs, "log record"));
        surroundings.err().flush();
        nextProgressNanos = System.nanoTime() + PROGRESS_NANOS;
      }
    }

    private String text() {
      StringBuilder text = new StringBuilder("Imported ");
      text.append(Human.count(spans, "span")).append(" and ");
      text.append(Human.count(logs, "log record"));
      if (rejected > 0) {
        text.append("; ")
            .append(Human.count(rejected, "span"))
            .append(" rejected (longpole dead-letters)");
      }
      if (metrics > 0) {
        text.append("; ").append(Human.count(metrics, "metric point")).append(" passed over");
      }
      return text.append(
              ".\nTraces can be searched when they have been quiet for a while: longpole report\n")
          .toString();
    }

    private String json() {
      return String.format(
          Locale.ROOT,
          "{\"spans\":%d,\"logs\":%d,\"rejectedSpans\":%d,\"metricPoints\":%d}%n",
          spans,
          logs,
          rejected,
          metrics);
    }
  }
}
