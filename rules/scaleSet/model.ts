import { isGiven, Fields, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { Part, partsIn, propertiesOf } from "../body/parts";
import { oncePer } from "../context";
import type { ArmResource } from "../rule";
import { types } from "../types";

/** Where the model of a scale set's machines is. */
export const PROFILE = "properties.virtualMachineProfile";

/** The parts of a scale set's body that several rules read. */
export interface ScaleSet {
    properties: Fields;
    profile: Fields;
    isFlexible: boolean;
    extensions: readonly Part[];
    /** Network interfaces of each machine. */
    interfaces: readonly Part[];
    isSpot: boolean;
}

/** A scale set's body, read once. */
export const scaleSetOf = oncePer<ArmResource, ScaleSet>((resource) => {
    const properties = propertiesOf(resource);
    const profile = objectOrEmpty(properties.virtualMachineProfile);
    const { extensions } = objectOrEmpty(profile.extensionProfile);
    const { networkInterfaceConfigurations } = objectOrEmpty(profile.networkProfile);
    return {
        properties,
        profile,
        isFlexible: sameWord(properties.orchestrationMode, "Flexible"),
        extensions: partsIn(extensions, `${PROFILE}.extensionProfile.extensions`),
        interfaces: partsIn(networkInterfaceConfigurations, `${PROFILE}.networkProfile.networkInterfaceConfigurations`),
        isSpot: sameWord(profile.priority, "Spot"),
    };
});

/** IP configurations of all network interfaces. */
export function ipConfigurationsOf({ interfaces }: ScaleSet): Part[] {
    return interfaces.flatMap(({ properties, inside }) => partsIn(properties.ipConfigurations, `${inside}.ipConfigurations`));
}

/** Application Health extensions. */
export function healthExtensionsOf({ extensions }: ScaleSet): Part[] {
    return extensions.filter(({ properties }) => /^ApplicationHealth(Linux|Windows)$/i.test(textOrEmpty(properties.type)));
}

/** Whether Azure replaces operating system images by itself. */
export function hasAutomaticOsUpgrade({ properties }: ScaleSet): boolean {
    return objectOrEmpty(objectOrEmpty(properties.upgradePolicy).automaticOSUpgradePolicy).enableAutomaticOSUpgrade === true;
}

/** Whether a load balancer's probe says which machines are healthy. */
export function hasLoadBalancerProbe({ profile }: ScaleSet): boolean {
    return isGiven(objectOrEmpty(profile.networkProfile).healthProbe);
}

/** What every rule about scale sets looks at. */
export const scaleSetTypes = [types.scaleSet] as const;

/** What a machine is made from: the model of a scale set's machines, or a single machine's own properties, which have the same form. */
export interface MachineModel {
    model: Fields;
    /** Where it is in the body. */
    path: string;
}

export function machineOf(resource: ArmResource): MachineModel {
    if (sameWord(resource.type, types.virtualMachine)) return { model: propertiesOf(resource), path: "properties" };
    return { model: scaleSetOf(resource).profile, path: PROFILE };
}

/** What every rule about machines looks at, whether they are in a scale set or single. */
export const machineTypes = [types.scaleSet, types.virtualMachine] as const;
