package io.longpole.query.api;

import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.ListDeadLettersRequest;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
import java.util.Optional;

/**
 * What people can do with dead letters, behind the query API.
 *
 * <p>Every method may be called by many threads at once and may block. A request that makes no
 * sense is an IllegalArgumentException, whose message is shown to the asker.
 */
public interface DeadLetterDesk {

  ListDeadLettersResponse list(ListDeadLettersRequest request);

  /** With its payload; empty if there is none of that id. */
  Optional<DeadLetter> get(String id);

  /** Sends the selected letters through the front door again; those accepted are dropped. */
  DeadLetterOutcome replay(DeadLetterSelection selection);

  DeadLetterOutcome drop(DeadLetterSelection selection);
}
