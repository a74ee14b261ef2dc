package io.longpole.deploy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.Window;
import io.longpole.analyzer.whatif.Prediction;
import io.longpole.analyzer.whatif.Scenario;
import io.longpole.analyzer.whatif.WhatIf;
import io.longpole.collector.file.UnreadableInputException;
import io.longpole.query.cli.ChangeOptions;
import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import io.longpole.query.report.WhatIfJson;
import io.longpole.query.report.WhatIfText;
import io.longpole.query.whatif.BadScenarioException;
import io.longpole.query.whatif.ScenarioLines;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Predicts from files how long requests would take after a change. */
@Command(
    name = "what-if",
    header = "Predict how long requests would take after a change.",
    description = {
      "Asks a server what endpoints would gain if a finding were mended, or an operation changed:"
          + " median, p95 and p99 before and after, on up to 2,000 requests of each.",
      "",
      "Or reads telemetry files as 'analyze' does, and scenarios, one JSON object a line: \"id\"; the"
          + " spans by \"traceId\" and \"spanIds\", or by \"service\" and \"operation\" in every"
          + " trace; \"change\": scale (with \"factor\", \"subtree\"), remove, batch, parallelise"
          + " (with \"limit\") or no-retries."
    },
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done; 1 no such finding or operation; 2 an input or a scenario cannot be read,"
          + " or no server.",
      "",
      "Examples with a server:",
      "  longpole what-if --finding 3f2a9c11d0aa",
      "  longpole what-if --service shop --operation 'SELECT stock' --change batch --since 1h",
      "",
      "Example with files, \"if the stock query took half as long\":",
      "  echo '{\"id\": \"stock\", \"service\": \"shop\", \"operation\": \"SELECT stock\","
          + " \"change\": \"scale\", \"factor\": 0.5}' > half.jsonl",
      "  longpole what-if traces.jsonl --scenarios half.jsonl"
    })
final class WhatIfCommand implements Callable<Integer> {

  /** What predictions are written as. */
  enum Format {
    text,
    json
  }

  private final Surroundings surroundings;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files, or - for standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--scenarios",
      paramLabel = "SCENARIOS",
      description = "File with a scenario a line.")
  private @Nullable Path scenarios;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private Format format = Format.text;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private PathOptions paths = new PathOptions();

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  WhatIfCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (change.isAsked()) {
      if (scenarios != null || !files.isEmpty()) {
        throw new CommandFailure(
            "Files are predicted with --scenarios; --finding and --service ask a server.",
            QueryCommands.FAILED);
      }
      return change.ask(surroundings, json || format == Format.json);
    }
    if (scenarios == null || files.isEmpty()) {
      throw new CommandFailure(
          "What is to change? Name --finding FINGERPRINT, or --service and --operation, or"
              + " FILE… with --scenarios.",
          QueryCommands.FAILED);
    }
    return predictFiles(scenarios);
  }

  private int predictFiles(Path scenarioFile) throws IOException {
    Settings settings = paths.settings();
    List<Scenario> asked = readScenarios(scenarioFile);
    FileTelemetry telemetry = new FileTelemetry();
    try {
      telemetry.read(files, System.in);
    } catch (UnreadableInputException e) {
      throw failure(e);
    }
    Analysis analysis = new Analysis(settings);
    Window window = telemetry.window(settings, analysis);
    WhatIf whatIf = new WhatIf(window, analysis);
    List<Prediction> predictions = asked.stream().map(whatIf::predict).toList();
    if (json || format == Format.json) {
      WhatIfJson.write(predictions, window.evidence().traces(), surroundings.out());
    } else {
      surroundings.out().print(WhatIfText.of(predictions, surroundings.page()));
    }
    surroundings.out().flush();
    return QueryCommands.OK;
  }

  private static List<Scenario> readScenarios(Path scenarios) throws IOException {
    try (Reader text = Files.newBufferedReader(scenarios, StandardCharsets.UTF_8)) {
      return ScenarioLines.read(scenarios.toString(), text);
    } catch (BadScenarioException e) {
      throw failure(e);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(scenarios + ": no such file", QueryCommands.FAILED, e);
    } catch (CharacterCodingException e) {
      throw new CommandFailure(scenarios + ": not UTF-8", QueryCommands.FAILED, e);
    } catch (IOException e) {
      throw new CommandFailure(
          scenarios + ": cannot be read: " + e.getMessage(), QueryCommands.FAILED, e);
    }
  }

  private static CommandFailure failure(Exception e) {
    return new CommandFailure(String.valueOf(e.getMessage()), QueryCommands.FAILED, e);
  }
}
