import type * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";

/** Longest short name of an action group. */
const SHORT_NAME = 12;

/** The name that an alert's e-mail comes with: the beginning of the environment's. */
export function shortName(baseName: string): string {
    return baseName.slice(0, SHORT_NAME);
}

/** Who is told. All get alerts in one form, whatever kind of alert it is. */
export function receivers(
    emailAddresses: readonly string[],
    webhooks: readonly pulumi.Input<string>[],
): Pick<monitor.ActionGroupArgs, "emailReceivers" | "webhookReceivers"> {
    return {
        emailReceivers: emailAddresses.map((emailAddress, index) => ({ name: `email-${index}`, emailAddress, useCommonAlertSchema: true })),
        webhookReceivers: webhooks.map((address, index) => ({ name: `webhook-${index}`, serviceUri: pulumi.secret(address), useCommonAlertSchema: true })),
    };
}
