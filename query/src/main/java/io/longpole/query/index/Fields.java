package io.longpole.query.index;

/**
 * The fields of the index; the kinds of document share none but where they are in the trace log,
 * and the trace id.
 *
 * <p>A trace is a block of documents: one for each sighting, then one for the trace, all with the
 * trace's id, so that one term replaces them all. A log record is a document of its own, and so is
 * what is known of one endpoint in one window of time.
 */
final class Fields {

  /** Of this layout; an index of another is built anew. */
  static final int FORMAT_VERSION = 5;

  /** Position in the trace log, on all documents: what is released there is deleted here. */
  static final String POSITION = "position";

  /** Place in the block at that position, on traces and log records. */
  static final String ORDINAL = "ordinal";

  /** 16 bytes, on trace and sighting documents. */
  static final String TRACE_ID = "id";

  /** The halves of the id, on trace and sighting documents. */
  static final String ID_HIGH = "id.high";

  static final String ID_LOW = "id.low";

  // Trace documents. Numbers that are usually 0 are left out when they are.
  static final String START = "t.start";
  static final String DURATION = "t.duration";
  static final String VERSION = "t.version";
  static final String THROUGH = "t.through";
  static final String SPANS = "t.spans";
  static final String ERRORS = "t.errors";
  static final String INCOMPLETE = "t.incomplete";
  static final String DUPLICATES = "t.duplicates";
  static final String ORPHANS = "t.orphans";
  static final String SKEWED = "t.skewed";

  /** What {@link TraceTerms} makes. */
  static final String TERMS = "t.terms";

  /** The distinct entries (service, operation, kind) of a trace, in order of their bytes. */
  static final String ENTRIES = "t.entries";

  /** For each of the {@link #ENTRIES}, in their order, its counts and durations. */
  static final String ENTRY_TIMES = "t.times";

  /** Service and operation of the main root. */
  static final String ENDPOINT = "t.endpoint";

  /** The operations on the main critical path, and beside them their times, likewise. */
  static final String CRITICAL = "t.critical";

  static final String CRITICAL_TIMES = "t.criticaltimes";

  /** Stored: what a line of a result shows, see {@link TraceLine}. */
  static final String LINE = "t.line";

  // Sighting documents.
  static final String SIGHTING_START = "s.start";
  static final String FINGERPRINT = "s.fingerprint";

  /** Version of the service to change; left out if it tells none. */
  static final String SIGHTING_VERSION = "s.version";

  static final String OCCURRENCES = "s.occurrences";
  static final String SIGHTING_SEVERITY = "s.severity";
  static final String IMPACT_HIGH = "s.high";
  static final String SIGHTING_TERMS = "s.terms";
  static final String SIGHTING = "s.all";

  // Log documents.

  /** The bytes of a {@link io.longpole.query.store.LogKey}. */
  static final String LOG_KEY = "l.key";

  static final String LOG_TIME = "l.time";
  static final String LOG_SEVERITY_NUMBER = "l.number";
  static final String LOG_SEVERITY = "l.severity";
  static final String LOG_SERVICE = "l.service";
  static final String LOG_TRACE = "l.trace";
  static final String LOG_SPAN = "l.span";
  static final String LOG_BODY = "l.body";
  static final String LOG_ATTRIBUTES = "l.attributes";

  // Profile documents.

  /** Start of a minute; a document of an hour has none. */
  static final String PROFILE_MINUTE = "p.minute";

  /** Start of the hour that the window is in. */
  static final String PROFILE_HOUR = "p.hour";

  static final String PROFILE_ENDPOINT = "p.endpoint";
  static final String PROFILE_START = "p.start";
  static final String PROFILE_END = "p.end";

  /** Stored: what {@link io.longpole.analyzer.profile.EndpointProfileBytes} makes. */
  static final String PROFILE = "p.all";

  private Fields() {}
}
