package io.marketlake.registry;

/**
 * A published model. Versions are named by the UTC time of publication, such as {@code
 * 20261120T123456Z-3f9c}, so that their order as strings is the order in which they came.
 *
 * @param kind what the model does, such as {@code sentiment}
 * @param version its name, unique within the kind
 * @param path the folder that holds it
 */
public record ModelVersion(String kind, String version, String path) {}
