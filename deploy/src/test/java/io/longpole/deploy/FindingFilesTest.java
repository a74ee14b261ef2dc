package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.finding.Life;
import io.longpole.analyzer.finding.Life.Versions;
import io.longpole.analyzer.finding.Lives;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Suppression;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of findings beside the index survives a restart and is never half written. */
class FindingFilesTest {

  private static final long DAY = 86_400_000_000_000L;
  private static final long NOW = 1_760_000_000_000_000_000L;
  private static final Suppression KNOWN =
      new Suppression(NOW + DAY, Severity.WARNING, "replaced in May, größer \u202e");

  private static final Versions VERSIONS = new Versions("1.0", "", "1.2-größer");

  @TempDir Path folder;

  @Test
  void suppressionsAreThereAfterARestart() throws IOException {
    SuppressionFile file = suppressions(NOW);
    file.put("aa", KNOWN);
    file.put("bb", KNOWN);
    file.remove("bb");

    assertThat(suppressions(NOW).all()).isEqualTo(Map.of("aa", KNOWN)).isEqualTo(file.all());
    assertThat(folder.toFile().list()).as("nothing is left over").hasSize(1);
  }

  @Test
  void whatEndedAMonthAgoIsForgottenAtTheNextChange() throws IOException {
    suppressions(NOW).put("aa", KNOWN);

    SuppressionFile later = suppressions(NOW + 40 * DAY);
    assertThat(later.all()).containsKey("aa");
    later.put("bb", new Suppression(NOW + 50 * DAY, Severity.INFO, "b"));

    assertThat(suppressions(NOW).all()).containsOnlyKeys("bb");
  }

  @Test
  void thereIsABoundOnSuppressions() throws IOException {
    SuppressionFile file = suppressions(NOW);
    Path full = folder.resolve("full");
    Files.createDirectories(full);
    SuppressionFile small = new SuppressionFile(full, () -> NOW, 2);
    small.put("aa", KNOWN);
    small.put("bb", KNOWN);

    assertThatThrownBy(() -> small.put("cc", KNOWN)).hasMessageContaining("suppressions=2");
    assertThat(small.all()).containsOnlyKeys("aa", "bb");
    assertThat(file.all()).isEmpty();
  }

  @Test
  void aDamagedOrNewerFileOfSuppressionsIsRefusedByName() throws IOException {
    suppressions(NOW).put("aa", KNOWN);
    Path file = folder.resolve(SuppressionFile.NAME);
    byte[] bytes = Files.readAllBytes(file);
    byte[] newer = bytes.clone();
    newer[7] = 9;
    Files.write(file, newer);
    assertThatThrownBy(() -> suppressions(NOW)).hasMessageContaining("format 9, which a newer");

    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> suppressions(NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(SuppressionFile.NAME)
        .hasMessageContaining("damaged");
    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> suppressions(NOW)).hasMessageContaining("damaged");
  }

  @Test
  void theHistoryIsThereAfterARestart() throws IOException {
    Lives lives = new Lives(NOW, Map.of("aa", life(5, 0), "bb", life(6, 7)));
    new FindingHistory(folder).remember(lives);

    assertThat(new FindingHistory(folder).get()).isEqualTo(lives);

    Files.write(folder.resolve(FindingHistory.NAME), new byte[20]);
    assertThat(new FindingHistory(folder).get()).as("damaged").isEqualTo(Lives.NONE);
  }

  /** The first format had no versions. */
  @Test
  void aHistoryOfTheFirstFormatIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(NOW);
    out.writeInt(1);
    out.writeUTF("aa");
    out.writeUTF("shop GET /");
    out.writeLong(1);
    out.writeLong(5);
    out.writeBoolean(true);
    for (int number : new int[] {0, 2, 3, 4, 5}) {
      out.writeLong(number);
    }
    new DurableFile(folder.resolve(FindingHistory.NAME), 0x4c504648, 1).write(bytes.toByteArray());

    Life read = new FindingHistory(folder).get().byFingerprint().get("aa");
    assertThat(read).isEqualTo(new Life("shop GET /", 1, 5, true, 0, 2, 3, 4, 5, Versions.NONE));
  }

  @Test
  void whatWasResolvedIsForgottenFirstThenWhatWasNotSeenLongest() {
    Map<String, Life> lives = new HashMap<>();
    lives.put("resolved-late", life(9, 10));
    lives.put("resolved-early", life(8, 9));
    lives.put("open-late", life(7, 0));
    lives.put("open-early", life(1, 0));

    assertThat(FindingHistory.bounded(new Lives(NOW, lives), 3).byFingerprint())
        .containsOnlyKeys("open-late", "open-early", "resolved-late");
    assertThat(FindingHistory.bounded(new Lives(NOW, lives), 1).byFingerprint())
        .containsOnlyKeys("open-late");
  }

  private SuppressionFile suppressions(long nowNanos) throws IOException {
    return new SuppressionFile(folder, () -> nowNanos);
  }

  private static Life life(long lastSeenNanos, long resolvedNanos) {
    return new Life("shop GET /", 1, lastSeenNanos, true, resolvedNanos, 2, 3, 4, 5, VERSIONS);
  }
}
