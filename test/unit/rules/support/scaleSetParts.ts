import { inGroup } from "./ids";

/** Short names for places in the environment's scale set, and changes that several cases begin with. */

export const S = "scaleSet.properties";
export const V = `${S}.virtualMachineProfile`;
export const OS = `${V}.osProfile`;
export const rolling = `${S}.upgradePolicy.rollingUpgradePolicy`;
export const events = `${V}.scheduledEventsProfile`;
export const extensions = `${V}.extensionProfile.extensions`;
export const health = `${extensions}[0].properties`;
export const network = `${V}.networkProfile`;
export const nic = `${network}.networkInterfaceConfigurations[0].properties`;
export const ip = `${nic}.ipConfigurations[0].properties`;
export const nodes = "network.properties.subnets[1].properties";

export const noSurge = { [`${rolling}.maxSurge`]: undefined };
export const uniform = { [`${S}.orchestrationMode`]: "Uniform", [`${S}.platformFaultDomainCount`]: 5, ...noSurge };
export const spot = { [`${V}.priority`]: "Spot", [`${V}.evictionPolicy`]: "Delete", [`${events}.terminateNotificationProfile`]: undefined };
export const noHealth = { [extensions]: [] };
export const automaticOsUpgrade = { [`${S}.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade`]: true };
export const balancer = inGroup("Microsoft.Network/loadBalancers/lb");
