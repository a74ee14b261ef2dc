package io.longpole.analyzer.call;

import java.util.OptionalInt;

/**
 * A span that asks something of another component, with all that detectors need to know of it.
 *
 * @param node the span's node in its trace
 * @param callClass what kind of component is asked
 * @param target who is asked: a service name, host, or system and namespace; never an address
 * @param key what for, for grouping: equal for the same call in every language and environment;
 *     starts with the class and never holds a literal
 * @param fingerprintKey the key without the target where the target is a replica or shard (db,
 *     cache, search); the same as the key elsewhere
 * @param label the same, to show: the normalised statement, URL template or method, at most 255
 *     characters
 * @param effect whether it changes something there
 * @param outcome how it ended
 * @param arguments what is known of its arguments
 * @param noise whether it only serves the connection
 * @param size how many calls it stands for; 1 unless a batch or composite span
 * @param batch whether size comes from a real batch, which is no loop
 * @param attempt the ordinal of an explicit resend, where an attribute says so
 */
public record Call(
    int node,
    CallClass callClass,
    String target,
    String key,
    String fingerprintKey,
    String label,
    Effect effect,
    Outcome outcome,
    Arguments arguments,
    Noise noise,
    int size,
    boolean batch,
    OptionalInt attempt) {

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
    RECEIVE_EMPTY,
    SETTLE
  }

  /**
   * What is known of a call's arguments: {@code known} means that equal hashes prove equal
   * arguments; otherwise equal hashes prove nothing. Different hashes always prove different
   * arguments. The hash lives in memory only.
   */
  public record Arguments(boolean known, long hash) {
    public static final Arguments HIDDEN = new Arguments(false, 0);
  }
}
