/**
 * From spans in any order to a trace: duplicates, shared ids, parents, cycles, clocks, completion.
 */
@NullMarked
package io.longpole.analyzer.assembly;

import org.jspecify.annotations.NullMarked;
