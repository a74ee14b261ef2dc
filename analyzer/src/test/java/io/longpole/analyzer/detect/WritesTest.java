package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a write between two reads may have changed what they read. */
class WritesTest {

  private static final String QUERY =
      "  q %d-%d client db.system=mysql server.address=%s db.statement='%s'";
  private static final String READ = "SELECT a FROM book";

  private final List<String> lines = new ArrayList<>(List.of("GET /a 0-900 server @web"));

  private WritesTest asks(String host, String statement) {
    int at = lines.size();
    lines.add(QUERY.formatted(at, at + 1, host, statement));
    return this;
  }

  private WritesTest asks(String statement) {
    return asks("db1", statement);
  }

  /** Whether a write is between the first call and the last, which are reads. */
  private boolean between() {
    TraceFacts facts = DrawnFacts.of(lines.toArray(String[]::new));
    return new Writes(facts).between(0, facts.callCount() - 1);
  }

  private static WritesTest read() {
    return new WritesTest().asks(READ);
  }

  @Test
  void onlyWritesToTheSameCollectionMatter() {
    assertThat(read().asks(READ).between()).isFalse();
    assertThat(read().asks("UPDATE book SET a = 1").asks(READ).between()).isTrue();
    assertThat(read().asks("UPDATE author SET a = 1").asks(READ).between()).isFalse();
    assertThat(read().asks("db2", "UPDATE book SET a = 1").asks(READ).between()).isFalse();
  }

  @Test
  void aWriteToWhoKnowsWhatMatters() {
    WritesTest test = read();
    test.lines.add("  query 2-3 client db.system=mysql server.address=db1");
    assertThat(test.asks(READ).between()).isTrue();
  }

  @Test
  void writesBeforeOrAfterDoNotMatter() {
    lines.add(QUERY.formatted(1, 2, "db1", "UPDATE book SET a = 1"));
    asks(READ).asks(READ).asks("UPDATE book SET a = 2");
    Writes writes = new Writes(DrawnFacts.of(lines.toArray(String[]::new)));
    assertThat(writes.between(1, 2)).isFalse();
    assertThat(writes.between(1, 3)).isFalse();
  }

  @Test
  void sixtyFourWritesToOtherCollectionsAreLookedAt() {
    assertThat(withOthers(64)).isFalse();
    assertThat(withOthers(65)).isTrue();
  }

  private static boolean withOthers(int count) {
    WritesTest test = read();
    for (int i = 0; i < count; i++) {
      test.asks("UPDATE author SET a = 1");
    }
    return test.asks(READ).between();
  }
}
