"""What a CrowdStrike agent follows."""

from datetime import datetime, timedelta

from simulator import wire
from simulator.machines import Machine
from simulator.wire import Json

POLICIES = {  # the same for all hosts that follow one
    "prevention": "1a2b3c4d5e6f708192a3b4c5d6e7f801",
    "sensor-update": "1a2b3c4d5e6f708192a3b4c5d6e7f802",
    "globalconfig": "1a2b3c4d5e6f708192a3b4c5d6e7f803",
    "remote-response": "1a2b3c4d5e6f708192a3b4c5d6e7f804",
    "device-control": "1a2b3c4d5e6f708192a3b4c5d6e7f805",
    "firewall": "1a2b3c4d5e6f708192a3b4c5d6e7f806",
}


def policies_of(one: Machine, first: datetime) -> Json:
    """Return the policies: only people's own machines have those for devices and the firewall."""
    fraction = int.from_bytes(one.bits[14:18])
    dates = {
        "applied": True,
        "assigned_date": wire.nanos(first, fraction),
        "applied_date": wire.nanos(first + timedelta(seconds=33), fraction * 7),
    }

    def policy(kind: str, **more: object) -> Json:
        return {"policy_type": kind, "policy_id": POLICIES[kind], **dates, **more}

    policies = {
        "prevention": policy("prevention", settings_hash="a1b2c3d4", rule_groups=[]),
        "sensor_update": policy("sensor-update", settings_hash="tagged|2;", uninstall_protection="ENABLED"),
        "global_config": policy("globalconfig", settings_hash="3e4f5a6b"),
        "remote_response": policy("remote-response", settings_hash="7c8d9e0f"),
    }
    if one.platform in {"laptop", "mac"}:
        policies["device_control"] = policy("device-control")
        policies["firewall"] = policy("firewall", rule_set_id=POLICIES["firewall"])
    return policies
