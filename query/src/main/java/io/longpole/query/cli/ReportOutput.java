package io.longpole.query.cli;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.query.report.AnalysisHtml;
import io.longpole.query.report.AnalysisJson;
import io.longpole.query.report.AnalysisMarkdown;
import io.longpole.query.report.AnalysisSarif;
import io.longpole.query.report.AnalysisText;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * A report in the format that was asked for.
 *
 * @param version answers that of the server, which SARIF names as the tool's
 */
record ReportOutput(Analysis analysis, Supplier<String> version) {

  void write(ReportCommand.Format format, Surroundings surroundings) throws IOException {
    switch (format) {
      case json -> AnalysisJson.write(analysis, surroundings.out());
      case markdown -> surroundings.out().print(AnalysisMarkdown.of(analysis));
      case sarif -> AnalysisSarif.write(analysis, version.get(), surroundings.out());
      case html -> surroundings.out().write(AnalysisHtml.of(analysis));
      case text ->
          surroundings
              .out()
              .print(AnalysisText.of(analysis, surroundings.page(), AnalysisText.Origin.SERVER));
    }
  }
}
