@NullMarked
package dev.aside.server.database;

import org.jspecify.annotations.NullMarked;
