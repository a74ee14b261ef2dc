package io.longpole.deploy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.evidence.OrderVotesBytes;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.TraceVote;
import io.longpole.query.index.CommitPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all traces so far tell of the order of calls, kept in a file beside the index.
 *
 * <p>Each commit of the index names the file that belongs to it; what was voted since is voted
 * again by the replay. One thread votes and saves; any thread reads {@link #evidence}.
 */
final class LearnedOrder implements io.longpole.query.search.LearnedOrder {

  /** The name under which a commit keeps the number of its file. */
  private static final String COMMIT_NAME = "order-evidence";

  private static final Logger LOG = LoggerFactory.getLogger(LearnedOrder.class);
  private static final String FILE_PREFIX = "order-evidence-";

  /** Until then every trace votes; of a stream of traces a part tells the same. */
  private static final long ALL_VOTE_TRACES = 20_000;

  /** One trace in so many votes later, chosen by its id: the same at each replay. */
  private static final long SAMPLE = 8;

  private final Path folder;
  private final Analysis analysis;
  private OrderVotes votes = new OrderVotes();
  private TraceVote voter;
  private long savedNumber;

  /** Of the file that other threads may read. */
  private volatile long publishedNumber;

  private long savedTraces = -1;
  private volatile OrderEvidence evidence = OrderEvidence.NONE;

  LearnedOrder(Path folder, Analysis analysis) {
    this.folder = folder;
    this.analysis = analysis;
    this.voter = analysis.voter(votes);
  }

  /**
   * Goes on with the votes of a commit; of an index that was lost with those saved last. Without a
   * file the traces to come vote anew.
   */
  void restore(Optional<CommitPoint> commit) {
    if (commit.isPresent()) {
      restore(commit.get().counters().getOrDefault(COMMIT_NAME, 0L));
    } else {
      restore(highestNumber());
    }
  }

  private long highestNumber() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(FILE_PREFIX + "[0-9]{1,18}"))
          .mapToLong(name -> Long.parseLong(name.substring(FILE_PREFIX.length())))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + folder, e);
    }
  }

  private void restore(long number) {
    Path file = file(number);
    if (!Files.exists(file)) {
      return;
    }
    try {
      votes = OrderVotesBytes.read(Files.readAllBytes(file), OrderVotes.Limits.DEFAULT);
      voter = analysis.voter(votes);
      savedNumber = number;
      publishedNumber = number;
      savedTraces = votes.traces();
      evidence = votes.evidence();
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "{} cannot be read ({}); traces vote on the order of calls anew", file, e.toString());
    }
  }

  /** Lets a trace vote that was not seen before. */
  void vote(Trace trace) {
    if (votes.traces() < ALL_VOTE_TRACES || Long.remainderUnsigned(trace.id().low(), SAMPLE) == 0) {
      voter.cast(trace);
    }
  }

  /** The votes that were saved last; those since then do not count yet. */
  @Override
  public Optional<OrderVotes> votes() {
    for (long number = publishedNumber; number > 0; number = publishedNumber) {
      try {
        return Optional.of(
            OrderVotesBytes.read(Files.readAllBytes(file(number)), OrderVotes.Limits.DEFAULT));
      } catch (NoSuchFileException e) {
        if (number == publishedNumber) {
          return Optional.empty(); // not replaced by a newer one meanwhile, but gone
        }
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{} cannot be read: {}", file(number), e.toString());
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** What is known since the last {@link #saved}. */
  @Override
  public OrderEvidence evidence() {
    return evidence;
  }

  /** Saves the votes, makes them count, and gives what a commit keeps of it. */
  Map<String, Long> saved() {
    return Map.of(COMMIT_NAME, save());
  }

  /** Writes the votes to a file of their own and makes them count; gives the file's number. */
  private long save() {
    if (votes.traces() == savedTraces) {
      return savedNumber;
    }
    evidence = votes.evidence();
    try {
      Files.write(file(savedNumber + 1), OrderVotesBytes.write(votes));
      savedNumber++;
      publishedNumber = savedNumber;
      savedTraces = votes.traces();
    } catch (IOException e) {
      LOG.warn("The votes on the order of calls are not kept: {}", e.toString());
    }
    return savedNumber;
  }

  /** Deletes what no commit names any more. */
  void committed() {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> old =
          files
              .filter(file -> file.getFileName().toString().startsWith(FILE_PREFIX))
              .filter(file -> !file.equals(file(savedNumber)))
              .toList();
      for (Path file : old) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tidy " + folder, e);
    }
  }

  private Path file(long number) {
    return folder.resolve(FILE_PREFIX + number);
  }
}
