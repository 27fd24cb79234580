import * as pulumi from "@pulumi/pulumi";

import { alertDefaults, alertLabel, AlertName, defaultFrequency, isoMinutes } from "./alertDefaults";
import type { AlertSettings } from "./alertSettings";
import { checkSeverity, checkThreshold } from "./checks";
import { resourceName } from "../naming";
import { Problem } from "../problem";
import { checkedIfLater } from "../checking/validation";

/** How an alert is to be, with nothing left open. */
export interface AlertSetting {
    threshold: pulumi.Input<number>;
    severity: pulumi.Input<number>;
    windowMinutes: number;
    frequencyMinutes: number;
}

/** The given settings of an alert, and the defaults for the rest. Values that are known only later are checked then. */
export function alertSetting(subject: string, name: AlertName, given: AlertSettings = {}): AlertSetting {
    const defaults = alertDefaults[name];
    const windowMinutes = given.windowMinutes ?? defaults.windowMinutes;
    return {
        threshold: checked(given.threshold ?? defaults.threshold, "threshold", (value, path) => checkThreshold(name, value, path)),
        severity: checked(given.severity ?? defaults.severity, "severity", checkSeverity),
        windowMinutes,
        frequencyMinutes: given.frequencyMinutes ?? defaultFrequency(name, windowMinutes),
    };

    function checked(value: pulumi.Input<number>, key: string, check: (value: number, path: string) => Problem[]): pulumi.Input<number> {
        return checkedIfLater(subject, value, `alerts.${name}.${key}`, check);
    }
}

/** What all alerts have, whatever they look at. */
export function alertRule(baseName: string, name: AlertName, { severity, windowMinutes, frequencyMinutes }: AlertSetting) {
    return {
        ruleName: resourceName("alertRule", baseName, alertLabel(name)),
        description: alertDefaults[name].description,
        severity,
        enabled: true,
        // An alert ends by itself when what it was about is over.
        autoMitigate: true,
        windowSize: isoMinutes(windowMinutes),
        evaluationFrequency: isoMinutes(frequencyMinutes),
    };
}
