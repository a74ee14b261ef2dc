/**
 * Critical paths: blocking children, the walk, times per span, and the sweep that predicts changes.
 */
@NullMarked
package io.longpole.analyzer.path;

import org.jspecify.annotations.NullMarked;
