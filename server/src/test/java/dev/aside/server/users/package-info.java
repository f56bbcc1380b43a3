@NullMarked
package dev.aside.server.users;

import org.jspecify.annotations.NullMarked;
