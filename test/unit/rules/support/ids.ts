/** Ids of an environment that tests are about. */

export const SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-test`;

export const location = "westeurope";

/** Id of a resource of the environment's group: `Microsoft.Network/natGateways/ng`. */
export const inGroup = (path: string): string => `${GROUP}/providers/${path}`;

export const VNET = inGroup("Microsoft.Network/virtualNetworks/vnet");
export const GATEWAY = inGroup("Microsoft.Network/applicationGateways/agw");
export const SCALE_SET = inGroup("Microsoft.Compute/virtualMachineScaleSets/vmss");
export const ACCOUNT = inGroup("Microsoft.Storage/storageAccounts/sttest");
export const VAULT = inGroup("Microsoft.KeyVault/vaults/kv-test");

/** Reference to a subnet of the environment's network. */
export const subnet = (name: string): { id: string } => ({ id: `${VNET}/subnets/${name}` });

/** Reference to a part of the environment's gateway. */
export const part = (collection: string, name: string): { id: string } => ({ id: `${GATEWAY}/${collection}/${name}` });
