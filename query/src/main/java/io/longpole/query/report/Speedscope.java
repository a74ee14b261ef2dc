package io.longpole.query.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.PathTime;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.ProfileBand;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A profile as a file for speedscope (https://www.speedscope.app): a profile for each band, a
 * sample for each path, its weight the nanoseconds.
 *
 * <p>Format: src/lib/file-format-spec.ts of jlfwong/speedscope.
 */
public final class Speedscope {

  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

  private Speedscope() {}

  /** Writes the file. Does not close the stream. */
  public static void write(Profile profile, OutputStream out) throws IOException {
    Map<String, Integer> frames = frames(profile);
    try (JsonGenerator json = MessageJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("version", "0.0.1");
      json.writeStringField("name", name(profile));
      json.writeStringField("exporter", "longpole");
      json.writeNumberField("activeProfileIndex", 0);
      json.writeFieldName("shared");
      json.writeStartObject();
      json.writeFieldName("frames");
      json.writeStartArray();
      for (String frame : frames.keySet()) {
        json.writeStartObject();
        json.writeStringField("name", frame);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeFieldName("profiles");
      json.writeStartArray();
      for (EndpointProfile endpoint : profile.getEndpointsList()) {
        for (ProfileBand band : endpoint.getBandsList()) {
          profile(json, name(endpoint) + " " + band.getBand(), band, frames);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static Map<String, Integer> frames(Profile profile) {
    Map<String, Integer> frames = new LinkedHashMap<>();
    for (EndpointProfile endpoint : profile.getEndpointsList()) {
      for (ProfileBand band : endpoint.getBandsList()) {
        for (PathTime path : band.getPathsList()) {
          path.getFramesList().forEach(frame -> frames.putIfAbsent(frame, frames.size()));
        }
      }
    }
    return frames;
  }

  private static String name(Profile profile) {
    return profile.getEndpointsCount() == 1 ? name(profile.getEndpoints(0)) : "longpole profile";
  }

  private static String name(EndpointProfile endpoint) {
    return (endpoint.getService() + " " + endpoint.getOperation()).strip();
  }

  private static void profile(
      JsonGenerator json, String name, ProfileBand band, Map<String, Integer> frames)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "sampled");
    json.writeStringField("name", name);
    json.writeStringField("unit", "nanoseconds");
    json.writeNumberField("startValue", 0);
    json.writeNumberField(
        "endValue", band.getPathsList().stream().mapToLong(PathTime::getNanos).sum());
    json.writeFieldName("samples");
    json.writeStartArray();
    for (PathTime path : band.getPathsList()) {
      json.writeStartArray();
      for (String frame : path.getFramesList()) {
        json.writeNumber(frames.getOrDefault(frame, 0));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeFieldName("weights");
    json.writeStartArray();
    for (PathTime path : band.getPathsList()) {
      json.writeNumber(path.getNanos());
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
