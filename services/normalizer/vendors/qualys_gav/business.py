"""What the customer's own register says of an asset, in our words."""

from services.normalizer.limits import MAX_LIST
from services.normalizer.vendors.qualys_gav.payload import Asset, BusinessApp, BusinessInformation, Place
from shared.contracts.parts import Business, BusinessApplication


def business(asset: Asset) -> tuple[Business, bool]:
    """Return what is said of an asset, and whether there were more applications than we keep."""
    told, assigned = asset.businessInformation or BusinessInformation(), asset.assignedLocation or Place()
    applications = sorted((_application(one) for one in asset.businessAppListData), key=repr)
    where = ", ".join(filter(None, (assigned.city, assigned.state, assigned.country)))
    found = Business(
        company=told.company,
        department=told.department,
        environment=told.environment,
        owner=told.ownedBy,
        manager=told.managedBy,
        supporter=told.supportedBy,
        support_group=told.supportGroup,
        operational_status=told.operationalStatus,
        location=assigned.name or where or None,
        applications=tuple(applications[:MAX_LIST]),
    )
    return found, len(applications) > MAX_LIST


def _application(app: BusinessApp) -> BusinessApplication:
    return BusinessApplication(
        name=app.name,
        uid=app.id,
        criticality=app.businessCriticality,
        environment=app.environment,
        owner=app.ownedBy,
        manager=app.managedBy,
        supporter=app.supportedBy,
        support_group=app.supportGroup,
        operational_status=app.operationalStatus,
        status=app.status,
        used_for=app.usedFor,
    )
