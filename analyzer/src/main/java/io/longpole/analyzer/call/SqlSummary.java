package io.longpole.analyzer.call;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Level 3 of an SQL text: its operations and what they work on, in order, case kept.
 *
 * <p>The algorithm of the semantic conventions: {@code select o.id from Orders o join lines l on …}
 * becomes {@code select Orders lines}. Functions and names of common table expressions are no
 * targets; cut between names at the limit. One pass over the tokens with one bit of state for each
 * of the first 64 levels of parentheses (deeper ones share the last).
 *
 * <p>Reusable, for one thread.
 */
final class SqlSummary {

  private static final Set<String> MODIFIERS =
      Set.of(
          "OR",
          "REPLACE",
          "TEMP",
          "TEMPORARY",
          "GLOBAL",
          "LOCAL",
          "UNLOGGED",
          "UNIQUE",
          "CLUSTERED",
          "NONCLUSTERED",
          "FULLTEXT",
          "SPATIAL",
          "EXTERNAL",
          "VIRTUAL",
          "FORCE",
          "EDITIONABLE",
          "PUBLIC",
          "ONLINE",
          "BITMAP",
          "COLUMNSTORE",
          "FOREIGN",
          "RECURSIVE");
  private static final Set<String> EXISTENCE =
      Set.of("IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY");
  private static final Set<String> BEFORE_STATEMENT =
      Set.of("BEGIN", "AS", "THEN", "ELSE", "GO", "END", "DO", "LOOP", "EXPLAIN", "ANALYZE");

  private final StringBuilder out = new StringBuilder(256);
  private final Set<String> tableExpressions = new HashSet<>();
  private final SqlCursor at = new SqlCursor();
  private int maxChars;
  private boolean full;
  private boolean anyVerb;
  private boolean writes;

  private int depth;
  private long inQuery;
  private long inList;
  private boolean target;
  private boolean targetMayHaveColumns;
  private boolean namesExpression;
  private int expressionDepth;

  /** The summary of the tokens before an index; empty if there is no word at all. */
  String of(SqlTokens tokens, int end, int maximumChars) {
    at.open(tokens, end);
    out.setLength(0);
    maxChars = maximumChars;
    full = false;
    anyVerb = false;
    writes = false;
    restart();
    while (at.index() < end) {
      step();
      at.advance();
    }
    if (!anyVerb) {
      String first = at.firstWord();
      return first.length() > maxChars ? first.substring(0, maxChars) : first;
    }
    return out.toString();
  }

  /** Whether any operation but SELECT was found. */
  boolean writes() {
    return writes;
  }

  private void restart() {
    tableExpressions.clear();
    depth = 0;
    inQuery = 0;
    inList = 0;
    target = false;
    namesExpression = false;
    expressionDepth = -1;
  }

  private long level() {
    return 1L << Math.min(depth, 63);
  }

  private void step() {
    switch (at.type()) {
      case SPACE, COMMENT -> {}
      case STRING, NUMBER, PLACEHOLDER -> target = false;
      case QUOTED -> name();
      case WORD -> word();
      case MARK -> mark();
    }
  }

  private void mark() {
    if (at.is('(')) {
      depth++;
      inQuery &= ~level();
      inList &= ~level();
      if (target && !targetMayHaveColumns) {
        inQuery |= level();
        inList |= level();
      } else {
        target = false;
      }
    } else if (at.is(')')) {
      depth = Math.max(depth - 1, 0);
      target = false;
    } else if (at.is(',')) {
      if (depth == expressionDepth && at.previousIs(')')) {
        namesExpression = true;
      } else if ((inList & level()) != 0) {
        expect(false);
      }
    } else if (at.is(';')) {
      restart();
    } else {
      target = false;
    }
  }

  private void name() {
    if (namesExpression) {
      nameExpression();
    } else if (target) {
      addTarget();
    }
  }

  private void word() {
    SqlWord word = at.previousIs('.') ? SqlWord.NAME : at.word();
    if (namesExpression) {
      if (word != SqlWord.RECURSIVE) {
        nameExpression();
      }
      return;
    }
    if (target && takesWord(word)) {
      return;
    }
    target = false;
    switch (word) {
      case SELECT -> select();
      case INSERT, UPDATE, DELETE -> change(word);
      case REPLACE -> {
        if (at.startsStatement(BEFORE_STATEMENT) || at.nextWord() == SqlWord.INTO) {
          if (at.previousWord() != SqlWord.OR) {
            verb(false);
          }
        }
      }
      case MERGE -> {
        if (at.startsStatement(BEFORE_STATEMENT)) {
          verb(false);
          expect(false);
        }
      }
      case CALL, EXEC, EXECUTE -> {
        if (!at.previousTextIs("ROW", "STATEMENT", "GRANT", "REVOKE")) {
          verb(false);
          expect(true);
        }
      }
      case CREATE, ALTER, DROP, TRUNCATE -> {
        if (at.startsStatement(BEFORE_STATEMENT)) {
          definition(word);
        }
      }
      case FROM -> from();
      case JOIN -> expect(false);
      case INTO -> expect(true);
      case WITH -> with();
      case WHERE, GROUP, ORDER, HAVING, LIMIT, UNION, SET, RETURNING, VALUES -> endList();
      default -> {
        if (at.textIs("STRAIGHT_JOIN")) {
          expect(false);
        }
      }
    }
  }

  /** Whether a word after FROM and the like is the target, or leads to it. */
  private boolean takesWord(SqlWord word) {
    return switch (word) {
      case ONLY, LATERAL, IGNORE, INTO, TOP -> {
        targetMayHaveColumns |= word == SqlWord.INTO;
        if (word == SqlWord.TOP && at.nextIs('(')) {
          passNumber();
        }
        yield true;
      }
      case SELECT, SET, WHERE, VALUES, ON, FROM, USING, JOIN, GROUP, ORDER, UNION, LIMIT, WITH ->
          false;
      default -> {
        if (!at.textIs("LOW_PRIORITY")) {
          addTarget();
        }
        yield true;
      }
    };
  }

  /** Passes the parentheses of {@code UPDATE TOP (10) t}. */
  private void passNumber() {
    at.next();
    at.next();
    if (at.nextIs(')')) {
      at.next();
    }
  }

  private void expect(boolean mayHaveColumns) {
    target = true;
    targetMayHaveColumns = mayHaveColumns;
  }

  private void endList() {
    inList &= ~level();
  }

  private void select() {
    if (at.previousIs(',') || at.previousTextIs("GRANT", "REVOKE")) {
      return;
    }
    append(at.text());
    anyVerb = true;
    inQuery |= level();
    inList &= ~level();
    expressionDepth = depth == expressionDepth ? -1 : expressionDepth;
  }

  private void change(SqlWord word) {
    SqlWord before = at.previousWord();
    boolean part =
        switch (before) {
          case FOR, DO, KEY, ON, OR -> true;
          case THEN -> isMergeAction(word);
          default ->
              at.previousIs(',') || at.previousTextIs("AFTER", "BEFORE", "OF", "GRANT", "REVOKE");
        };
    if (part || at.nextIs('(')) {
      return;
    }
    verb(true);
    inQuery |= level();
    if (word == SqlWord.UPDATE) {
      expect(false);
    }
  }

  /** In {@code WHEN MATCHED THEN UPDATE SET …} the target is the one of MERGE. */
  private boolean isMergeAction(SqlWord word) {
    SqlWord next = at.nextWord();
    return switch (word) {
      case UPDATE -> next == SqlWord.SET;
      case INSERT -> next == SqlWord.VALUES || at.nextIs('(');
      default -> next != SqlWord.FROM;
    };
  }

  private void verb(boolean query) {
    append(at.text());
    anyVerb = true;
    writes = true;
    endList();
    if (query) {
      expressionDepth = -1;
    }
  }

  private void from() {
    boolean query = depth == 0 || (inQuery & level()) != 0;
    if (query && at.previousWord() != SqlWord.DISTINCT) {
      inList |= level();
      expect(false);
    }
  }

  private void with() {
    if (!at.nextIs('(')) {
      namesExpression = true;
      expressionDepth = depth;
    }
  }

  /**
   * Notes the name of a common table expression, if it is one: {@code x AS (}, {@code x (a) AS}.
   */
  private void nameExpression() {
    namesExpression = false;
    if (at.nextIs('(') || (at.nextWord() == SqlWord.AS && at.nextButOneStartsExpression())) {
      tableExpressions.add(folded(at.bareText()));
    } else {
      expressionDepth = -1;
    }
  }

  /** CREATE, ALTER, DROP or TRUNCATE with its object type and name. */
  private void definition(SqlWord verb) {
    verb(false);
    boolean truncate = verb == SqlWord.TRUNCATE;
    int steps = 0;
    while (at.nextType() == SqlToken.WORD && steps++ < 8 && MODIFIERS.contains(at.nextUpper())) {
      at.next();
    }
    if (at.nextType() == SqlToken.WORD && (!truncate || at.nextWord() == SqlWord.TABLE)) {
      at.next();
      append(at.text());
      boolean twoWords = at.textIs("MATERIALIZED") || at.textIs("PARTITION");
      if (twoWords && at.nextType() == SqlToken.WORD) {
        at.next();
        append(at.text());
      }
    }
    while (at.nextType() == SqlToken.WORD && EXISTENCE.contains(at.nextUpper())) {
      at.next();
    }
    expect(true);
  }

  private void addTarget() {
    target = false;
    int start = at.index();
    StringBuilder name = new StringBuilder(at.bareText());
    boolean single = true;
    while (at.continuesName()) {
      at.next();
      single = false;
      name.append(at.bareText());
    }
    boolean function = at.nextIs('(') && !targetMayHaveColumns;
    boolean expression =
        single && !tableExpressions.isEmpty() && tableExpressions.contains(folded(name.toString()));
    boolean nothing = at.index() == start && at.textIs("TABLE") && at.nextIs('(');
    if (!function && !expression && !nothing) {
      append(name.toString());
    }
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void append(String part) {
    int chars = part.length() + (out.isEmpty() ? 0 : 1);
    if (full || out.length() + chars > maxChars) {
      full = true;
      return;
    }
    if (!out.isEmpty()) {
      out.append(' ');
    }
    out.append(part);
  }
}
