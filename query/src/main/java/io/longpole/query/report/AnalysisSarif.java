package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Evidence;
import io.longpole.proto.query.v1.Finding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the findings of an analysis as SARIF 2.1.0, for code scanning of CI systems.
 *
 * <p>A finding is a result, its detector the rule, its fingerprint a partial fingerprint, so that a
 * CI system knows a problem again. Spans have no place in a source file; as those systems ask for
 * one, the result points to the trace as {@code traces/ID}, and names service and operation as
 * logical location.
 */
public final class AnalysisSarif {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private AnalysisSarif() {}

  /** Writes one SARIF log and a line feed. Does not close the stream. */
  public static void write(Analysis analysis, String version, OutputStream out) throws IOException {
    Map<String, Integer> rules = new TreeMap<>();
    analysis.getFindingsList().forEach(finding -> rules.put(finding.getDetector(), 0));
    int next = 0;
    for (Map.Entry<String, Integer> rule : rules.entrySet()) {
      rule.setValue(next++);
    }
    try (JsonGenerator json = MessageJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      json.writeStartObject();
      tool(rules, version, json);
      json.writeArrayFieldStart("results");
      for (Finding finding : analysis.getFindingsList()) {
        result(finding, rules.getOrDefault(finding.getDetector(), 0), json);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("properties");
      json.writeFieldName("coverage");
      MessageJson.object(analysis.getCoverage(), json);
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void tool(Map<String, Integer> rules, String version, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "longpole");
    json.writeStringField("version", version);
    json.writeArrayFieldStart("rules");
    for (String rule : rules.keySet()) {
      json.writeStartObject();
      json.writeStringField("id", rule);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void result(Finding finding, int ruleIndex, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", finding.getDetector());
    json.writeNumberField("ruleIndex", ruleIndex);
    json.writeStringField("level", level(finding.getSeverity()));
    json.writeObjectFieldStart("message");
    json.writeStringField("text", finding.getSummary() + " Fix: " + finding.getSuggestion());
    json.writeEndObject();
    location(finding, json);
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("longpole/1", finding.getFingerprint());
    json.writeEndObject();
    json.writeNumberField("occurrenceCount", Math.max(1, finding.getOccurrences()));
    json.writeObjectFieldStart("properties");
    json.writeStringField("endpoint", finding.getEndpoint());
    json.writeNumberField("traceCount", finding.getTraceCount());
    json.writeFieldName("impact");
    MessageJson.object(finding.getImpact(), json);
    json.writeFieldName("details");
    json.writeRawValue(finding.getDetailsJson().isEmpty() ? "{}" : finding.getDetailsJson());
    json.writeArrayFieldStart("evidence");
    for (Evidence evidence : finding.getEvidenceList()) {
      MessageJson.object(evidence, json);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void location(Finding finding, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField(
        "uri",
        "traces/"
            + (finding.getEvidenceCount() == 0 ? "none" : finding.getEvidence(0).getTraceId()));
    json.writeEndObject();
    json.writeObjectFieldStart("region");
    json.writeNumberField("startLine", 1);
    json.writeEndObject();
    json.writeEndObject();
    json.writeArrayFieldStart("logicalLocations");
    json.writeStartObject();
    json.writeStringField("name", finding.getOperation());
    json.writeStringField(
        "fullyQualifiedName", finding.getService() + "/" + finding.getOperation());
    json.writeStringField("kind", "function");
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static String level(String severity) {
    return switch (severity) {
      case "critical" -> "error";
      case "warning" -> "warning";
      default -> "note";
    };
  }
}
