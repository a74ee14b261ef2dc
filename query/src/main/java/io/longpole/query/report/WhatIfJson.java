package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.longpole.analyzer.whatif.Prediction;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes predictions as JSON by the contract longpole.whatif/1. */
public final class WhatIfJson {

  /** Name and version of the contract. */
  public static final String SCHEMA = "longpole.whatif/1";

  private WhatIfJson() {}

  /** Writes all of them, in order, and a line feed. Does not close the stream. */
  public static void write(List<Prediction> predictions, long evidenceTraces, OutputStream out)
      throws IOException {
    try (JsonGenerator json = MessageJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("assumptions", Prediction.ASSUMPTIONS);
      json.writeNumberField("evidenceTraces", evidenceTraces);
      json.writeArrayFieldStart("scenarios");
      for (Prediction prediction : predictions) {
        scenario(prediction, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void scenario(Prediction prediction, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", WellFormed.of(prediction.id()));
    json.writeArrayFieldStart("traces");
    for (Prediction.OfTrace trace : prediction.traces()) {
      json.writeStartObject();
      json.writeStringField("traceId", trace.traceId().hex());
      json.writeNumberField("originalNanos", trace.originalNanos());
      json.writeNumberField("predictedNanos", trace.predictedNanos());
      json.writeNumberField("savingLowNanos", trace.savingLowNanos());
      json.writeNumberField("savingHighNanos", trace.savingHighNanos());
      notes(trace.notes(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("endpoints");
    for (Prediction.OfEndpoint endpoint : prediction.endpoints()) {
      endpoint(endpoint, json);
    }
    json.writeEndArray();
    notes(prediction.notes(), json);
    json.writeEndObject();
  }

  private static void endpoint(Prediction.OfEndpoint endpoint, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("endpoint", WellFormed.of(endpoint.endpoint()));
    json.writeNumberField("traces", endpoint.traces());
    json.writeNumberField("tracesInWindow", endpoint.tracesInWindow());
    json.writeNumberField("affected", endpoint.affected());
    quantiles("before", endpoint.before(), json);
    quantiles("after", endpoint.after(), json);
    json.writeNumberField("meanSavingNanos", endpoint.meanSavingNanos());
    json.writeStringField("confidence", endpoint.confidence().text());
    json.writeNumberField("provenShare", Math.floor(endpoint.provenShare() * 1e4) / 1e4);
    json.writeNumberField("evidenceTraces", endpoint.evidenceTraces());
    json.writeEndObject();
  }

  private static void quantiles(String name, Prediction.Quantiles quantiles, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("p50", quantiles.p50());
    if (quantiles.p95().isPresent()) {
      json.writeNumberField("p95", quantiles.p95().getAsLong());
    }
    if (quantiles.p99().isPresent()) {
      json.writeNumberField("p99", quantiles.p99().getAsLong());
    }
    json.writeEndObject();
  }

  private static void notes(List<Prediction.Note> notes, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("notes");
    for (Prediction.Note note : notes) {
      json.writeString(note.text());
    }
    json.writeEndArray();
  }
}
