package io.longpole.deploy;

import io.longpole.analyzer.Settings;
import io.longpole.collector.file.UnreadableInputException;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.FailOn;
import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import io.longpole.query.report.AnalysisJson;
import io.longpole.query.report.AnalysisMarkdown;
import io.longpole.query.report.AnalysisMessages;
import io.longpole.query.report.AnalysisText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Analyses files in one shot, without a server. */
@Command(
    name = "analyze",
    header = "Analyse telemetry files, without a server.",
    description = {
      "Reads OTLP (JSON, JSON lines, protobuf), Jaeger and Zipkin files, plain or compressed with gzip or"
          + " zstd, recognised by content, and analyses everything in them as one window. '-' is"
          + " standard input."
    },
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done; 1 a finding is as severe as --fail-on; 2 an input cannot be read.",
      "",
      "Examples:",
      "  longpole analyze traces.jsonl logs.jsonl",
      "  longpole analyze --format json --fail-on warning build/otel/*.jsonl > analysis.json",
      "  zcat old.json.gz | longpole analyze --format markdown -"
    })
final class AnalyzeCommand implements Callable<Integer> {

  /** What the analysis is written as. */
  enum Format {
    text,
    json,
    markdown
  }

  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or - for standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private Format format = Format.text;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = "Exit with 1 if a finding is at or above info, warning or critical.")
  private String failOn = "";

  @Mixin private PathOptions paths = new PathOptions();

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  AnalyzeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (!failOn.isEmpty()) {
      FailOn.severity("--fail-on", failOn); // a wrong level fails before the work, not after
    }
    Settings settings = paths.settings();
    FileTelemetry telemetry = new FileTelemetry();
    try {
      telemetry.read(files, System.in);
    } catch (UnreadableInputException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), QueryCommands.FAILED, e);
    }
    Analysis analysis = AnalysisMessages.of(telemetry.analyse(settings));
    print(analysis);
    return FailOn.exitCode(analysis.getFindingsList(), failOn);
  }

  private void print(Analysis analysis) throws IOException {
    switch (json ? Format.json : format) {
      case json -> AnalysisJson.write(analysis, surroundings.out());
      case markdown -> surroundings.out().print(AnalysisMarkdown.of(analysis));
      case text ->
          surroundings
              .out()
              .print(AnalysisText.of(analysis, surroundings.page(), AnalysisText.Origin.FILES));
    }
    surroundings.out().flush();
  }
}
