package io.longpole.query.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.DeadLetterServiceGrpc;
import io.longpole.proto.query.v1.GetDeadLetterRequest;
import io.longpole.proto.query.v1.ListDeadLettersRequest;
import io.longpole.proto.query.v1.ListDeadLettersResponse;

/** The gRPC face of the {@link DeadLetterDesk}. */
final class DeadLetterService extends DeadLetterServiceGrpc.DeadLetterServiceImplBase {

  private final DeadLetterDesk desk;
  private final AnswerThreads threads;

  DeadLetterService(DeadLetterDesk desk, AnswerThreads threads) {
    this.desk = desk;
    this.threads = threads;
  }

  @Override
  public void listDeadLetters(
      ListDeadLettersRequest request, StreamObserver<ListDeadLettersResponse> asker) {
    threads.answer(asker, () -> desk.list(request));
  }

  @Override
  public void getDeadLetter(GetDeadLetterRequest request, StreamObserver<DeadLetter> asker) {
    threads.answer(
        asker,
        () ->
            desk.get(request.getId())
                .orElseThrow(() ->
                    Status.NOT_FOUND
                        .withDescription("No dead letter has the id " + request.getId() + ".")
                        .asRuntimeException()));
  }

  @Override
  public void replayDeadLetters(
      DeadLetterSelection request, StreamObserver<DeadLetterOutcome> asker) {
    threads.answer(asker, () -> desk.replay(selected(request)));
  }

  @Override
  public void dropDeadLetters(
      DeadLetterSelection request, StreamObserver<DeadLetterOutcome> asker) {
    threads.answer(asker, () -> desk.drop(selected(request)));
  }

  /** An empty selection is a mistake, not "all". */
  private static DeadLetterSelection selected(DeadLetterSelection request) {
    if (!request.getAll() && request.getIdsCount() == 0 && request.getReason().isEmpty()) {
      throw new IllegalArgumentException("Nothing is selected: give ids, a reason, or all.");
    }
    return request;
  }
}
