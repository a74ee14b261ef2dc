package io.longpole.deploy;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Suppression;
import io.longpole.query.search.FindingMemory.SuppressionBook;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The suppressions that people asked the server for, in a file of the data folder.
 *
 * <p>A file that cannot be read stops the start: else the problems that were accepted would come
 * back, and the next suppression would overwrite the others. What ended a month ago is forgotten.
 */
final class SuppressionFile implements SuppressionBook {

  static final String NAME = "suppressions";

  private static final int MAGIC = 0x4c505350; // LPSP
  private static final int VERSION = 1;
  private static final int MAX_SUPPRESSIONS = 10_000;
  private static final long FORGOTTEN_NANOS = 30 * 86_400_000_000_000L;

  private final DurableFile file;
  private final LongSupplier nowUnixNanos;
  private final int most;
  private volatile Map<String, Suppression> all;

  /** Opens the file in a folder. */
  SuppressionFile(Path folder, LongSupplier nowUnixNanos) throws IOException {
    this(folder, nowUnixNanos, MAX_SUPPRESSIONS);
  }

  SuppressionFile(Path folder, LongSupplier nowUnixNanos, int most) throws IOException {
    this.most = most;
    this.file = new DurableFile(folder.resolve(NAME), MAGIC, VERSION);
    this.nowUnixNanos = nowUnixNanos;
    this.all = Map.copyOf(decoded(file.read().bytes()));
  }

  @Override
  public Map<String, Suppression> all() {
    return all;
  }

  @Override
  public synchronized void put(String fingerprint, Suppression suppression) {
    Map<String, Suppression> changed = current();
    changed.put(fingerprint, suppression);
    if (changed.size() > most) {
      throw new IllegalArgumentException(
          "suppressions=" + all.size() + " are the most there may be: remove some first");
    }
    replace(changed);
  }

  @Override
  public synchronized void remove(String fingerprint) {
    Map<String, Suppression> changed = current();
    changed.remove(fingerprint);
    replace(changed);
  }

  private Map<String, Suppression> current() {
    long forgotten = nowUnixNanos.getAsLong() - FORGOTTEN_NANOS;
    Map<String, Suppression> current = new TreeMap<>(all);
    current.values().removeIf(each -> each.untilNanos() < forgotten);
    return current;
  }

  private void replace(Map<String, Suppression> changed) {
    try {
      file.write(encoded(changed));
    } catch (IOException e) {
      throw new UncheckedIOException("the suppressions cannot be written", e);
    }
    all = Map.copyOf(changed);
  }

  private static byte[] encoded(Map<String, Suppression> all) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(all.size());
    for (Map.Entry<String, Suppression> each : all.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeLong(each.getValue().untilNanos());
      out.writeUTF(each.getValue().accepted().text());
      out.writeUTF(each.getValue().reason());
    }
    return bytes.toByteArray();
  }

  private static Map<String, Suppression> decoded(byte[] bytes) throws IOException {
    Map<String, Suppression> all = new TreeMap<>();
    if (bytes.length == 0) {
      return all;
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    for (int left = in.readInt(); left > 0; left--) {
      String fingerprint = in.readUTF();
      long untilNanos = in.readLong();
      Severity accepted = Severity.parse(in.readUTF()).orElse(Severity.INFO);
      all.put(fingerprint, new Suppression(untilNanos, accepted, in.readUTF()));
    }
    return all;
  }
}
