@NullMarked
package dev.aside.server.http;

import org.jspecify.annotations.NullMarked;
