package io.marketlake.schema;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A feed as the settings declare it: everything that marketlake knows of it.
 *
 * @param topic the Kafka topic it arrives on
 * @param key the field that a producer uses as the Kafka record's key
 * @param eventTime the field that says when it happened; its column is {@code event_time}
 * @param zone the zone of times and dates written without one
 * @param identity the field that tells two events apart; empty for the Kafka coordinate
 * @param text the column that is cleaned, linked to companies and scored; empty for none
 * @param subject the column that says what the text is about; empty for none
 * @param bars where what bars are made of is found; empty for a feed that makes none
 * @param company the column with the symbol by which the company reference is looked up; empty for
 *     none
 */
public record Feed(
    String name,
    String topic,
    List<Field> fields,
    String key,
    String eventTime,
    ZoneId zone,
    KnownAt knownAt,
    Optional<String> identity,
    Optional<String> text,
    Optional<String> subject,
    List<Rule> rules,
    Optional<BarSource> bars,
    Optional<String> company) {

  public Feed {
    fields = List.copyOf(fields);
    rules = List.copyOf(rules);
  }

  /** A feed that is looked up in no reference. */
  public Feed(
      String name,
      String topic,
      List<Field> fields,
      String key,
      String eventTime,
      ZoneId zone,
      KnownAt knownAt,
      Optional<String> identity,
      Optional<String> text,
      Optional<String> subject,
      List<Rule> rules,
      Optional<BarSource> bars) {
    this(
        name,
        topic,
        fields,
        key,
        eventTime,
        zone,
        knownAt,
        identity,
        text,
        subject,
        rules,
        bars,
        Optional.empty());
  }

  /** A feed that makes no bars. */
  public Feed(
      String name,
      String topic,
      List<Field> fields,
      String key,
      String eventTime,
      ZoneId zone,
      KnownAt knownAt,
      Optional<String> identity,
      Optional<String> text,
      Optional<String> subject,
      List<Rule> rules) {
    this(
        name,
        topic,
        fields,
        key,
        eventTime,
        zone,
        knownAt,
        identity,
        text,
        subject,
        rules,
        Optional.empty());
  }

  /** The same feed with other fields. */
  public Feed withFields(List<Field> others) {
    return new Feed(
        name, topic, others, key, eventTime, zone, knownAt, identity, text, subject, rules, bars,
        company);
  }

  /** The same feed with other rules. */
  public Feed withRules(List<Rule> others) {
    return new Feed(
        name, topic, fields, key, eventTime, zone, knownAt, identity, text, subject, others, bars,
        company);
  }

  /** The declared field of that name. */
  public Field field(String fieldName) {
    return fields.stream()
        .filter(f -> f.name().equals(fieldName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no field " + fieldName));
  }

  public Field eventTimeField() {
    return field(eventTime);
  }

  /** The column of the declared identity; empty where the Kafka coordinate is the identity. */
  public Optional<String> identityColumn() {
    return identity.map(f -> field(f).column());
  }
}
