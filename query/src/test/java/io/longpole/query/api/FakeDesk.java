package io.longpole.query.api;

import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.ListDeadLettersRequest;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Gives prepared dead letters and remembers what was asked. */
public final class FakeDesk implements DeadLetterDesk {

  public final List<Object> asked = Collections.synchronizedList(new ArrayList<>());
  public volatile ListDeadLettersResponse list = ListDeadLettersResponse.getDefaultInstance();
  public volatile Optional<DeadLetter> letter = Optional.empty();
  public volatile DeadLetterOutcome outcome = DeadLetterOutcome.newBuilder().setDone(1).build();

  @Override
  public ListDeadLettersResponse list(ListDeadLettersRequest request) {
    asked.add(request);
    return list;
  }

  @Override
  public Optional<DeadLetter> get(String id) {
    asked.add(id);
    return letter;
  }

  @Override
  public DeadLetterOutcome replay(DeadLetterSelection selection) {
    asked.add(selection);
    return outcome;
  }

  @Override
  public DeadLetterOutcome drop(DeadLetterSelection selection) {
    asked.add(selection);
    return outcome;
  }
}
