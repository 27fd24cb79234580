import { GatewayDeploymentArgs } from "../../../components";
import { clusters } from "./clusters";
import { environments } from "./environments";
import { loadBalancers } from "./loadBalancer";
import { networks } from "./network";
import { monitoring } from "./monitoring";
import { rsync } from "./rsync";
import { storage } from "./storage";
import { vault } from "./vault";
import { nodes } from "./nodes";

/** Changes to valid arguments: what they lead to has to satisfy Azure's schemas and rules. One file per part of an environment. */
export const cases: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    ...environments,
    ...loadBalancers,
    ...networks,
    ...monitoring,
    ...storage,
    ...vault,
    ...nodes,
    ...clusters,
    ...rsync,
};
