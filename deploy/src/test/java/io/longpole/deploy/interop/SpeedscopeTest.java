package io.longpole.deploy.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.PathTime;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.ProfileBand;
import io.longpole.query.report.Speedscope;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported for speedscope is opened by speedscope's own importer, and means the same. */
@Tag("interop")
class SpeedscopeTest {

  private static final Path SCRIPTS = Path.of("interop", "speedscope").toAbsolutePath();

  @TempDir Path folder;

  private static PathTime.Builder path(long nanos, String... frames) {
    return PathTime.newBuilder().setNanos(nanos).addAllFrames(List.of(frames));
  }

  private static Profile profile() {
    ProfileBand.Builder fast =
        ProfileBand.newBuilder()
            .setBand("p0-50")
            .addPaths(path(7_000_000_000L, "web GET /", "web select"))
            .addPaths(path(3_000_000_000L, "web GET /"));
    ProfileBand.Builder slow =
        ProfileBand.newBuilder().setBand("p99+").addPaths(path(5, "web GET /", "→ \"grüße\" 😀"));
    return Profile.newBuilder()
        .addEndpoints(
            EndpointProfile.newBuilder()
                .setService("web")
                .setOperation("GET /")
                .addBands(fast)
                .addBands(slow))
        .build();
  }

  @Test
  void speedscopeOpensTheFile() throws Exception {
    need("npm");
    Files.copy(SCRIPTS.resolve("package.json"), folder.resolve("package.json"));
    Files.copy(SCRIPTS.resolve("open.mjs"), folder.resolve("open.mjs"));
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder.toString());
    Path file = folder.resolve("profile.json");
    try (OutputStream out = Files.newOutputStream(file)) {
      Speedscope.write(profile(), out);
    }
    String opened = run("node", folder.resolve("open.mjs").toString(), file.toString());

    assertThat(opened)
        .startsWith("{\"name\":\"web GET /\",\"profiles\":[")
        .contains("{\"name\":\"web GET / p0-50\",\"unit\":\"nanoseconds\",\"total\":10000000000,")
        .contains("\"frames\":[\"web GET /\",\"web select\"]")
        .contains("{\"name\":\"web GET / p99+\",\"unit\":\"nanoseconds\",\"total\":5,")
        .contains("\"frames\":[\"web GET /\",\"→ \\\"grüße\\\" 😀\"]");
  }

  private static void need(String program) {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(part -> Files.isExecutable(Path.of(part, program)));
    if (!found) {
      String why = program + " is not on this machine: speedscope is NOT TESTED";
      System.err.println("SKIPPED: " + why);
      abort(why);
    }
  }

  private String run(String... command) throws Exception {
    Path output = Files.createTempFile(folder, "out", ".txt");
    Path errors = Files.createTempFile(folder, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s ends", command[0]).isTrue();
    assertThat(process.exitValue())
        .as("%s: %s", command[0], Files.readString(errors, StandardCharsets.UTF_8))
        .isZero();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
