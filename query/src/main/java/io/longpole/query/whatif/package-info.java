/** Scenarios of {@code what-if} as people write them: one JSON object a line. */
@NullMarked
package io.longpole.query.whatif;

import org.jspecify.annotations.NullMarked;
