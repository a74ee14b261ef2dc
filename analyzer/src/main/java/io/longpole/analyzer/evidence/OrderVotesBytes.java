package io.longpole.analyzer.evidence;

import java.util.Arrays;

/**
 * Votes as bytes, to be kept over a restart.
 *
 * <p>Layout, numbers big-endian: magic "LPOV", version (1 byte), traces (8); number of parents (4),
 * each: key (8), number of operations (1), each: key (8), traces (2), outliving traces (2); number
 * of pairs (4), each: key (4), votes for waiting (4), against (4), refuting traces (2), traces (2).
 */
public final class OrderVotesBytes {

  private static final int MAGIC = 0x4C504F56;
  private static final int VERSION = 1;

  private OrderVotesBytes() {}

  /** The votes as bytes; the same for the same votes. */
  public static byte[] write(OrderVotes votes) {
    Output out = new Output();
    out.number(MAGIC, 4);
    out.number(VERSION, 1);
    out.number(votes.traces(), 8);
    out.number(votes.parents().size(), 4);
    for (Siblings siblings : votes.parents()) {
      out.number(siblings.parent, 8);
      out.number(siblings.size(), 1);
      for (int slot = 0; slot < siblings.size(); slot++) {
        out.number(siblings.operation(slot), 8);
        out.number(siblings.traces(slot), 2);
        out.number(siblings.outliving(slot), 2);
      }
    }
    PairTable pairs = votes.pairs();
    out.number(pairs.size(), 4);
    for (int position = 0; position < pairs.size(); position++) {
      out.number(pairs.key(position), 4);
      out.number(pairs.waits(position), 4);
      out.number(pairs.refutes(position), 4);
      out.number(pairs.refutingTraces(position), 2);
      out.number(pairs.traces(position), 2);
    }
    return Arrays.copyOf(out.bytes, out.size);
  }

  /**
   * Votes from bytes; voting goes on where it stopped.
   *
   * @throws IllegalArgumentException if these are no votes, or of a newer version
   */
  public static OrderVotes read(byte[] bytes, OrderVotes.Limits limits) {
    Input in = new Input(bytes);
    in.check(in.number(4) == MAGIC, "they do not start with LPOV");
    long version = in.number(1);
    in.check(version == VERSION, "version=" + version + ", known is " + VERSION);
    OrderVotes votes = new OrderVotes(limits);
    votes.restoreTraces(in.number(8));
    long parents = in.number(4);
    for (int parent = 0; parent < parents; parent++) {
      readParent(in, votes, parent);
    }
    readPairs(in, votes);
    in.check(in.position == bytes.length, "there are more bytes than votes");
    return votes;
  }

  private static void readParent(Input in, OrderVotes votes, int parent) {
    in.check(votes.parent(in.number(8)) == parent, "a parent is there twice or is one too many");
    Siblings siblings = votes.parents().get(parent);
    long operations = in.number(1);
    for (int slot = 0; slot < operations; slot++) {
      in.check(siblings.slot(in.number(8)) == slot, "an operation is there twice");
      int traces = (int) in.number(2);
      int outliving = (int) in.number(2);
      in.check(
          traces < PairTable.HALVE_AT_TRACES && outliving <= traces, "traces are out of range");
      siblings.restore(slot, traces, outliving);
    }
  }

  private static void readPairs(Input in, OrderVotes votes) {
    long pairs = in.number(4);
    for (int position = 0; position < pairs; position++) {
      int key = (int) in.number(4);
      int waits = (int) in.number(4);
      int refutes = (int) in.number(4);
      int refutingTraces = (int) in.number(2);
      int traces = (int) in.number(2);
      int parent = OrderVotes.parentOf(key);
      in.check(parent < votes.parents().size(), "a pair has no parent");
      int operations = votes.parents().get(parent).size();
      in.check(
          OrderVotes.firstOf(key) < operations && OrderVotes.secondOf(key) < operations,
          "a pair has no operation");
      long most = (long) PairTable.HALVE_AT_TRACES * PairTable.FULL_VOTE;
      in.check(
          waits >= 0
              && refutes >= 0
              && (long) waits + refutes <= most
              && traces < PairTable.HALVE_AT_TRACES
              && refutingTraces <= traces,
          "votes are out of range");
      votes.pairs().restore(key, waits, refutes, refutingTraces, traces);
      in.check(votes.pairs().size() == position + 1, "a pair is there twice");
    }
  }

  private static final class Output {
    private byte[] bytes = new byte[1024];
    private int size;

    void number(long value, int width) {
      if (size + width > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
      for (int i = width - 1; i >= 0; i--) {
        bytes[size++] = (byte) (value >>> (8 * i));
      }
    }
  }

  private static final class Input {
    private final byte[] bytes;
    private int position;

    Input(byte[] bytes) {
      this.bytes = bytes;
    }

    long number(int width) {
      check(bytes.length - position >= width, "they end early");
      long value = 0;
      for (int i = 0; i < width; i++) {
        value = (value << 8) | (bytes[position++] & 0xFF);
      }
      return value;
    }

    void check(boolean right, String problem) {
      if (!right) {
        throw new IllegalArgumentException(
            "these are no order votes of longpole, at byte " + position + ": " + problem);
      }
    }
  }
}
