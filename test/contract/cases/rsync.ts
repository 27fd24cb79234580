import { GatewayDeploymentArgs, Tier } from "../../../components";
import { rsyncArgs } from "../../unit/support/deployments";

/** One manager that nodes copy API artifacts from. */
export const rsync: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "a manager that the Publisher reaches directly": rsyncArgs(),
    "a manager behind a listener for management, in Production": rsyncArgs({
        release: "2.6.0",
        tier: Tier.Production,
        loadBalancer: { managementListener: { hostName: "manage.example.com" } },
    }),
    "a manager with everything that can be said about it": rsyncArgs(
        { release: "3.1.0", tier: Tier.Production },
        { vmSize: "Standard_D2s_v5", zone: "2", privateIpAddress: "10.20.1.100", dataDiskSizeGiB: 128, dataDiskRedundancy: "Premium_LRS" },
    ),
    "a manager where there are no zones": rsyncArgs({ location: "westus", tier: Tier.Production }),
};
