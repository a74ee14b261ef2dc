package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold for every text in every dialect. */
final class SqlInvariants {

  private SqlInvariants() {}

  static void check(String text, SqlDialect dialect) {
    String label = dialect + ": " + text;
    SqlTokens tokens = new SqlTokens();
    tokens.read(text, dialect, 65_536);
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < tokens.count(); i++) {
      assertThat(tokens.end(i)).as(label).isGreaterThan(tokens.start(i));
      joined.append(tokens.text(i));
    }
    assertThat(joined.toString()).as("joined tokens of " + label).isEqualTo(text);
    assertThat(tokens.steps()).as("steps for " + label).isLessThanOrEqualTo(12L * text.length());

    String safe = SqlReader.safe(tokens);
    String fingerprint = fingerprint(text, dialect);
    assertThat(fingerprint(fingerprint, dialect)).as("twice " + label).isEqualTo(fingerprint);
    assertThat(fingerprint(safe, dialect))
        .as("of the safe text %s of %s", safe, label)
        .isEqualTo(fingerprint);
    assertNoLiteral(fingerprint, dialect);
    assertNoLiteral(safe, dialect);
  }

  static String fingerprint(String text, SqlDialect dialect) {
    SqlTokens tokens = new SqlTokens();
    tokens.read(text, dialect, 1 << 20);
    return new SqlFingerprint().of(tokens);
  }

  private static void assertNoLiteral(String text, SqlDialect dialect) {
    SqlTokens tokens = new SqlTokens();
    tokens.read(text, dialect, 1 << 20);
    for (int i = 0; i < tokens.count(); i++) {
      assertThat(tokens.type(i))
          .as(text)
          .isNotIn(SqlToken.STRING, SqlToken.NUMBER, SqlToken.COMMENT);
    }
  }
}
