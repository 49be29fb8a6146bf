package io.marketlake.feature.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The web addresses in a text. What stays of one leads to the same page; what goes only tells who
 * was sent there by whom.
 */
final class WebAddresses {
  /** Up to the next blank, angle bracket or quotation mark. */
  static final Pattern ADDRESS =
      Pattern.compile("(?i)(?<![\\p{L}\\p{N}])(?:https?://|www\\.)[^\\s<>\"]+");

  private static final String CLOSING = ".,;:!?)]}'\u2019\u201D\u2026";
  private static final List<String> TRACKING_PREFIXES =
      List.of("utm_", "mtm_", "pk_", "hsa_", "guce_");
  private static final Set<String> TRACKING =
      Set.of(
          "fbclid",
          "gclid",
          "gclsrc",
          "dclid",
          "gbraid",
          "wbraid",
          "msclkid",
          "yclid",
          "twclid",
          "ttclid",
          "li_fat_id",
          "igshid",
          "igsh",
          "mc_cid",
          "mc_eid",
          "mkt_tok",
          "_hsenc",
          "_hsmi",
          "_ga",
          "_gl",
          "ref",
          "ref_src",
          "ref_url",
          "referrer",
          "cmpid",
          "cmp",
          "ncid",
          "icid",
          "ocid",
          "s_cid",
          "cid",
          "spm",
          "tsrc",
          "soc_src",
          "soc_trk",
          "guccounter",
          "oly_enc_id",
          "oly_anon_id",
          "vero_id",
          "vero_conv",
          "wt_mc",
          "xtor",
          "partner",
          "smid",
          "sref",
          "taid",
          "sh");

  private WebAddresses() {}

  /** The text with the tracking parts of its addresses taken out. */
  static String withoutTracking(String text) {
    if (!text.contains("?") && !text.contains("#")) {
      return text;
    }
    Matcher address = ADDRESS.matcher(text);
    StringBuilder rest = new StringBuilder(text.length());
    int copied = 0;
    while (address.find()) {
      int end = endOfAddress(text, address.start(), address.end());
      rest.append(text, copied, address.start());
      rest.append(reduced(text.substring(address.start(), end)));
      copied = end;
    }
    return rest.append(text, copied, text.length()).toString();
  }

  /** Marks at the end belong to the sentence. */
  private static int endOfAddress(String text, int start, int end) {
    int last = end;
    while (last > start && CLOSING.indexOf(text.charAt(last - 1)) >= 0) {
      last--;
    }
    return last;
  }

  private static String reduced(String address) {
    int hash = address.indexOf('#');
    String fragment = hash < 0 ? "" : address.substring(hash);
    String main = hash < 0 ? address : address.substring(0, hash);
    if (fragment.startsWith("#:~:")
        || isTracking(fragment.substring(Math.min(1, fragment.length())))) {
      fragment = "";
    }
    int question = main.indexOf('?');
    if (question < 0) {
      return main + fragment;
    }
    List<String> kept = new ArrayList<>();
    boolean tracks = false;
    for (String parameter : main.substring(question + 1).split("&", -1)) {
      if (isTracking(parameter)) {
        tracks = true;
      } else {
        kept.add(parameter);
      }
    }
    if (!tracks) {
      return main + fragment;
    }
    String query = String.join("&", kept);
    return main.substring(0, question) + (query.isEmpty() ? "" : "?" + query) + fragment;
  }

  private static boolean isTracking(String parameter) {
    int equals = parameter.indexOf('=');
    String name =
        (equals < 0 ? parameter : parameter.substring(0, equals)).toLowerCase(Locale.ROOT);
    return TRACKING.contains(name) || TRACKING_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
