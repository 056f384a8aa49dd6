"""Which raw fields each field of the record comes from, best first, and which are left out: data for the documents.

`*` stands for the names of the clouds' sources: Ec2AssetSourceSimple, AzureAssetSourceSimple, GcpAssetSourceSimple.
"""

_NIC = "networkInterface.list[].HostAssetInterface"
_SOURCE = "sourceInfo.list[].*"
_VULN = "vuln.list[].HostAssetVuln"
_FOUND = "agentInfo.lastCheckedIn, lastVulnScan"


def _of(place: str, *fields: str) -> str:
    return ", ".join(f"{place}.{field}" for field in fields)


SOURCES = {
    "vendor_id": "id, _id",
    "observed_at": f"modified, {_FOUND}, {_of(_SOURCE, 'lastUpdated')}, created",
    "first_seen": f"created, {_of(_SOURCE, 'firstDiscovered')}",
    "last_seen": f"{_FOUND}, {_of(_SOURCE, 'lastUpdated', 'instanceState', 'state')}",
    "last_boot": "lastSystemBoot",
    "last_scan": "lastVulnScan, lastComplianceScan",
    "last_vulnerability_scan": "lastVulnScan",
    "last_compliance_scan": "lastComplianceScan",
    "last_user": "lastLoggedOnUser",
    "hostname": (
        f"dnsHostName, fqdn, hostname, name, netbiosName, "
        f"{_of(_SOURCE, 'hostname', 'localHostname', 'privateDnsName', 'name')}, {_NIC}.hostname"
    ),
    "fqdn": f"dnsHostName, fqdn, hostname, name, {_of(_SOURCE, 'hostname', 'localHostname', 'privateDnsName')}, domain",
    "domain": "domain, dnsHostName, fqdn, hostname, name",
    "names": (
        f"dnsHostName, fqdn, hostname, name, netbiosName, "
        f"{_of(_SOURCE, 'hostname', 'localHostname', 'privateDnsName', 'name', 'publicDnsName')}, {_NIC}.hostname"
    ),
    "type": "os, manufacturer, model",
    "os.family": f"os, agentInfo.platform, {_SOURCE}.osType",
    "os.name": "os",
    "os.version": "os",
    "os.edition": "os",
    "os.build": "os",
    "os.ubr": "os",
    "os.kernel": "os",
    "os.said": "os",
    "hardware.maker": "manufacturer",
    "hardware.model": "model",
    "hardware.serial": "biosSerialNumber",
    "hardware.uuid": "hwUUID, biosSerialNumber",
    "hardware.bios_version": "biosDescription",
    "hardware.cpu": "processor.list[].HostAssetProcessor.name",
    "hardware.cpu_count": "processor.list[]",
    "hardware.cpu_speed_mhz": "processor.list[].HostAssetProcessor.speed",
    "hardware.memory_mib": "totalMemory",
    "cloud.provider": f"cloudProvider, {_SOURCE}.type",
    "cloud.account": _of(_SOURCE, "accountId", "subscriptionId", "projectIdNo", "projectId"),
    "cloud.instance_id": _of(_SOURCE, "instanceId", "vmId"),
    "cloud.region": _of(_SOURCE, "region", "location", "availabilityZone", "zone"),
    "cloud.zone": _of(_SOURCE, "availabilityZone", "zone"),
    "cloud.vpc": _of(_SOURCE, "vpcId", "virtualNetwork", "network"),
    "cloud.subnet": _of(_SOURCE, "subnetId", "subnet"),
    "cloud.image": _of(_SOURCE, "imageId"),
    "cloud.instance_type": _of(_SOURCE, "instanceType", "machineType", "vmSize", "size"),
    "cloud.state": _of(_SOURCE, "instanceState", "state"),
    "cloud.created_at": _of(_SOURCE, "createdDate", "launchTime"),
    "cloud.public_dns": _of(_SOURCE, "publicDnsName"),
    "cloud.private_dns": _of(_SOURCE, "privateDnsName"),
    "location.name": "agentInfo.location",
    "location.latitude": "agentInfo.locationGeoLatitude",
    "location.longitude": "agentInfo.locationGeoLongtitude, agentInfo.locationGeoLongitude",
    "timezone": "timezone",
    "status": "agentInfo.status",
    "criticality": "criticalityScore, criticality",
    "risk_score": "truRiskScore, riskScore",
    "scanner_id": "qwebHostId",
    "tracking_method": "trackingMethod",
    "interfaces[].name": f"{_NIC}.interfaceName",
    "interfaces[].mac": f"{_NIC}.macAddress, {_SOURCE}.macAddress",
    "interfaces[].ips": (
        f"{_NIC}.address, {_SOURCE}.privateIpAddress, address, agentInfo.localIpv4, agentInfo.localIpv6"
    ),
    "interfaces[].gateway": f"{_NIC}.gatewayAddress",
    "interfaces[].hostname": f"{_NIC}.hostname",
    "external_ips": f"{_NIC}.address, {_SOURCE}.publicIpAddress, agentInfo.connectedFrom, address",
    "agents[].uid": "agentInfo.agentId",
    "agents[].version": "agentInfo.agentVersion",
    "agents[].status": "agentInfo.status",
    "agents[].platform": "agentInfo.platform",
    "agents[].last_checked_in": "agentInfo.lastCheckedIn",
    "agents[].modules": "agentInfo.activatedModule",
    "ports[].port": "openPort.list[].HostAssetOpenPort.port",
    "ports[].protocol": "openPort.list[].HostAssetOpenPort.protocol",
    "ports[].service": "openPort.list[].HostAssetOpenPort.serviceName",
    "software[].name": "software.list[].HostAssetSoftware.name",
    "software[].version": "software.list[].HostAssetSoftware.version",
    "vulnerabilities.count": "vuln.list[]",
    "vulnerabilities.first_found": f"{_VULN}.firstFound",
    "vulnerabilities.last_found": f"{_VULN}.lastFound",
    "accounts": "account.list[].HostAssetAccount.username",
    "tags": (
        f"tags.list[].TagSimple.name, {_SOURCE}.ec2InstanceTags.*, {_SOURCE}.azureVmTags.*, {_SOURCE}.gcpInstanceTags.*"
    ),
    "groups": _of(_SOURCE, "groupName", "resourceGroupName"),
    "volumes[].name": "volume.list[].HostAssetVolume.name",
    "volumes[].size_bytes": "volume.list[].HostAssetVolume.size",
    "volumes[].free_bytes": "volume.list[].HostAssetVolume.free",
}

_AGENT = "the agent's own configuration and work"
_COUNTED = "vulnerabilities are kept as counts"
NOT_KEPT = {
    "agentInfo.manifestVersion.*": _AGENT,
    "agentInfo.activationKey.*": "the same for all hosts of a roll-out",
    "agentInfo.agentConfiguration.*": _AGENT,
    "agentInfo.chirpStatus": _AGENT,
    "networkGuid": "the same for all hosts of a network",
    "isDockerHost": "docker is among the software where it is installed",
    "type": "always HOST",
    "tags.list[].TagSimple.id": "a number for the tag's name",
    f"{_VULN}.hostInstanceVulnId": _COUNTED,
    f"{_VULN}.qid": _COUNTED,
    f"{_SOURCE}.reservationId": "a launch, shared by its instances",
    f"{_SOURCE}.monitoringEnabled": "the cloud's configuration",
    f"{_SOURCE}.spotInstance": "the cloud's price model",
    f"{_SOURCE}.assetId": "the same as id",
    f"{_SOURCE}.groupId": "a number for groupName",
}
