package io.longpole.analyzer.call;

/**
 * The values of an SQL text, as far as they are in it.
 *
 * <p>Example: {@code a = 7 AND b = ?} has two values, of which the second is a placeholder; the
 * hash is that of {@code 7 ?}. Of {@code LIMIT 50 OFFSET 100} and of {@code LIMIT 100, 50} the
 * number 100 says which page is asked for. One pass over the tokens.
 *
 * @param hash of the values and the places of placeholders, in order
 * @param allSeen whether no value is a placeholder
 * @param shape the number of values in the upper half, a hash of the places of placeholders in the
 *     lower
 * @param page hash of the number of rows to skip; 0 if none is said, or if not all values are seen
 * @param rest hash of all other values
 */
record SqlValues(long hash, boolean allSeen, long shape, long page, long rest) {

  static SqlValues of(SqlTokens tokens) {
    Sum sum = new Sum(tokens);
    for (int i = 0; i < tokens.count(); i++) {
      sum.add(i);
    }
    long shape = (long) sum.count << Integer.SIZE | (Hash.finish(sum.places) & 0xffff_ffffL);
    boolean paged = sum.page != Hash.START && sum.allSeen;
    return new SqlValues(
        Hash.finish(sum.hash),
        sum.allSeen,
        shape,
        paged ? Hash.finish(sum.page) : 0,
        Hash.finish(sum.rest));
  }

  /** What was seen so far. */
  private static final class Sum {
    private final SqlTokens tokens;
    private long hash = Hash.START;
    private long places = Hash.START;
    private long page = Hash.START;
    private long rest = Hash.START;
    private int count;
    private boolean allSeen = true;
    private SqlWord before = SqlWord.NAME;

    Sum(SqlTokens tokens) {
      this.tokens = tokens;
    }

    void add(int i) {
      String text = tokens.text();
      switch (tokens.type(i)) {
        case STRING, NUMBER -> {
          hash = Hash.add(hash, text, tokens.start(i), tokens.end(i));
          count++;
          if (before == SqlWord.OFFSET || (before == SqlWord.LIMIT && commaFollows(i))) {
            page = Hash.add(page, text, tokens.start(i), tokens.end(i));
          } else {
            rest = Hash.add(rest, text, tokens.start(i), tokens.end(i));
          }
          before = SqlWord.NAME;
        }
        case PLACEHOLDER -> {
          hash = Hash.add(hash, '?');
          count++;
          places = Hash.add(places, (long) count);
          allSeen = false;
          before = SqlWord.NAME;
        }
        case WORD -> {
          before = SqlWord.of(text, tokens.start(i), tokens.end(i));
          if (before == SqlWord.TRUE || before == SqlWord.FALSE) {
            hash = Hash.add(hash, before.name());
            rest = Hash.add(rest, before.name());
            count++;
          }
        }
        case QUOTED, MARK -> before = SqlWord.NAME;
        case SPACE, COMMENT -> {}
      }
    }

    private boolean commaFollows(int i) {
      int next = i + 1;
      while (next < tokens.count() && tokens.type(next) == SqlToken.SPACE) {
        next++;
      }
      return next < tokens.count() && tokens.text().charAt(tokens.start(next)) == ',';
    }
  }
}
