@NullMarked
package dev.aside.server.config;

import org.jspecify.annotations.NullMarked;
