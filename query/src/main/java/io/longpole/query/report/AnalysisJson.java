package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Writes an analysis as JSON by the contract longpole.analysis/1: byte for byte the same for the
 * same analysis.
 */
public final class AnalysisJson {

  /** Name and version of the contract. */
  public static final String SCHEMA = "longpole.analysis/1";

  private AnalysisJson() {}

  /** Writes a whole analysis and a line feed. Does not close the stream. */
  public static void write(Analysis analysis, OutputStream out) throws IOException {
    try (JsonGenerator json = MessageJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      MessageJson.members(analysis, json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /**
   * Writes the same document from an analysis without traces, and its traces one after another, so
   * that a window of any size needs no more memory than its largest trace.
   */
  public static void write(Analysis rest, Stream<AnalyzedTrace> traces, OutputStream out)
      throws IOException {
    try (JsonGenerator json = MessageJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeFieldName("coverage");
      MessageJson.object(rest.getCoverage(), json);
      json.writeFieldName("traces");
      json.writeStartArray();
      Iterator<AnalyzedTrace> each = traces.iterator();
      while (each.hasNext()) {
        MessageJson.object(each.next(), json);
      }
      json.writeEndArray();
      MessageJson.members(rest, json, Analysis.FINDINGS_FIELD_NUMBER);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
