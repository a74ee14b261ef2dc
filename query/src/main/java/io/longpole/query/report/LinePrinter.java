package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import java.io.IOException;

/**
 * Breaks lines after the members of the outermost object and after the elements of its lists, and
 * nowhere else: quick to write, and lines can be compared and searched.
 */
final class LinePrinter implements PrettyPrinter {

  private int depth;

  @Override
  public void writeRootValueSeparator(JsonGenerator json) throws IOException {
    json.writeRaw('\n');
  }

  @Override
  public void writeStartObject(JsonGenerator json) throws IOException {
    json.writeRaw('{');
    depth++;
  }

  @Override
  public void beforeObjectEntries(JsonGenerator json) throws IOException {
    if (depth == 1) {
      json.writeRaw('\n');
    }
  }

  @Override
  public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
    json.writeRaw(depth == 1 ? ": " : ":");
  }

  @Override
  public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
    json.writeRaw(depth == 1 ? ",\n" : ",");
  }

  @Override
  public void writeEndObject(JsonGenerator json, int entries) throws IOException {
    depth--;
    json.writeRaw(depth == 0 && entries > 0 ? "\n}" : "}");
  }

  @Override
  public void writeStartArray(JsonGenerator json) throws IOException {
    json.writeRaw('[');
    depth++;
  }

  @Override
  public void beforeArrayValues(JsonGenerator json) throws IOException {
    if (depth == 2) {
      json.writeRaw('\n');
    }
  }

  @Override
  public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
    json.writeRaw(depth == 2 ? ",\n" : ",");
  }

  @Override
  public void writeEndArray(JsonGenerator json, int values) throws IOException {
    json.writeRaw(depth == 2 && values > 0 ? "\n]" : "]");
    depth--;
  }
}
