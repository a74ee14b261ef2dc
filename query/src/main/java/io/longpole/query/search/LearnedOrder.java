package io.longpole.query.search;

import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import java.util.Optional;

/** What traces tell of the order of calls, as it is now; for any thread. */
public interface LearnedOrder {

  /** No trace has told anything. */
  LearnedOrder NONE =
      new LearnedOrder() {
        @Override
        public OrderEvidence evidence() {
          return OrderEvidence.NONE;
        }

        @Override
        public Optional<OrderVotes> votes() {
          return Optional.empty();
        }
      };

  /** What holds. */
  OrderEvidence evidence();

  /** The votes that it comes from, read for the caller; empty if there are none. */
  Optional<OrderVotes> votes();
}
