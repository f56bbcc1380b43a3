package dev.aside.server.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags made from content, and the condition {@code If-None-Match}. Stateless. */
public final class EntityTags {
  /** 128 bits: nobody finds two contents of one tag by chance. */
  private static final int TAG_BYTES = 16;

  /** An entity tag and nothing else up to the next comma (RFC 9110, section 8.8.3). */
  private static final Pattern TAG =
      Pattern.compile("\\G\\s*(?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")\\s*(?:,|$)");

  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(EntityTags::sha256);

  private EntityTags() {}

  /** The strong tag of {@code content}. */
  public static String of(byte[] content) {
    byte[] hash = DIGEST.get().digest(content);
    String text =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG_BYTES));
    return '"' + text + '"';
  }

  /**
   * Whether one of the {@code If-None-Match} fields names {@code tag}, compared weakly as RFC 9110,
   * section 13.1.2 says.
   */
  public static boolean match(List<String> fields, String tag) {
    for (String field : fields) {
      if (field.strip().equals("*") || listed(field, tag)) {
        return true;
      }
    }
    return false;
  }

  private static boolean listed(String field, String tag) {
    Matcher tags = TAG.matcher(field);
    while (tags.find()) {
      if (tags.group(1).equals(tag)) {
        return true;
      }
    }
    return false;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
