"""Splink on DuckDB, twice: exact rules on our keys, and a model that it trains itself.

Written after its own tutorial: prior from strict rules, u from random pairs, m by expectation maximisation over
several blocking rules, term frequencies where a value can be common, connected components at the end.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

from services.deduper.core.addresses import Said
from services.deduper.core.identifiers import KINDS, identifiers
from shared.contracts.record import HostRecord

LINKING = {kind.name: kind.name.lower().replace(" ", "_") for kind in KINDS if kind.rule and kind.links}
COMMON = 32  # records of a name beyond which it isn't blocked on: one golden image would give millions of pairs
SURE = 0.999  # match probability; the tutorial's 0.95 does worse here, so does 0.99
TEXTS = ("unique_id", "instance", "hardware", "hostname", "own_name", "os", "model")
LISTS = ("macs", "addresses")


def rules(records: Iterable[HostRecord]) -> Mapping[str, str]:
    """Join what shares any of the keys that may link records in Rollcall."""
    names = list(LINKING.values())
    table = _table([_keys(record) for record in records], ["unique_id"], names)
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(name, arrays_to_explode=[name]) for name in names],
    )
    linker = _linker(table, settings)
    return _clusters(linker, linker.inference.deterministic_link(), None)


def model(records: Iterable[HostRecord]) -> Mapping[str, str]:
    """Join what the trained model finds likely enough."""
    rows = [_features(record) for record in records]
    carriers = Counter(row["hostname"] for row in rows)
    for row in rows:
        row["own_name"] = row["hostname"] if carriers[row["hostname"]] <= COMMON else None
    linker = _linker(_table(rows, TEXTS, LISTS), _model_settings())
    _train(linker)
    return _clusters(linker, linker.inference.predict(threshold_match_probability=SURE), SURE)


def _model_settings() -> Any:  # Any: Splink, which isn't installed where types are checked
    common = {"term_frequency_adjustments": True}
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.ExactMatch("instance"),
            compare.ExactMatch("hardware").configure(**common),
            compare.JaroWinklerAtThresholds("hostname", [0.92]).configure(**common),
            compare.ArrayIntersectAtSizes("macs", [1]),
            compare.ArrayIntersectAtSizes("addresses", [1]),
            compare.ExactMatch("os").configure(**common),
            compare.ExactMatch("model").configure(**common),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("instance"),
            block_on("hardware"),
            block_on("own_name"),
            block_on("macs", arrays_to_explode=["macs"]),
            block_on("hostname", "addresses", arrays_to_explode=["addresses"]),
        ],
        retain_matching_columns=False,
    )


def _train(linker: Any) -> None:  # Any: as above
    strict = [block_on("instance"), block_on("hostname", "macs", arrays_to_explode=["macs"])]
    linker.training.estimate_probability_two_random_records_match(strict, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in ("l.hostname = r.hostname and l.own_name is not null", "l.macs[1] = r.macs[1]"):
        linker.training.estimate_parameters_using_expectation_maximisation(CustomRule(rule))


def _keys(record: HostRecord) -> dict[str, Any]:
    row: defaultdict[str, Any] = defaultdict(list, unique_id=record.id)
    for one in identifiers(record):
        if one.kind.links:
            row[LINKING[one.kind.name]].append(one.text)
    return row


def _features(record: HostRecord) -> dict[str, Any]:
    """Return the record's values as Rollcall cleans them: junk is left out, absent values are null."""
    own, said = Said(record), {one.kind.name: one.text for one in identifiers(record)}
    return {
        "unique_id": record.id,
        "instance": said.get("cloud instance"),
        "hardware": said.get("SMBIOS UUID") or said.get("maker and serial"),  # one column: a machine has one of them
        "hostname": own.hostname or None,
        "macs": own.macs() or None,
        "addresses": own.addresses() or None,
        "os": record.os.name,
        "model": record.hardware.model,
    }


def _table(rows: Sequence[Mapping[str, Any]], texts: Iterable[str], lists: Iterable[str]) -> Any:
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in texts}
    columns |= {name: pa.array([row.get(name) for row in rows], pa.list_(pa.string())) for name in lists}
    return pa.table(columns)


def _linker(table: Any, settings: Any) -> Any:
    return Linker(DuckDBAPI().register(table), settings)


def _clusters(linker: Any, pairs: Any, probability: float | None) -> Mapping[str, str]:
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, probability)
    table = found.as_duckdbpyrelation().select("unique_id, cluster_id").fetchall()
    return {str(record): str(host) for record, host in table}
