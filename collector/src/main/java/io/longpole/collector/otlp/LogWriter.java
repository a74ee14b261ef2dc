package io.longpole.collector.otlp;

import io.longpole.collector.log.DeadLetterEntry;
import io.longpole.collector.log.LogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes to the span log and the dead letters, with a bounded queue before it.
 *
 * <p>It takes all that waits at once (group commit): appends each, syncs once where the level asks
 * for it, and only then completes the tasks. A task that fails is refused alone.
 */
final class LogWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  /** Requests that may wait; their bytes are bounded by {@link InFlightBytes}. */
  static final int QUEUE_LENGTH = 4_096;

  private static final Refusal APPEND_FAILED =
      new Refusal(
          Refusal.APPEND_FAILED, 5, "The span log cannot be written; see the log of longpole.");

  private static final long SYNC_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SAY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * One request to write.
   *
   * @param payload what to append; null when no span of the request is good
   * @param letters dead letters, written after the payload
   * @param done told when the level of durability is reached, or that it cannot be
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by identity only.
  record Task(
      OtlpSignal signal,
      long timeNanos,
      byte @Nullable [] payload,
      List<DeadLetterEntry> letters,
      Done done) {}

  /** Learns on the writer's thread what became of a task. */
  interface Done {

    /** The payload is in the log, at the configured durability. */
    void written();

    /** Nothing of the payload is in the log. */
    void refused(Refusal refusal);
  }

  /** For tasks that nobody waits for. */
  static final Done NOBODY =
      new Done() {
        @Override
        public void written() {}

        @Override
        public void refused(Refusal refusal) {}
      };

  private final SpanAppender appender;
  private final DeadLetterSink deadLetters;
  private final Durability durability;
  private final ReceiverCounters counters;
  private final RarelyLogged trouble;
  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
  private final Thread thread;
  private final @Nullable ScheduledExecutorService syncTimer;
  private volatile boolean closed;
  private volatile boolean unsynced;

  LogWriter(
      SpanAppender appender,
      DeadLetterSink deadLetters,
      Durability durability,
      ReceiverCounters counters) {
    this.appender = appender;
    this.deadLetters = deadLetters;
    this.durability = durability;
    this.counters = counters;
    this.trouble = new RarelyLogged(LOG::warn, SAY_INTERVAL_NANOS, System::nanoTime);
    this.syncTimer = durability == Durability.PERIODIC ? startSyncTimer() : null;
    this.thread = new Thread(this::run, "longpole-span-log");
    thread.setDaemon(true);
    thread.start();
  }

  /** Puts the task in the queue; false when the queue is full, or the writer closed. */
  synchronized boolean offer(Task task) {
    return !closed && queue.offer(task);
  }

  /** Writes what waits, syncs, and ends the thread. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      // Wakes the thread; when the queue is full it is awake.
      queue.offer(new Task(OtlpSignal.TRACES, 0, null, List.of(), NOBODY));
    }
    if (syncTimer != null) {
      syncTimer.close();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The log must not be left half-way; whoever interrupts learns of it afterwards.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Task> batch = new ArrayList<>();
    boolean last;
    do {
      last = closed;
      batch.clear();
      waitForTasks(batch);
      write(batch);
    } while (!last || !queue.isEmpty());
    if (durability == Durability.PERIODIC) {
      syncIfNeeded();
    }
  }

  /** A thread of its own: a sync may take long, and nobody waits for this one. */
  private ScheduledExecutorService startSyncTimer() {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread made = new Thread(task, "longpole-span-log-sync");
          made.setDaemon(true);
          return made;
        });
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            this::syncIfNeeded, SYNC_INTERVAL_NANOS, SYNC_INTERVAL_NANOS, TimeUnit.NANOSECONDS);
    return timer;
  }

  private void syncIfNeeded() {
    if (unsynced) {
      // Before the sync: what is appended meanwhile needs the next one.
      unsynced = false;
      if (!sync()) {
        unsynced = true;
      }
    }
  }

  private void waitForTasks(List<Task> batch) {
    try {
      Task first = queue.poll(SYNC_INTERVAL_NANOS, TimeUnit.NANOSECONDS);
      if (first != null) {
        batch.add(first);
        queue.drainTo(batch);
      }
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread, and it does so by a task.
      LOG.debug("interrupt ignored", e);
    }
  }

  private void write(List<Task> batch) {
    List<Task> appended = new ArrayList<>(batch.size());
    for (Task task : batch) {
      if (append(task)) {
        if (durability == Durability.SYNCED && task.payload != null) {
          appended.add(task);
        } else {
          task.done.written();
        }
      }
    }
    if (!appended.isEmpty()) {
      boolean durable = sync();
      for (Task task : appended) {
        if (durable) {
          task.done.written();
        } else {
          task.done.refused(APPEND_FAILED);
        }
      }
    }
  }

  private boolean append(Task task) {
    try {
      byte[] payload = task.payload;
      if (payload != null) {
        appender.append(task.signal.logSignal(), task.timeNanos, payload);
        unsynced = true;
      }
    } catch (Throwable e) {
      trouble.say("append", "Cannot append to the span log, requests are refused: " + e);
      task.done.refused(refusal(e));
      return false;
    }
    for (DeadLetterEntry letter : task.letters) {
      keep(letter);
    }
    return true;
  }

  /** A letter that cannot be kept is counted; the spans beside it are not refused for it. */
  private void keep(DeadLetterEntry letter) {
    try {
      deadLetters.add(letter);
      counters.deadLetter("kept");
    } catch (Throwable e) {
      counters.deadLetter("lost");
      trouble.say("dead letter", "Cannot keep a dead letter (" + letter.reason() + "): " + e);
    }
  }

  private boolean sync() {
    try {
      appender.sync();
      return true;
    } catch (Throwable e) {
      trouble.say("sync", "Cannot make the span log durable: " + e);
      return false;
    }
  }

  private static Refusal refusal(Throwable e) {
    boolean disk =
        e instanceof LogUnavailableException unavailable
            && unavailable.reason() == LogUnavailableException.Reason.DISK;
    return disk
        ? new Refusal(Refusal.DISK, Refusal.DISK_RETRY_SECONDS, String.valueOf(e.getMessage()))
        : APPEND_FAILED;
  }
}
