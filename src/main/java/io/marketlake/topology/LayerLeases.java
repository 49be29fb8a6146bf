package io.marketlake.topology;

import io.marketlake.delta.Lake;
import io.marketlake.job.Layer;
import io.marketlake.lease.Claim;
import io.marketlake.lease.Lease;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.schema.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The leases that a query needs: those of all that its layers write, or none. */
final class LayerLeases {
  private LayerLeases() {}

  static Lease acquire(Lake lake, LeaseSettings settings, List<Layer> layers) {
    List<Table> written = layers.stream().flatMap(l -> l.outputs().stream()).distinct().toList();
    Claim claim = new Claim(written.stream().map(Table::id).toList(), Checkpoints.unitsOf(layers));
    return Lease.acquire(lake, settings, claim, () -> known(lake, claim, written));
  }

  /** The highest numbers of holdings that the tables and the checkpoints know of. */
  private static Map<String, Long> known(Lake lake, Claim claim, List<Table> written) {
    Map<String, Long> numbers = new HashMap<>(lake.tables().fences(written));
    new Checkpoints(lake.files(), Map.of())
        .holdings(claim.units())
        .forEach((unit, number) -> numbers.merge(unit, number, Math::max));
    return numbers;
  }
}
