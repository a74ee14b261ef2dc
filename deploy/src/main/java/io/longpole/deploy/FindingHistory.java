package io.longpole.deploy;

import io.longpole.analyzer.finding.Life;
import io.longpole.analyzer.finding.Life.Versions;
import io.longpole.analyzer.finding.Lives;
import io.longpole.analyzer.finding.SeenHours;
import io.longpole.query.search.Search;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the lives of findings when traces are deleted, so that a problem that is older than
 * what is kept is not called new, and one that came back is called regressed.
 *
 * <p>The index says the rest: the file is written only before a part of it is deleted. At most
 * {@value #MAX_FINDINGS} are kept; the resolved go first, then those that were not seen longest.
 */
final class FindingHistory implements Supplier<Lives> {

  static final String NAME = "finding-history";
  static final int MAX_FINDINGS = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(FindingHistory.class);
  private static final int MAGIC = 0x4c504648; // LPFH
  private static final int VERSION = 2;

  /** The first format that has the versions in which problems were seen. */
  private static final int WITH_VERSIONS = 2;

  private static final int MAX_ENDPOINT_CHARS = 300;

  private static final Comparator<Map.Entry<String, Life>> WORTH_KEEPING =
      Comparator.comparing((Map.Entry<String, Life> each) -> each.getValue().resolvedNanos() != 0)
          .thenComparing(
              Comparator.comparingLong(
                      (Map.Entry<String, Life> each) -> each.getValue().lastSeenNanos())
                  .reversed())
          .thenComparing(Map.Entry::getKey);

  private final DurableFile file;
  private volatile Lives lives;

  /** Opens the file in a folder; without a readable one the index says all that is known. */
  FindingHistory(Path folder) {
    file = new DurableFile(folder.resolve(NAME), MAGIC, VERSION);
    lives = read();
  }

  private Lives read() {
    try {
      return decoded(file.read());
    } catch (IOException e) {
      LOG.warn("What was seen before the oldest stored trace is not known: {}", e.toString());
      return Lives.NONE;
    }
  }

  @Override
  public Lives get() {
    return lives;
  }

  /** Remembers all that a search knows, because traces are about to be deleted. */
  void rememberAll(Search search, long nowUnixNanos) {
    long throughNanos = nowUnixNanos / SeenHours.HOUR_NANOS * SeenHours.HOUR_NANOS;
    search
        .lives(throughNanos)
        .ifPresentOrElse(
            this::remember,
            () -> LOG.warn("The history of findings is not kept: the index took too long"));
  }

  /** Remembers these instead; a failure is logged, because the deletion must go on. */
  void remember(Lives fresh) {
    Lives kept = bounded(fresh, MAX_FINDINGS);
    try {
      file.write(encoded(kept));
      lives = kept;
    } catch (IOException e) {
      LOG.warn("The history of findings is not kept: {}", e.toString());
    }
  }

  static Lives bounded(Lives lives, int most) {
    if (lives.byFingerprint().size() <= most) {
      return lives;
    }
    List<Map.Entry<String, Life>> sorted =
        lives.byFingerprint().entrySet().stream().sorted(WORTH_KEEPING).limit(most).toList();
    Map<String, Life> kept = new HashMap<>();
    sorted.forEach(each -> kept.put(each.getKey(), each.getValue()));
    return new Lives(lives.throughNanos(), kept);
  }

  private static byte[] encoded(Lives lives) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(lives.throughNanos());
    out.writeInt(lives.byFingerprint().size());
    for (Map.Entry<String, Life> each : lives.byFingerprint().entrySet()) {
      Life life = each.getValue();
      out.writeUTF(each.getKey());
      out.writeUTF(cut(life.endpoint()));
      out.writeLong(life.firstSeenNanos());
      out.writeLong(life.lastSeenNanos());
      out.writeBoolean(life.returned());
      out.writeLong(life.resolvedNanos());
      out.writeLong(life.startNanos());
      out.writeLong(life.sightings());
      out.writeLong(life.traces());
      out.writeLong(life.quietTraces());
      out.writeUTF(life.versions().first());
      out.writeUTF(life.versions().start());
      out.writeUTF(life.versions().last());
    }
    return bytes.toByteArray();
  }

  /** Matters only when no sighting is stored any more, which has the whole name. */
  private static String cut(String endpoint) {
    return endpoint.substring(0, Math.min(endpoint.length(), MAX_ENDPOINT_CHARS));
  }

  private static Lives decoded(DurableFile.Content content) throws IOException {
    if (content.bytes().length == 0) {
      return Lives.NONE;
    }
    boolean withVersions = content.version() >= WITH_VERSIONS;
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content.bytes()));
    long throughNanos = in.readLong();
    Map<String, Life> lives = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String fingerprint = in.readUTF();
      lives.put(
          fingerprint,
          new Life(
              in.readUTF(),
              in.readLong(),
              in.readLong(),
              in.readBoolean(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              withVersions
                  ? new Versions(in.readUTF(), in.readUTF(), in.readUTF())
                  : Versions.NONE));
    }
    return new Lives(throughNanos, lives);
  }
}
