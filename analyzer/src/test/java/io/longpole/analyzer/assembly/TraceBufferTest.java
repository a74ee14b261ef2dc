package io.longpole.analyzer.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longpole.analyzer.assembly.TraceBuffer.Arrival;
import io.longpole.analyzer.assembly.TraceBuffer.Limits;
import io.longpole.analyzer.assembly.TraceBuffer.Reason;
import io.longpole.analyzer.assembly.TraceBuffer.Sealed;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceBufferTest {

  private static final TraceId A = new TraceId(0, 1);
  private static final TraceId B = new TraceId(0, 2);
  private static final TraceId C = new TraceId(0, 3);

  private final TraceBuffer<String> buffer = new TraceBuffer<>(new Limits(2, 10, 100, 1 << 20, 3));

  private void root(TraceId id, String item, long position, long now) {
    buffer.add(id, item, new Arrival(true, true, 100, position, now));
  }

  private void span(TraceId id, String item, long position, long now) {
    buffer.add(id, item, new Arrival(false, true, 100, position, now));
  }

  private void log(TraceId id, String item, long position, long now) {
    buffer.add(id, item, new Arrival(false, false, 100, position, now));
  }

  @Test
  void traceWithRootIsSealedAfterTheQuietPeriod() {
    span(A, "db", 7, 0);
    root(A, "web", 8, 1);

    assertThat(buffer.poll(2)).isEmpty();
    assertThat(buffer.poll(3))
        .containsExactly(new Sealed<>(A, List.of("db", "web"), 7, Reason.QUIET, 0));
    assertThat(buffer.pendingTraces()).isZero();
    assertThat(buffer.pendingBytes()).isZero();
  }

  @Test
  void anythingNewStartsTheQuietPeriodAnew() {
    root(A, "web", 1, 0);
    log(A, "line", 2, 1);

    assertThat(buffer.poll(2)).isEmpty();
    assertThat(buffer.poll(3)).hasSize(1);
  }

  @Test
  void traceWithoutRootIsSealedAfterTheIdleTime() {
    span(A, "db", 1, 0);

    assertThat(buffer.poll(9)).isEmpty();
    assertThat(buffer.poll(10)).containsExactly(new Sealed<>(A, List.of("db"), 1, Reason.IDLE, 0));
  }

  @Test
  void loneLogRecordWaitsForItsTrace() {
    log(A, "line", 1, 0);

    assertThat(buffer.pendingSpans()).isZero();
    assertThat(buffer.oldestPendingPosition()).isEqualTo(OptionalLong.of(1));
    assertThat(buffer.poll(10))
        .containsExactly(new Sealed<>(A, List.of("line"), 1, Reason.IDLE, 0));
  }

  @Test
  void traceThatNeverRestsIsSealedAtItsMaximalAge() {
    root(A, "0", 0, 0);
    for (int i = 1; i < 100; i++) {
      log(A, "line", i, i);
      assertThat(buffer.poll(i)).isEmpty();
    }

    assertThat(buffer.poll(100)).singleElement().extracting(Sealed::reason).isEqualTo(Reason.AGE);
  }

  @Test
  void oldestTracesGoWhenMemoryIsShort() {
    TraceBuffer<String> small = new TraceBuffer<>(new Limits(2, 10, 100, 1_000, 3));
    small.add(A, "a", new Arrival(false, true, 300, 1, 0));
    small.add(B, "b", new Arrival(false, true, 300, 2, 0));
    assertThat(small.poll(0)).singleElement().extracting(Sealed::traceId).isEqualTo(A);
    small.add(B, "b2", new Arrival(false, true, 900, 3, 0));

    assertThat(small.poll(0))
        .containsExactly(new Sealed<>(B, List.of("b", "b2"), 2, Reason.MEMORY, 0));
    assertThat(small.pendingBytes()).isZero();
  }

  @Test
  void spansBeyondTheLimitAreDroppedAndCounted() {
    root(A, "1", 1, 0);
    span(A, "2", 2, 0);
    span(A, "3", 3, 0);
    span(A, "4", 4, 0);
    span(A, "5", 5, 0);
    log(A, "line", 6, 0);

    assertThat(buffer.pendingSpans()).isEqualTo(3);
    assertThat(buffer.poll(2))
        .containsExactly(new Sealed<>(A, List.of("1", "2", "3", "line"), 1, Reason.SIZE, 2));
  }

  @Test
  void sealedTracesComeOldestFirst() {
    span(C, "c", 1, 0);
    root(B, "b", 2, 0);
    root(A, "a", 2, 0);

    assertThat(buffer.flush()).extracting(Sealed::traceId).containsExactly(C, A, B);
    assertThat(buffer.oldestPendingPosition()).isEmpty();
  }

  @Test
  void lateSpanOpensItsTraceAnew() {
    root(A, "web", 1, 0);
    assertThat(buffer.poll(2)).hasSize(1);

    span(A, "late", 9, 3);
    assertThat(buffer.poll(13))
        .containsExactly(new Sealed<>(A, List.of("late"), 9, Reason.IDLE, 0));
  }

  @Test
  void clockThatStepsBackStandsStill() {
    root(A, "web", 1, 50);
    root(B, "web", 2, 10);

    assertThat(buffer.poll(51)).isEmpty();
    assertThat(buffer.poll(52)).extracting(Sealed::traceId).containsExactly(A, B);
  }

  @Test
  void clockMayCountFromAnyOrigin() {
    root(A, "web", 1, Long.MAX_VALUE - 1);

    assertThat(buffer.poll(Long.MAX_VALUE)).isEmpty();
    assertThat(buffer.poll(Long.MIN_VALUE)).hasSize(1);
  }

  @Test
  void positionsMustNotGoBack() {
    span(A, "a", 5, 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> span(B, "b", 4, 0))
        .withMessageContaining("logPosition=4 is before 5");
  }

  @Test
  void sealsTheSameTracesAsASlowReference() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Limits limits =
          new Limits(random.nextInt(4), random.nextInt(9), 20, 500 + random.nextInt(4_000), 4);
      TraceBuffer<Integer> fast = new TraceBuffer<>(limits);
      SlowBuffer slow = new SlowBuffer(limits);
      long now = random.nextLong();
      for (int i = 0; i < 200; i++) {
        now += random.nextInt(3);
        TraceId id = new TraceId(0, 1 + random.nextInt(8));
        Arrival arrival =
            new Arrival(
                random.nextInt(5) == 0, random.nextInt(4) != 0, random.nextInt(200), i / 3, now);
        fast.add(id, i, arrival);
        slow.add(id, i, arrival);
        assertThat(fast.oldestPendingPosition().orElseThrow())
            .as("seed %s", seed)
            .isEqualTo(slow.oldestPosition());
        if (random.nextBoolean()) {
          assertThat(fast.poll(now)).as("seed %s", seed).isEqualTo(slow.poll(now));
          assertThat(fast.pendingTraces()).as("seed %s", seed).isEqualTo(slow.traces.size());
        }
      }
    }
  }

  /** The rules, looked at for every trace at every poll. */
  private static final class SlowBuffer {
    private static final class Open {
      final TraceId id;
      final List<Integer> items = new ArrayList<>();
      final List<Arrival> arrivals = new ArrayList<>();
      boolean root;
      int spans;
      int dropped;
      int bytes = 240;

      Open(TraceId id) {
        this.id = id;
      }

      long last() {
        return arrivals.get(arrivals.size() - 1).nowNanos();
      }

      Sealed<Integer> seal(Reason reason) {
        return new Sealed<>(
            id, items, arrivals.get(0).logPosition(), dropped > 0 ? Reason.SIZE : reason, dropped);
      }
    }

    final List<Open> traces = new ArrayList<>();
    private final Limits limits;

    SlowBuffer(Limits limits) {
      this.limits = limits;
    }

    void add(TraceId id, int item, Arrival arrival) {
      Open open = traces.stream().filter(t -> t.id.equals(id)).findFirst().orElse(null);
      if (open == null) {
        open = new Open(id);
        traces.add(open);
      }
      open.arrivals.add(arrival);
      open.root |= arrival.root();
      if (arrival.span() && open.spans >= limits.maxSpansPerTrace()) {
        open.dropped++;
        return;
      }
      open.spans += arrival.span() ? 1 : 0;
      open.bytes += arrival.sizeBytes() + 8;
      open.items.add(item);
    }

    long oldestPosition() {
      return traces.stream()
          .flatMap(t -> t.arrivals.stream())
          .mapToLong(Arrival::logPosition)
          .min()
          .orElseThrow();
    }

    List<Sealed<Integer>> poll(long now) {
      List<Sealed<Integer>> sealed = new ArrayList<>();
      for (Open open : List.copyOf(traces)) {
        Reason reason = null;
        if (open.root && now - open.last() >= limits.quietNanos()) {
          reason = Reason.QUIET;
        } else if (!open.root && now - open.last() >= limits.idleNanos()) {
          reason = Reason.IDLE;
        } else if (now - open.arrivals.get(0).nowNanos() >= limits.maxAgeNanos()) {
          reason = Reason.AGE;
        }
        if (reason != null) {
          sealed.add(open.seal(reason));
          traces.remove(open);
        }
      }
      while (traces.stream().mapToLong(t -> t.bytes).sum() > limits.maxBytes()) {
        sealed.add(traces.remove(0).seal(Reason.MEMORY));
      }
      sealed.sort(
          Comparator.<Sealed<Integer>>comparingLong(Sealed::firstPosition)
              .thenComparing(Sealed::traceId));
      return sealed;
    }
  }
}
