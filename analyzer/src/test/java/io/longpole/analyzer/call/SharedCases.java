package io.longpole.analyzer.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Case files that are not part of the project; tests made from them are skipped without them. */
final class SharedCases {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedCases() {}

  /** The document of that name below the folder of detector cases. */
  static JsonNode read(String name) {
    return json(folder().resolve(name));
  }

  /** All JSON documents below a folder, in order of their names. */
  static List<Path> filesBelow(String name) {
    try (Stream<Path> files = Files.walk(folder().resolve(name))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Path folder() {
    String set = System.getProperty("longpole.shared", System.getenv("LONGPOLE_SHARED"));
    for (String root :
        set == null ? List.of("../../shared", "../../../shared", "../shared") : List.of(set)) {
      Path folder = Path.of(root, "data", "detectors");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    System.out.println("skipped: no shared cases; set LONGPOLE_SHARED to the folder that has them");
    Assumptions.abort("no shared cases");
    throw new IllegalStateException("aborted");
  }
}
