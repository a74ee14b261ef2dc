/** What if: predictions of changes for traces and endpoints. */
@NullMarked
package io.longpole.analyzer.whatif;

import org.jspecify.annotations.NullMarked;
