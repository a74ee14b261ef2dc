package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares output with a file under src/test/resources/golden; {@code -Dlongpole.golden=FOLDER}
 * writes the files there anew, to be looked at before they are committed.
 */
public final class Golden {

  private Golden() {}

  public static void check(String name, String actual) {
    try {
      String folder = System.getProperty("longpole.golden");
      if (folder != null) {
        Files.createDirectories(Path.of(folder));
        Files.writeString(Path.of(folder, name), actual, StandardCharsets.UTF_8);
        return;
      }
      try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name)) {
        String expected =
            file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(actual).as(name).isEqualTo(expected);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether every line fits into so many columns. */
  public static void fits(String text, int columns) {
    assertThat(text.lines())
        .allSatisfy(
            line -> assertThat(TerminalText.width(line)).as(line).isLessThanOrEqualTo(columns));
  }
}
