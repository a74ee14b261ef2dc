package io.longpole.query.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that work out answers: at most so many at once, nothing waits in a queue.
 *
 * <p>They are never interrupted: an interrupt closes the files that a search reads.
 */
final class AnswerThreads implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerThreads.class);

  private final int limit;
  private final ThreadPoolExecutor executor;

  AnswerThreads(int limit) {
    this.limit = limit;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            0,
            limit,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "longpole-query-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Works out an answer on one of the threads, or refuses if all are busy. */
  <T> void answer(StreamObserver<T> asker, Supplier<T> question) {
    try {
      executor.execute(() -> run(asker, question));
    } catch (RejectedExecutionException e) {
      String reason =
          executor.isShutdown()
              ? "The server is shutting down."
              : limit + " questions are being answered already, the most at once: ask again soon.";
      asker.onError(Status.UNAVAILABLE.withDescription(reason).asRuntimeException());
    }
  }

  private static <T> void run(StreamObserver<T> asker, Supplier<T> question) {
    T answer;
    try {
      answer = question.get();
    } catch (StatusRuntimeException e) {
      asker.onError(e);
      return;
    } catch (IllegalArgumentException e) {
      asker.onError(
          Status.INVALID_ARGUMENT.withDescription(message(e)).withCause(e).asRuntimeException());
      return;
    } catch (RuntimeException | Error e) {
      LOG.error("A question could not be answered", e);
      String reason = "The server failed to answer (" + message(e) + "); its log has the details.";
      asker.onError(Status.INTERNAL.withDescription(reason).withCause(e).asRuntimeException());
      return;
    }
    asker.onNext(answer);
    asker.onCompleted();
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Takes no more questions and waits up to two seconds for those being answered. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.warn("{} questions are still being answered at shutdown", executor.getActiveCount());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
