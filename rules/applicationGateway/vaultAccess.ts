import { privateLinkZones } from "../../components/azure/privateLink";
import { networkIdOf, ownName } from "../body/ids";
import { objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { partsIn, propertiesOf } from "../body/parts";
import type { RuleContext } from "../context";
import { endpointsOf, registeredZones } from "../network/privateLink";
import { linkedNetworks } from "../network/privateDns";
import type { ArmResource, Rule } from "../rule";
import { types } from "../types";
import { allowsService, isClosed, vaultAt } from "../vault";
import { vaultCertificates } from "./certificates";
import { Gateway, gatewayOf, subnetIdOf } from "./gateway";

const VAULT_ZONE = privateLinkZones.vault;
const VAULT_ENDPOINT = "Microsoft.KeyVault";

/** How a gateway reaches the vault of its certificates. */
export const vaultAccessRules: readonly Rule[] = [
    {
        id: "AGN-09",
        title: "A vault behind a private endpoint can be found by the gateway",
        severity: "Error",
        azureError: "ApplicationGatewayKeyVaultSecretException",
        hint: `Give the private endpoint a DNS zone group with ${VAULT_ZONE}, link that zone to the gateway's network, and own no zone that hides vault names.`,
        types: [types.applicationGateway, types.privateDnsZone],
        *check(resource, context) {
            if (sameWord(resource.type, types.privateDnsZone)) {
                if (["vaultcore.azure.net", "vault.azure.net"].some((zone) => sameWord(ownName(resource), zone)))
                    yield { path: "name", message: `is "${ownName(resource)}"; it would hide every vault that is not in it` };
                return;
            }
            const gateway = gatewayOf(resource);
            const network = networkIdOf(subnetIdOf(gateway)).toLowerCase();
            for (const { vault, path } of vaultsOf(gateway, context)) {
                const endpoints = endpointsOf(context).get(vault.id.toLowerCase()) ?? [];
                // Without an endpoint in sight the vault is reached another way: AGN-10.
                if (!isClosed(vault) || endpoints.length === 0) continue;
                const zoneIds = endpoints.flatMap((endpoint) => zonesOf(endpoint, context));
                const zones = zoneIds.flatMap((id) => context.find(id) ?? []);
                if (zoneIds.length === 0) yield { path, message: `is in ${vault.id}, whose private endpoint has no DNS zone group with ${VAULT_ZONE}` };
                else if (zones.length > 0 && !zones.some(({ id }) => linkedNetworks(context).get(id.toLowerCase())?.has(network)))
                    yield { path, message: `is in ${vault.id}, whose zone ${zones[0]!.id} is not linked to the gateway's network` };
            }
        },
    },
    {
        id: "AGN-10",
        title: "The vault's firewall lets the gateway in",
        severity: "Error",
        azureError: "ApplicationGatewayKeyVaultSecretException",
        hint: "Set `bypass: AzureServices`, or add a private endpoint, or a network rule for the gateway's subnet together with its service endpoint Microsoft.KeyVault.",
        types: [types.applicationGateway],
        *check(resource, context) {
            const gateway = gatewayOf(resource);
            const subnetId = subnetIdOf(gateway);
            for (const { vault, path } of vaultsOf(gateway, context)) {
                if (!isClosed(vault) || allowsService(vault) || (endpointsOf(context).get(vault.id.toLowerCase()) ?? []).length > 0) continue;
                const { virtualNetworkRules } = objectOrEmpty(propertiesOf(vault).networkAcls);
                const isListed = partsIn(virtualNetworkRules, "").some(({ body }) => sameWord(body.id, subnetId));
                const subnet = context.find(subnetId);
                const endpoints = partsIn(subnet && propertiesOf(subnet).serviceEndpoints, "");
                const hasEndpoint = subnet === undefined || endpoints.some(({ body }) => sameWord(body.service, VAULT_ENDPOINT));
                if (!isListed) yield { path, message: `is in ${vault.id}, whose firewall lets neither Azure's services nor the gateway's subnet in` };
                else if (!hasEndpoint)
                    yield { path, message: `is in ${vault.id}, which allows the gateway's subnet; that has no service endpoint ${VAULT_ENDPOINT}` };
            }
        },
    },
];

/** Known vaults that a gateway reads certificates from, each once. */
function vaultsOf(gateway: Gateway, context: RuleContext): { vault: ArmResource; path: string }[] {
    const found = new Map<ArmResource, string>();
    for (const { properties, inside } of vaultCertificates(gateway)) {
        const vault = vaultAt(textOrEmpty(properties.keyVaultSecretId), context);
        if (vault !== undefined && !found.has(vault)) found.set(vault, `${inside}.keyVaultSecretId`);
    }
    return [...found].map(([vault, path]) => ({ vault, path }));
}

/** Ids of the vault zones that a private endpoint registers its name in. */
function zonesOf(endpoint: ArmResource, context: RuleContext): string[] {
    return registeredZones(endpoint, context).filter((id) => sameWord(id.split("/").at(-1), VAULT_ZONE));
}
