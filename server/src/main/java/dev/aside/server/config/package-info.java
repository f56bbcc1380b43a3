/** Settings, where their values come from, and the errors that explain themselves. */
@NullMarked
package dev.aside.server.config;

import org.jspecify.annotations.NullMarked;
