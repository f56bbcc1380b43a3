/** The least that a server on Netty can be, to measure Aside's against. */
@NullMarked
package dev.aside.bench.service;

import org.jspecify.annotations.NullMarked;
