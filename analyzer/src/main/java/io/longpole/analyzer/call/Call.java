package io.longpole.analyzer.call;

import java.util.OptionalInt;

/**
 * A span that asks something of another component, with all that detectors need to know of it.
 *
 * @param node the span's node in its trace
 * @param subject who is asked for what; one object is shared by all calls of a key
 * @param outcome how it ended
 * @param httpStatus the HTTP status code, 0 if none was reported
 * @param arguments what is known of its arguments
 * @param size how many calls it stands for; 1 unless a batch or composite span
 * @param batch whether size comes from a real batch, which is no loop
 * @param attempt what its attributes and its transport say about repetition
 * @param partOf the node of the call that this one is a part of, −1 if it stands for itself. A part
 *     is a gRPC attempt of its {@code Sent} span, a {@code getMore} of its {@code find}, or one of
 *     the spans of a call that its mapper and its driver show: parts take part in rules about
 *     attempts and in none that count calls
 */
public record Call(
    int node,
    Subject subject,
    Outcome outcome,
    int httpStatus,
    Arguments arguments,
    int size,
    boolean batch,
    Attempt attempt,
    int partOf) {

  /** What kind of component a call asks. */
  public enum CallClass {
    DB,
    CACHE,
    SEARCH,
    HTTP,
    RPC,
    MESSAGING,
    FAAS,
    ASSET,
    OTHER
  }

  /** Whether a call changes something. */
  public enum Effect {
    READ,
    WRITE,
    UNKNOWN
  }

  /** Work that serves the connection, not the request; transparent to grouping. */
  public enum Noise {
    NONE,
    CHECKOUT,
    CONNECT,
    TX,
    SETTINGS,
    STATEMENT,
    RECEIVE_EMPTY,
    SETTLE
  }

  /**
   * Who is asked for what.
   *
   * @param callClass what kind of component is asked
   * @param target who is asked: a service name, host, or system and namespace; never an address
   * @param key what for, for grouping: equal for the same call in every language and environment;
   *     starts with the class and never holds a literal
   * @param fingerprintKey the key without the target where the target is a replica or shard (db,
   *     cache, search); the same as the key elsewhere
   * @param label the same, to show in a sentence: the statement's summary, method and URL template,
   *     or RPC method; at most 255 characters
   * @param text the same in full: the normalised statement, at most 2,048 characters; the label for
   *     all other calls
   * @param collection the table, index or collection asked, lower case; empty if unknown, or if
   *     several are read or written
   * @param effect whether it changes something there
   * @param noise whether it only serves the connection
   * @param repeatable false if the same question may have another answer each time: {@code now()},
   *     {@code nextval}, random numbers
   */
  public record Subject(
      CallClass callClass,
      String target,
      String key,
      String fingerprintKey,
      String label,
      String text,
      String collection,
      Effect effect,
      Noise noise,
      boolean repeatable) {}

  /**
   * What is known of a call's arguments. The hashes live in memory only.
   *
   * @param known whether equal hashes prove equal arguments; otherwise they prove nothing.
   *     Different hashes prove different arguments if the shapes allow it, see {@link #differsFrom}
   * @param hash of all arguments; 0 if nothing of them is visible
   * @param shape how many arguments there are in the upper half, which of them are visible in the
   *     lower; 0 if all calls of the key have the same
   * @param page hash of the page asked for (URL keys such as page, offset, cursor; the rows that a
   *     statement skips); 0 if none is
   * @param rest hash of all arguments but the page; means nothing when page is 0
   */
  public record Arguments(boolean known, long hash, long shape, long page, long rest) {
    public static final Arguments HIDDEN = new Arguments(false, 0, 0, 0, 0);

    /** Arguments that ask for no page. */
    public static Arguments of(boolean known, long hash) {
      return new Arguments(known, hash, 0, 0, 0);
    }

    /**
     * Whether the arguments are proven to be others: both show some of them, and these differ in
     * number or, if the same ones are visible, in value.
     */
    public boolean differsFrom(Arguments other) {
      return hash != 0
          && other.hash != 0
          && hash != other.hash
          && (shape == other.shape || shape >>> Integer.SIZE != other.shape >>> Integer.SIZE);
    }
  }

  /**
   * What is said explicitly about the repetition of a call.
   *
   * @param ordinal how many attempts came before this one, where an attribute says so
   * @param transparent whether it repeats an attempt that never reached the application (gRPC)
   * @param resends how often the transport below it sent it again
   * @param speculative how many speculative executions the driver added (Cassandra)
   */
  public record Attempt(OptionalInt ordinal, boolean transparent, int resends, int speculative) {
    public static final Attempt UNKNOWN = new Attempt(OptionalInt.empty(), false, 0, 0);
  }

  public CallClass callClass() {
    return subject.callClass;
  }

  public String target() {
    return subject.target;
  }

  public String key() {
    return subject.key;
  }

  public String fingerprintKey() {
    return subject.fingerprintKey;
  }

  public String label() {
    return subject.label;
  }

  public String text() {
    return subject.text;
  }

  public String collection() {
    return subject.collection;
  }

  public Effect effect() {
    return subject.effect;
  }

  public Noise noise() {
    return subject.noise;
  }
}
