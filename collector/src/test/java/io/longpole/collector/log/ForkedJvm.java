package io.longpole.collector.log;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A JVM of its own for what would end this one, or must not see the test libraries. */
final class ForkedJvm implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  private final Process process;
  private final Path errors;
  private final BufferedReader output;

  private ForkedJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a main class with the flags of this JVM, without JUnit and AssertJ on the class path.
   */
  static ForkedJvm start(Class<?> main, Path errors, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:+IgnoreUnrecognized"))
        .forEach(command::add);
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-Xmx256m", "-cp", classPath()));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    return new ForkedJvm(builder.start(), errors);
  }

  private static String classPath() {
    String path = System.getProperty("surefire.test.class.path", "");
    String all = path.isEmpty() ? System.getProperty("java.class.path") : path;
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.contains("junit") && !entry.contains("assertj"))
        .filter(entry -> !entry.contains("surefire") && !entry.contains("opentest4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The next line of its standard output; waits for it. */
  String line() throws IOException {
    String line = output.readLine();
    return line == null ? "ended" : line;
  }

  /** The lines that are left, until it ends. */
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
    }
    return lines;
  }

  /** What {@code kill -9} does; what it had printed can still be read. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after " + DEADLINE_SECONDS + " s");
    }
    return process.exitValue();
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
