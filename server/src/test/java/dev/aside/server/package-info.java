@NullMarked
package dev.aside.server;

import org.jspecify.annotations.NullMarked;
