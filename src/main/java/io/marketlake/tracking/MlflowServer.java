package io.marketlake.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An MLflow tracking server. */
public final class MlflowServer {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowServer.class);

  /** MLflow shows this tag as the run's description. */
  private static final String DESCRIPTION = "mlflow.note.content";

  private static final String RUN_NAME = "mlflow.runName";
  private static final int LONGEST_PARAMETER = 500;
  private static final int LONGEST_TAG = 5_000;
  private static final int MOST_PARAMETERS = 100;

  private final TrackingSettings settings;

  public MlflowServer(TrackingSettings settings) {
    this.settings = settings;
  }

  /**
   * Tells of a run. Whatever happens, it ends after the timeout at the latest and does not throw:
   * what fails is a warning in the log.
   *
   * @return the run's id at the server; empty where it was not told, or not of all
   */
  public Optional<String> tell(TrackedRun run) {
    FutureTask<String> telling = new FutureTask<>(() -> told(run));
    Thread thread = new Thread(telling, "mlflow");
    // The client tries again for minutes; it must not keep the process alive.
    thread.setDaemon(true);
    thread.start();
    try {
      return Optional.of(telling.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      warn(run, "it did not answer within " + settings.timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      warn(run, String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      warn(run, "waiting for it was interrupted");
    }
    telling.cancel(true);
    return Optional.empty();
  }

  private void warn(TrackedRun run, String reason) {
    LOG.warn(
        "The MLflow server at {} was not told of {}, because {}; the model is in the registry"
            + " all the same",
        settings.trackingUri(),
        run.name(),
        reason);
  }

  private String told(TrackedRun run) {
    try (MlflowClient client = new MlflowClient(settings.trackingUri())) {
      Optional<Experiment> experiment = client.getExperimentByName(settings.experiment());
      String experimentId =
          experiment.isPresent()
              ? experiment.get().getExperimentId()
              : client.createExperiment(settings.experiment());
      String id =
          client
              .createRun(
                  CreateRun.newBuilder()
                      .setExperimentId(experimentId)
                      .setRunName(run.name())
                      .setStartTime(run.startedAt())
                      .addTags(tag(RUN_NAME, run.name()))
                      .build())
              .getRunId();
      client.logBatch(id, metrics(run), parameters(run), tags(run));
      client.setTerminated(id);
      return id;
    }
  }

  private static List<Metric> metrics(TrackedRun run) {
    List<Metric> metrics = new ArrayList<>();
    run.metrics()
        .forEach(
            (name, value) ->
                metrics.add(
                    Metric.newBuilder()
                        .setKey(name)
                        .setValue(value)
                        .setTimestamp(System.currentTimeMillis())
                        .setStep(0)
                        .build()));
    return metrics;
  }

  /** As many, and as long, as the server takes in one request. */
  private static List<Param> parameters(TrackedRun run) {
    return run.parameters().entrySet().stream()
        .limit(MOST_PARAMETERS)
        .map(
            entry ->
                Param.newBuilder()
                    .setKey(entry.getKey())
                    .setValue(cut(entry.getValue(), LONGEST_PARAMETER))
                    .build())
        .toList();
  }

  private static List<RunTag> tags(TrackedRun run) {
    List<RunTag> tags = new ArrayList<>();
    run.tags().forEach((name, value) -> tags.add(tag(name, value)));
    tags.add(tag(DESCRIPTION, run.page()));
    return tags;
  }

  private static RunTag tag(String name, String value) {
    return RunTag.newBuilder().setKey(name).setValue(cut(value, LONGEST_TAG)).build();
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }
}
