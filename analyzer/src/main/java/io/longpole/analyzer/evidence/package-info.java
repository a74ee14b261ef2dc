/** Order evidence: what many traces tell of which calls wait for which. */
@NullMarked
package io.longpole.analyzer.evidence;

import org.jspecify.annotations.NullMarked;
