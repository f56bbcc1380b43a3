/** The database behind the cache: where it is, its pool, and the folder of an embedded one. */
@NullMarked
package dev.aside.server.database;

import org.jspecify.annotations.NullMarked;
