package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Effect;
import java.util.Locale;

/** Turns SQL texts into what is kept of them. Reusable, for one thread. */
final class SqlReader {

  private final CallLimits limits;
  private final SqlTokens tokens = new SqlTokens();
  private final SqlFingerprint fingerprint = new SqlFingerprint();
  private final SqlSummary summary = new SqlSummary();
  private final SqlTraits traits = new SqlTraits();

  SqlReader(CallLimits limits) {
    this.limits = limits;
  }

  SqlText read(String text, SqlDialect dialect) {
    tokens.read(text, dialect, limits.textChars());
    String whole = fingerprint.of(tokens);
    int repeats = fingerprint.repeats();
    int end = repeats > 1 ? firstSemicolon() : tokens.count();
    String summarised = summary.of(tokens, end, limits.labelChars());
    traits.read(tokens);
    Effect effect = traits.effect(summary.writes());
    return new SqlText(
        cut(whole, limits.safeTextChars()),
        Hash.hex128(whole),
        summarised,
        cut(safe(tokens), limits.safeTextChars()),
        SqlValues.of(tokens),
        text.length() > limits.textChars(),
        repeats,
        traits.batchSize(),
        collection(summarised, effect),
        effect,
        traits.noise(),
        traits.repeatable());
  }

  /** The text of the tokens with {@code ?} for each value, without comments; spaces as they are. */
  static String safe(SqlTokens tokens) {
    StringBuilder out = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < tokens.count(); i++) {
      SqlToken type = tokens.type(i);
      if (type == SqlToken.COMMENT) {
        gap = !out.isEmpty() && !SqlChars.isSpace(out.charAt(out.length() - 1));
        continue;
      }
      if (gap && type != SqlToken.SPACE) {
        out.append(' ');
      }
      gap = false;
      if (type == SqlToken.STRING || type == SqlToken.NUMBER) {
        out.append('?');
      } else {
        out.append(tokens.text(), tokens.start(i), tokens.end(i));
      }
    }
    return out.toString();
  }

  private int firstSemicolon() {
    boolean any = false;
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.is(i, ';') && any) {
        return i;
      }
      any |= tokens.type(i) == SqlToken.WORD;
    }
    return tokens.count();
  }

  /**
   * What a summary's statements read or, if one of them writes, the first target of each that does;
   * lower case. Empty if these are several, or a procedure is called, which may touch anything.
   */
  private static String collection(String summary, Effect effect) {
    String first = "";
    String found = "";
    boolean verb = false;
    boolean counts = false;
    boolean definition = false;
    String[] words = summary.split(" ");
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      switch (SqlWord.of(word, 0, word.length())) {
        case CALL, EXEC, EXECUTE -> {
          return "";
        }
        case SELECT -> {
          verb = true;
          counts = effect == Effect.READ;
        }
        case INSERT, UPDATE, DELETE, MERGE, REPLACE -> {
          verb = true;
          counts = true;
        }
        case CREATE, ALTER, DROP -> {
          verb = true;
          counts = true;
          definition = true;
        }
        case TRUNCATE -> {
          verb = true;
          counts = true;
          definition = i + 1 < words.length && words[i + 1].equalsIgnoreCase("TABLE");
        }
        default -> {
          if (!verb) {
            return "";
          }
          String name = word.toLowerCase(Locale.ROOT);
          if (definition) {
            // The word after the verb is the type of the object.
            definition = false;
          } else {
            first = first.isEmpty() ? name : first;
            if (counts && !found.isEmpty() && !found.equals(name)) {
              return "";
            }
            found = counts ? name : found;
            counts = effect == Effect.READ;
          }
        }
      }
    }
    return found.isEmpty() ? first : found;
  }

  static String cut(String text, int maxChars) {
    return text.length() > maxChars ? text.substring(0, maxChars) : text;
  }
}
