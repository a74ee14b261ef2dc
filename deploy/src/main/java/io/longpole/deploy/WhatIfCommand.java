package io.longpole.deploy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.Window;
import io.longpole.analyzer.whatif.Prediction;
import io.longpole.analyzer.whatif.Scenario;
import io.longpole.analyzer.whatif.WhatIf;
import io.longpole.collector.file.UnreadableInputException;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Predicts from files how long requests would take after a change. */
@Command(
    name = "what-if",
    header = "Predict how long requests would take after a change.",
    description = {
      "Reads telemetry files as 'analyze' does, and scenarios, one JSON object a line: \"id\"; the"
          + " spans by \"traceId\" and \"spanIds\", or by \"service\" and \"operation\" in every"
          + " trace; \"change\": scale (with \"factor\", \"subtree\"), remove, batch, parallelise"
          + " (with \"limit\") or no-retries."
    },
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done; 2 an input or a scenario cannot be read.",
      "",
      "Example, \"if the stock query took half as long\":",
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

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or - for standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--scenarios",
      paramLabel = "SCENARIOS",
      required = true,
      description = "File with a scenario a line.")
  private Path scenarios = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  private Format format = Format.text;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

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
    Settings settings = paths.settings();
    List<Scenario> asked = readScenarios();
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

  private List<Scenario> readScenarios() throws IOException {
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
