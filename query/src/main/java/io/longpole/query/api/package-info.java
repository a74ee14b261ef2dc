/** The query API's gRPC server and client. */
@NullMarked
package io.longpole.query.api;

import org.jspecify.annotations.NullMarked;
