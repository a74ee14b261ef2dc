package io.longpole.query.index;

import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's classic query syntax over log records.
 *
 * <p>Fields: {@code body} (the default; words, phrases, wildcards), {@code service}, {@code
 * severity}, {@code trace}, {@code span}, {@code time} (only as a range of ISO-8601 times, days or
 * nanoseconds, such as {@code time:[2030-01-31T09:00:00Z TO *]}); any other name is an attribute of
 * the record or its resource, such as {@code logger.name:shop*}.
 */
final class LogSyntax extends QueryParser {

  static final String BODY = "body";

  LogSyntax(boolean leadingWildcards) {
    super(BODY, new LogAnalyzer());
    setAllowLeadingWildcard(leadingWildcards);
    setDeterminizeWorkLimit(10_000);
    setSplitOnWhitespace(true);
    setAutoGeneratePhraseQueries(true);
  }

  @Override
  protected @Nullable Query getFieldQuery(String field, String text, boolean quoted)
      throws ParseException {
    return switch (field) {
      case BODY, Fields.LOG_BODY -> super.getFieldQuery(Fields.LOG_BODY, text, quoted);
      case "time" ->
          throw new ParseException(
              "time:" + text + ": a range is expected, such as time:[2030-01-31T09:00:00Z TO *]");
      default -> new TermQuery(term(field, text));
    };
  }

  @Override
  protected @Nullable Query getFieldQuery(String field, String text, int slop)
      throws ParseException {
    return field.equals(BODY)
        ? super.getFieldQuery(Fields.LOG_BODY, text, slop)
        : getFieldQuery(field, text, true);
  }

  /** What only excludes, excludes from everything. */
  @Override
  protected @Nullable Query getBooleanQuery(List<BooleanClause> clauses) throws ParseException {
    if (!clauses.isEmpty() && clauses.stream().allMatch(BooleanClause::isProhibited)) {
      List<BooleanClause> withAll = new ArrayList<>(clauses);
      withAll.add(new BooleanClause(new FieldExistsQuery(Fields.LOG_TIME), Occur.FILTER));
      return super.getBooleanQuery(withAll);
    }
    return super.getBooleanQuery(clauses);
  }

  @Override
  protected Query getRangeQuery(
      String field,
      @Nullable String from,
      @Nullable String to,
      boolean fromInclusive,
      boolean toInclusive)
      throws ParseException {
    if (!field.equals("time")) {
      throw new ParseException(
          field + ":[" + from + " TO " + to + "]: ranges are for the field time only");
    }
    long low = from == null ? Long.MIN_VALUE : nanos(from);
    long high = to == null ? Long.MAX_VALUE : nanos(to);
    low += fromInclusive || from == null ? 0 : 1;
    high -= toInclusive || to == null ? 0 : 1;
    return low > high
        ? new MatchNoDocsQuery("empty range")
        : NumericDocValuesField.newSlowRangeQuery(Fields.LOG_TIME, low, high);
  }

  @Override
  protected Query getWildcardQuery(String field, String pattern) throws ParseException {
    if (pattern.equals("*") && (field.equals("*") || field.equals(BODY))) {
      return new FieldExistsQuery(Fields.LOG_TIME);
    }
    if (pattern.equals("*")) {
      return new PrefixQuery(patternTerm(field, ""));
    }
    if (!getAllowLeadingWildcard() && (pattern.startsWith("*") || pattern.startsWith("?"))) {
      throw new ParseException(
          pattern + ": a pattern that begins with * or ? needs a time window of at most a day");
    }
    Term term = patternTerm(field, field.equals(BODY) ? lower(pattern) : pattern);
    return new WildcardQuery(term, getDeterminizeWorkLimit());
  }

  @Override
  protected @Nullable Query getPrefixQuery(String field, String prefix) throws ParseException {
    String text = field.equals(BODY) ? lower(prefix) : prefix;
    return field.equals("time")
        ? getFieldQuery(field, prefix, true)
        : new PrefixQuery(plainTerm(field, text));
  }

  @Override
  protected Query getRegexpQuery(String field, String pattern) throws ParseException {
    if (!field.equals(BODY)) {
      throw new ParseException(
          field + ":/" + pattern + "/: regular expressions are for the field body only");
    }
    if (!getAllowLeadingWildcard()) {
      throw new ParseException(
          "/"
              + pattern
              + "/: a regular expression needs a time window of at most a day;"
              + " to find a slash, put the text in quotes");
    }
    return new RegexpQuery(new Term(Fields.LOG_BODY, pattern));
  }

  @Override
  protected Query getFuzzyQuery(String field, String text, float similarity) throws ParseException {
    if (!field.equals(BODY)) {
      throw new ParseException(field + ":" + text + "~: only the field body is searched fuzzily");
    }
    return super.getFuzzyQuery(Fields.LOG_BODY, lower(text), similarity);
  }

  private static Term term(String field, String text) throws ParseException {
    try {
      return switch (field) {
        case "service" -> new Term(Fields.LOG_SERVICE, TermText.term(text));
        case "severity" -> new Term(Fields.LOG_SEVERITY, LogSeverity.term(text));
        case "trace" -> new Term(Fields.LOG_TRACE, TraceId.parse(text).hex());
        case "span" -> new Term(Fields.LOG_SPAN, SpanId.hex(SpanId.parse(text)));
        default -> new Term(Fields.LOG_ATTRIBUTES, TermText.term(field + "=" + text));
      };
    } catch (IllegalArgumentException e) {
      throw new ParseException(field + ":" + text + ": " + e.getMessage());
    }
  }

  private static Term plainTerm(String field, String text) {
    return switch (field) {
      case BODY -> new Term(Fields.LOG_BODY, text);
      case "service" -> new Term(Fields.LOG_SERVICE, text);
      case "severity" -> new Term(Fields.LOG_SEVERITY, lower(text));
      case "trace" -> new Term(Fields.LOG_TRACE, lower(text));
      case "span" -> new Term(Fields.LOG_SPAN, lower(text));
      default -> new Term(Fields.LOG_ATTRIBUTES, new BytesRef(field + "=" + text));
    };
  }

  /** The same where the text is a pattern, so that a field's name must not be read as one. */
  private static Term patternTerm(String field, String pattern) {
    return plainTerm(field.replace("*", "\\*").replace("?", "\\?"), pattern);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static long nanos(String text) throws ParseException {
    try {
      if (text.chars().allMatch(Character::isDigit)) {
        return Long.parseLong(text);
      }
      Instant instant =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw new ParseException(
          text + ": a time like 2030-01-31T09:00:00Z, a day or nanoseconds are expected");
    }
  }
}
