"""What services count, for Prometheus: every instrument, its name and its meaning. docs/operations.md lists them."""

from prometheus_client import Counter, Gauge, Histogram

_OF = ("service", "topic")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

HANDLED = Counter("rollcall_messages_handled_total", "Messages that were handled and acknowledged", _OF)
DEAD_LETTERED = Counter(
    "rollcall_messages_dead_lettered_total", "Messages, or parts of one, that were refused for ever", (*_OF, "error")
)
FAILED = Counter("rollcall_batches_failed_total", "Batches whose handling raised an error", (*_OF, "error"))
RETRIED = Counter("rollcall_batches_retried_total", "Waits after which a batch was given again", _OF)
BATCH_SECONDS = Histogram(
    "rollcall_batch_seconds", "Time from a batch's poll to the end of its handling", _OF, buckets=_SECONDS
)
LAG = Gauge("rollcall_consumer_lag_messages", "Messages that the whole group hasn't acknowledged", _OF)
PROGRESS = Gauge("rollcall_progress_timestamp_seconds", "When the loop last came round with nothing undone", _OF)
CONFLICTS = Counter("rollcall_index_conflicts_total", "Decisions made again since another worker was faster")
FETCHED = Counter("rollcall_hosts_fetched_total", "Raw hosts whose page is in the log", ("vendor",))
CIRCUIT = Gauge(
    "rollcall_circuit_open", "1 for a vendor's tenant that failed so often that it is left alone", ("source",)
)
SYNC_COMPLETE = Gauge(
    "rollcall_sync_complete_timestamp_seconds", "When a source's last complete sync ended; 0 for never", ("source",)
)
SYNC_OVERDUE = Gauge(
    "rollcall_sync_overdue", "1 for a source that had no complete sync for longer than its schedule allows", ("source",)
)
HELD = Gauge("rollcall_sync_held", "1 for a source whose sync of all hosts waits for an operator's word", ("source",))
SYNCS = Counter("rollcall_syncs_total", "Syncs that ended, complete or failed", ("vendor", "outcome"))
