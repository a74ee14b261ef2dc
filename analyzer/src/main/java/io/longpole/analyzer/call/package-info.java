/** From span to call: class, target, key, outcome, arguments; SQL, URLs and names as templates. */
@NullMarked
package io.longpole.analyzer.call;

import org.jspecify.annotations.NullMarked;
