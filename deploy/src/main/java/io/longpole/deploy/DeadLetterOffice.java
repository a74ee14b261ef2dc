package io.longpole.deploy;

import com.google.protobuf.ByteString;
import io.longpole.collector.log.DeadLetterLog;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.otlp.FrontDoor;
import io.longpole.collector.otlp.OtlpSignal;
import io.longpole.collector.otlp.Receipt;
import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.ListDeadLettersRequest;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
import io.longpole.query.api.DeadLetterDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lists, shows, replays and drops dead letters; a replay goes through the front door again. */
final class DeadLetterOffice implements DeadLetterDesk {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;
  private static final int MAX_MESSAGES = 20;
  private static final long REPLAY_SECONDS = 30;

  private final DeadLetterLog letters;
  private final FrontDoor frontDoor;

  DeadLetterOffice(DeadLetterLog letters, FrontDoor frontDoor) {
    this.letters = letters;
    this.frontDoor = frontDoor;
  }

  @Override
  public ListDeadLettersResponse list(ListDeadLettersRequest request) {
    int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : Math.min(request.getLimit(), MAX_LIMIT);
    ListDeadLettersResponse.Builder response = ListDeadLettersResponse.newBuilder();
    letters
        .list(request.getReason(), limit)
        .forEach(letter -> response.addLetters(message(letter)));
    new TreeMap<>(letters.countsByReason())
        .forEach((reason, count) ->
            response.addByReason(
                Counter.newBuilder().setName("dead-letters").setReason(reason).setValue(count)));
    return response.setEvicted(letters.evicted()).build();
  }

  @Override
  public Optional<DeadLetter> get(String id) {
    return letters
        .get(id)
        .map(letter ->
            message(letter)
                .setPayload(ByteString.copyFrom(letters.payload(id).orElse(new byte[0])))
                .build());
  }

  private static DeadLetter.Builder message(io.longpole.collector.log.DeadLetter letter) {
    return DeadLetter.newBuilder()
        .setId(letter.id())
        .setReason(letter.reason())
        .setTimeUnixNanos(letter.timeNanos())
        .setSignal(letter.signal().name().toLowerCase(Locale.ROOT))
        .setSource(letter.source())
        .setSizeBytes(letter.sizeBytes())
        .setTruncated(letter.truncated());
  }

  @Override
  public DeadLetterOutcome replay(DeadLetterSelection selection) {
    DeadLetterOutcome.Builder outcome = DeadLetterOutcome.newBuilder();
    List<String> accepted = new ArrayList<>();
    for (io.longpole.collector.log.DeadLetter letter : selected(selection)) {
      String failure = replay(letter);
      if (failure.isEmpty()) {
        accepted.add(letter.id());
      } else {
        outcome.setFailed(outcome.getFailed() + 1);
        if (outcome.getMessagesCount() < MAX_MESSAGES) {
          outcome.addMessages(letter.id() + ": " + failure);
        }
      }
    }
    return outcome.setDone(drop(accepted)).build();
  }

  /** Sends one letter in again; gives why that failed, or nothing. */
  private String replay(io.longpole.collector.log.DeadLetter letter) {
    Optional<OtlpSignal> signal =
        switch (letter.signal()) {
          case TRACES -> Optional.of(OtlpSignal.TRACES);
          case LOGS -> Optional.of(OtlpSignal.LOGS);
          case TRACE_BLOCK, LOG_BLOCK, DEAD_LETTER, DEAD_LETTER_DROP, UNKNOWN -> Optional.empty();
        };
    Optional<byte[]> payload = letters.payload(letter.id());
    if (signal.isEmpty() || payload.isEmpty() || letter.truncated()) {
      return letter.truncated() ? "it was cut when it was kept" : "it is no OTLP request";
    }
    try {
      Receipt receipt =
          frontDoor.replay(signal.get(), payload.get()).get(REPLAY_SECONDS, TimeUnit.SECONDS);
      return receipt.rejected() == 0 ? "" : "rejected again: " + receipt.message();
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
    } catch (TimeoutException e) {
      return "not taken within " + REPLAY_SECONDS + " s";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public DeadLetterOutcome drop(DeadLetterSelection selection) {
    List<String> ids =
        selected(selection).stream().map(io.longpole.collector.log.DeadLetter::id).toList();
    return DeadLetterOutcome.newBuilder().setDone(drop(ids)).build();
  }

  private long drop(List<String> ids) {
    try {
      return letters.drop(ids);
    } catch (LogUnavailableException e) {
      throw new IllegalStateException("The letters could not be dropped: " + e.getMessage(), e);
    }
  }

  private List<io.longpole.collector.log.DeadLetter> selected(DeadLetterSelection selection) {
    if (selection.getAll() || !selection.getReason().isEmpty()) {
      return letters.list(selection.getReason(), Integer.MAX_VALUE);
    }
    if (selection.getIdsCount() == 0) {
      throw new IllegalArgumentException("nothing selected: name ids, a reason, or all");
    }
    return selection.getIdsList().stream()
        .map(id ->
            letters
                .get(id)
                .orElseThrow(() -> new IllegalArgumentException("there is no dead letter " + id)))
        .toList();
  }
}
