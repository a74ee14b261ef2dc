package io.longpole.deploy;

import io.longpole.analyzer.Settings;
import io.longpole.collector.file.UnreadableInputException;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.FailOn;
import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import io.longpole.query.report.AnalysisHtml;
import io.longpole.query.report.AnalysisJson;
import io.longpole.query.report.AnalysisMarkdown;
import io.longpole.query.report.AnalysisMessages;
import io.longpole.query.report.AnalysisSarif;
import io.longpole.query.report.AnalysisText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
      "  longpole analyze --format sarif --rules longpole.rules spans.jsonl > longpole.sarif",
      "  longpole analyze --format json --fail-on warning build/otel/*.jsonl > analysis.json",
      "  longpole analyze --format html spans.jsonl > report.html",
      "  zcat old.json.gz | longpole analyze --format markdown -"
    })
final class AnalyzeCommand implements Callable<Integer> {

  /** What the analysis is written as. */
  enum Format {
    text,
    json,
    markdown,
    html,
    sarif
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

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = {
        "Thresholds and suppressions that are checked in beside the code: fail-on = LEVEL,",
        "suppress.FINGERPRINT = UNTIL LEVEL REASON, loop-calls = N and others."
      })
  private String rulesFile = "";

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
    GateFile rules = rules();
    Settings given = paths.settings();
    Settings settings = new Settings(given.assembly(), given.path(), rules.thresholds());
    FileTelemetry telemetry = new FileTelemetry();
    try {
      telemetry.read(files, System.in);
    } catch (UnreadableInputException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), QueryCommands.FAILED, e);
    }
    LocalDate today =
        LocalDate.ofInstant(
            Instant.ofEpochSecond(0, surroundings.nowUnixNanos().getAsLong()), ZoneOffset.UTC);
    Analysis analysis = rules.apply(AnalysisMessages.of(telemetry.analyse(settings)), today);
    print(analysis);
    return FailOn.exitCode(analysis.getFindingsList(), failOn.isEmpty() ? rules.failOn() : failOn);
  }

  private GateFile rules() {
    try {
      return rulesFile.isEmpty() ? GateFile.NONE : GateFile.read(Path.of(rulesFile));
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), QueryCommands.FAILED, e);
    }
  }

  private void print(Analysis analysis) throws IOException {
    switch (json ? Format.json : format) {
      case json -> AnalysisJson.write(analysis, surroundings.out());
      case markdown -> surroundings.out().print(AnalysisMarkdown.of(analysis));
      case html -> surroundings.out().write(AnalysisHtml.of(analysis));
      case sarif -> AnalysisSarif.write(analysis, Main.Version.text(), surroundings.out());
      case text ->
          surroundings
              .out()
              .print(AnalysisText.of(analysis, surroundings.page(), AnalysisText.Origin.FILES));
    }
    surroundings.out().flush();
  }
}
