/**
 * The sample shop of the demo: services with their own OpenTelemetry SDKs, real calls between them
 * and a real database, with known bottlenecks planted beside clean endpoints.
 */
@NullMarked
package io.longpole.deploy.shop;

import org.jspecify.annotations.NullMarked;
