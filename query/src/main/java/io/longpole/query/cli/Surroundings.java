package io.longpole.query.cli;

import io.longpole.query.report.Page;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a command meets: where its output goes, the environment, whether people look at it, the
 * time.
 *
 * @param out for answers; always UTF-8
 * @param err for the one line that says why there is no answer
 * @param terminal whether {@code out} is a terminal
 * @param nowUnixNanos the time of day
 */
public record Surroundings(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean terminal,
    LongSupplier nowUnixNanos) {

  private static final String TERMINAL_PROPERTY = "longpole.terminal";
  private static final int DEFAULT_WIDTH = 80;
  private static final int MAX_WIDTH = 500;

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System.getenv(),
        isTerminal(),
        () -> {
          Instant now = Instant.now();
          return now.getEpochSecond() * 1_000_000_000 + now.getNano();
        });
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
        false,
        StandardCharsets.UTF_8);
  }

  /** As the launcher says, which can ask the shell; else as Linux says. */
  private static boolean isTerminal() {
    String property = System.getProperty(TERMINAL_PROPERTY);
    if (property != null) {
      return Boolean.parseBoolean(property);
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The page to render answers for. */
  public Page page() {
    return new Page(width(), colours(), OptionalLong.of(nowUnixNanos.getAsLong()));
  }

  /** Whether there is a terminal that shows colours, and nobody forbids them. */
  boolean colours() {
    return terminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** {@code COLUMNS}, or 0 if it is not set to a number. */
  int columns() {
    return number(environment.getOrDefault("COLUMNS", ""));
  }

  /** {@code COLUMNS}, or what the terminal says, or 80. */
  private int width() {
    int width = columns();
    if (width == 0 && terminal) {
      width = terminalWidth();
    }
    return width == 0 ? DEFAULT_WIDTH : Math.min(width, MAX_WIDTH);
  }

  private static int number(String text) {
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  /** Columns by "stty size" (it prints rows and columns), or 0 if that cannot be had at once. */
  private static int terminalWidth() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream answer = stty.getInputStream()) {
        if (!stty.waitFor(500, TimeUnit.MILLISECONDS)) {
          stty.destroyForcibly();
          return 0;
        }
        String[] size =
            new String(answer.readNBytes(64), StandardCharsets.US_ASCII).strip().split(" ");
        return size.length == 2 ? number(size[1]) : 0;
      }
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
