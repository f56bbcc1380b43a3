/** The benchmark's HTTP service as a Spring Boot application. */
@NullMarked
package dev.aside.bench.boot;

import org.jspecify.annotations.NullMarked;
