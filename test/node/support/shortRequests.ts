import { timing } from "../../../components/timing";
import { TimingOverrides } from "../../../components/timing/args";

/** Durations as somebody can give them whose requests are short, so that tests are too. */
const overrides: TimingOverrides = {
    globalTimeoutSeconds: 5,
    socketTimeoutSeconds: 7,
    probeIntervalSeconds: 2,
    probeTimeoutSeconds: 2,
    probeUnhealthyThreshold: 2,
    drainSeconds: 20,
};

/** What a deployment is told whose requests take at most four seconds. */
export const shortRequests = { requestTimeoutSeconds: 4, startupSeconds: 60, timing: overrides };

/** What follows for everybody else. */
export const shortDurations = timing({ ...shortRequests, overrides });

/** A request as long as it may be, less what the answer needs. */
export const LONG_REQUEST = `/slow?ms=${shortRequests.requestTimeoutSeconds * 1000 - 500}`;
