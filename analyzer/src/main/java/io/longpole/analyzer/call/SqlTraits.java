package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import java.util.Locale;
import java.util.Set;

/**
 * What an SQL text does, apart from what it says: effect, connection noise, whether its answer may
 * differ each time, and how many statements a CQL batch holds.
 *
 * <p>One pass over the tokens; reusable, for one thread.
 */
final class SqlTraits {

  /** Functions; a column may have the same name. */
  private static final Set<String> CHANGING_FUNCTIONS =
      Set.of(
          "now",
          "now64",
          "lastval",
          "random",
          "rand",
          "uuid",
          "uuid_short",
          "uuid_generate_v1",
          "uuid_generate_v4",
          "uuidv4",
          "uuidv7",
          "generateuuidv4",
          "gen_random_uuid",
          "newid",
          "newsequentialid",
          "sys_guid",
          "getdate",
          "getutcdate",
          "sysdatetime",
          "sysutcdatetime",
          "sysdatetimeoffset",
          "clock_timestamp",
          "statement_timestamp",
          "transaction_timestamp",
          "utc_timestamp",
          "curdate",
          "curtime",
          "last_insert_id",
          "last_insert_rowid",
          "scope_identity",
          "found_rows",
          "row_count",
          "totimestamp",
          "unix_timestamp");

  /** What needs no parentheses. */
  private static final Set<String> CHANGING_WORDS =
      Set.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtimestamp",
          "localtime",
          "sysdate",
          "systimestamp");

  private static final Set<String> AFTER_BEGIN =
      Set.of(
          "TRANSACTION",
          "TRAN",
          "WORK",
          "ISOLATION",
          "READ",
          "DEFERRED",
          "IMMEDIATE",
          "EXCLUSIVE",
          "DISTRIBUTED",
          "CONCURRENT");

  private final SqlCursor at = new SqlCursor();
  private boolean selects;
  private boolean shows;
  private boolean changes;
  private boolean repeatable;
  private boolean batch;
  private int batchSize;
  private int noisy;
  private int statements;
  private Noise noise = Noise.NONE;

  void read(SqlTokens tokens) {
    at.open(tokens, tokens.count());
    selects = false;
    shows = false;
    changes = false;
    repeatable = true;
    batch = false;
    batchSize = 0;
    noisy = 0;
    statements = 0;
    noise = Noise.NONE;
    boolean starts = true;
    while (at.index() < tokens.count()) {
      if (at.is(';')) {
        starts = true;
      } else if (!starts || !at.is('(')) {
        if (starts) {
          statement();
        }
        starts = false;
        word();
      }
      at.advance();
    }
  }

  /** Whether it reads, given what the summary found. */
  Effect effect(boolean writes) {
    if (shows) {
      return Effect.READ;
    }
    return selects && !writes && !changes ? Effect.READ : Effect.WRITE;
  }

  boolean repeatable() {
    return repeatable;
  }

  /** The kind of noise if every statement is noise. */
  Noise noise() {
    return statements > 0 && noisy == statements ? noise : Noise.NONE;
  }

  /** The number of statements in a CQL batch; 0 if the text is none. */
  int batchSize() {
    return batch ? batchSize : 0;
  }

  private void word() {
    if (at.type() != SqlToken.WORD) {
      return;
    }
    switch (at.previousIs('.') ? SqlWord.NAME : at.word()) {
      case INSERT, DELETE -> batchSize++;
      case UPDATE -> {
        changes |= at.previousWord() == SqlWord.FOR || at.previousWord() == SqlWord.KEY;
        batchSize++;
      }
      case INTO -> changes = true;
      case BATCH -> batch |= statements == 1 && startsBatch();
      case NAME -> name(at.text().toLowerCase(Locale.ROOT));
      default -> {}
    }
  }

  /** {@code BEGIN UNLOGGED BATCH}, in contrast to a table of that name. */
  private boolean startsBatch() {
    return at.previousWord() == SqlWord.BEGIN || at.previousTextIs("UNLOGGED", "COUNTER");
  }

  private void name(String name) {
    boolean called = at.nextIs('(');
    boolean ofSequence = called || at.previousIs('.');
    boolean draws =
        switch (name) {
          case "nextval" -> ofSequence;
          case "value" -> at.previousTextIs("NEXT") && at.nextWord() == SqlWord.FOR;
          default -> false;
        };
    changes |= draws;
    boolean differs =
        draws
            || (name.equals("currval") && ofSequence)
            || (CHANGING_FUNCTIONS.contains(name) && called)
            || (CHANGING_WORDS.contains(name) && !at.previousIs('.'));
    repeatable &= !differs;
  }

  /** Judges a statement by its first words. */
  private void statement() {
    statements++;
    Noise found =
        switch (at.type() == SqlToken.WORD ? at.word() : SqlWord.NAME) {
          case COMMIT, ROLLBACK, SAVEPOINT, RELEASE -> Noise.TX;
          case BEGIN -> isAlone() || nextIsIn(AFTER_BEGIN) ? Noise.TX : Noise.NONE;
          case START -> nextIsIn(Set.of("TRANSACTION")) ? Noise.TX : Noise.NONE;
          case SET, USE, RESET, DISCARD, DEALLOCATE -> Noise.SETTINGS;
          case SHOW -> {
            shows = statements == 1;
            yield Noise.SETTINGS;
          }
          case SELECT, WITH -> {
            selects |= statements == 1;
            yield isProbe() ? Noise.SETTINGS : Noise.NONE;
          }
          default -> at.textIs("PING") && isAlone() ? Noise.SETTINGS : Noise.NONE;
        };
    if (found != Noise.NONE) {
      noisy++;
      noise = noise == Noise.NONE ? found : noise;
    }
  }

  private boolean isAlone() {
    return at.nextType() == null || at.nextIs(';');
  }

  private boolean nextIsIn(Set<String> words) {
    return at.nextType() == SqlToken.WORD && words.contains(at.nextUpper());
  }

  /**
   * {@code SELECT 1}, the same from a table for nothing else, {@code SELECT @@…} or {@code SELECT
   * VERSION()}.
   */
  private boolean isProbe() {
    return at.followedBy("?")
        || at.followedBy("?", "FROM", "DUAL")
        || at.followedBy("?", "FROM", "SYSIBM", ".", "SYSDUMMY1")
        || at.followedBy("VERSION", "(", ")")
        || at.nextStartsWith("@@");
  }
}
