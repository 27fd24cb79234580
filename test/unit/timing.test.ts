import assert from "node:assert/strict";
import fc from "fast-check";

import { Problem } from "../../components/problem";
import { knownReleases, releaseProfile } from "../../components/product/releases";
import { checkTiming, isoMinutes, maxRequestTimeoutSeconds, maxStartupSeconds, timing, timingSettings } from "../../components/timing";
import { Timing, TimingOverrides } from "../../components/timing/args";

const requests = fc.integer({ min: 1, max: maxRequestTimeoutSeconds });
const startups = fc.integer({ min: 1, max: maxStartupSeconds });
const minutes = (duration: string): number => Number(/^PT(\d+)M$/.exec(duration)![1]);
const paths = (problems: Problem[]): string[] => problems.map((problem) => problem.path);

/** The number that an override of this name would replace. */
function derived(t: Timing, key: keyof TimingOverrides): number {
    const value = t[key.replace("Minutes", "") as keyof Timing];
    return typeof value === "number" ? value : minutes(value);
}

/** What must hold for any durations that are accepted, written without a look at how they are derived. */
function assertConsistent(t: Timing, requestTimeoutSeconds: number, startupSeconds: number): void {
    assert.ok(requestTimeoutSeconds <= t.endpointTimeoutSeconds);
    assert.ok(t.endpointTimeoutSeconds < t.globalTimeoutSeconds);
    assert.ok(t.globalTimeoutSeconds < t.socketTimeoutSeconds);
    assert.ok(t.socketTimeoutSeconds < t.loadBalancerRequestTimeoutSeconds && t.loadBalancerRequestTimeoutSeconds <= 86_400);
    assert.ok(t.publicAddressTimeoutMinutes >= 4 && t.publicAddressTimeoutMinutes <= 30);
    assert.ok(t.publicAddressTimeoutMinutes === 30 || t.webSocketTimeoutSeconds <= t.publicAddressTimeoutMinutes * 60);
    assert.ok(t.probeTimeoutSeconds <= t.probeIntervalSeconds);
    assert.equal(t.detectionSeconds, t.probeIntervalSeconds * t.probeUnhealthyThreshold);
    assert.ok(t.detectionSeconds + t.socketTimeoutSeconds <= t.drainSeconds);
    assert.ok(t.socketTimeoutSeconds <= t.connectionDrainingSeconds && t.connectionDrainingSeconds <= 3_600);
    assert.ok(t.drainSeconds <= t.stopTimeLimitSeconds);
    assert.ok(t.podDetectionSeconds >= 15 && t.podDetectionSeconds >= t.detectionSeconds);
    assert.ok(t.podDetectionSeconds <= t.preStopSeconds);
    assert.ok(t.preStopSeconds < t.terminationGracePeriodSeconds && t.drainSeconds <= t.terminationGracePeriodSeconds);
    assert.ok(t.stopTimeLimitSeconds <= minutes(t.terminateNotification) * 60);
    assert.ok(minutes(t.terminateNotification) >= 5 && minutes(t.terminateNotification) <= 15);
    assert.ok(t.healthGracePeriodSeconds >= startupSeconds && t.healthGracePeriodSeconds >= 5 && t.healthGracePeriodSeconds <= 14_400);
    assert.ok(minutes(t.repairGracePeriod) * 60 >= startupSeconds && minutes(t.repairGracePeriod) >= 10 && minutes(t.repairGracePeriod) <= 90);
    assert.ok(t.startupProbePeriodSeconds * t.startupProbeFailureThreshold >= startupSeconds);
}

describe("timing", () => {
    it("derives everything from the two numbers", () => {
        assert.deepEqual(timing({ requestTimeoutSeconds: 120, startupSeconds: 600 }), {
            endpointTimeoutSeconds: 120,
            globalTimeoutSeconds: 125,
            socketTimeoutSeconds: 145,
            loadBalancerRequestTimeoutSeconds: 150,
            webSocketTimeoutSeconds: 1800,
            publicAddressTimeoutMinutes: 30,
            probeIntervalSeconds: 5,
            probeTimeoutSeconds: 4,
            probeUnhealthyThreshold: 3,
            detectionSeconds: 15,
            podDetectionSeconds: 15,
            drainSeconds: 190,
            connectionDrainingSeconds: 190,
            stopTimeLimitSeconds: 190,
            preStopSeconds: 160,
            terminationGracePeriodSeconds: 190,
            terminateNotification: "PT5M",
            rollingUpgradePause: "PT4M",
            healthGracePeriodSeconds: 660,
            repairGracePeriod: "PT11M",
            startupProbePeriodSeconds: 10,
            startupProbeFailureThreshold: 60,
        });
    });

    it("defaults to requests of 120 s and the slowest start of any release", () => {
        const startupSeconds = Math.max(...knownReleases.map((release) => releaseProfile(release).slowestStartSeconds));
        assert.deepEqual(timing({}), timing({ requestTimeoutSeconds: 120, startupSeconds }));
    });

    it("is consistent over the whole range", () => {
        fc.assert(
            fc.property(requests, startups, (requestTimeoutSeconds, startupSeconds) => {
                assert.deepEqual(checkTiming({ requestTimeoutSeconds, startupSeconds }), []);
                assertConsistent(timing({ requestTimeoutSeconds, startupSeconds }), requestTimeoutSeconds, startupSeconds);
            }),
        );
    });

    it("uses the whole of what Azure allows: the longest request needs the longest terminate notification", () => {
        assert.equal(maxRequestTimeoutSeconds, 800);
        assert.equal(timing({ requestTimeoutSeconds: 800 }).terminateNotification, "PT15M");
        assert.equal(maxStartupSeconds, 5340);
        assert.equal(timing({ startupSeconds: 5340 }).repairGracePeriod, "PT90M");
    });

    it("never accepts an override that contradicts", () => {
        // Near the derived values, so that many are accepted and many are refused.
        const changes = fc.array(fc.tuple(fc.constantFrom(...timingSettings), fc.integer({ min: -60, max: 60 })), { minLength: 1, maxLength: 4 });
        const outcomes = { accepted: 0, refused: 0 };
        fc.assert(
            fc.property(requests, startups, changes, (requestTimeoutSeconds, startupSeconds, near) => {
                const numbers = { requestTimeoutSeconds, startupSeconds };
                const overrides = Object.fromEntries(near.map(([key, change]) => [key, derived(timing(numbers), key) + change]));
                const args = { ...numbers, overrides };
                const isAccepted = checkTiming(args).length === 0;
                outcomes[isAccepted ? "accepted" : "refused"]++;
                if (isAccepted) assertConsistent(timing(args), requestTimeoutSeconds, startupSeconds);
                else assert.throws(() => timing(args));
            }),
            { numRuns: 2000 },
        );
        assert.ok(outcomes.accepted > 100 && outcomes.refused > 100, JSON.stringify(outcomes));
    });

    it("lets what is derived follow an override", () => {
        const { loadBalancerRequestTimeoutSeconds, drainSeconds } = timing({ overrides: { socketTimeoutSeconds: 180 } });
        assert.deepEqual({ loadBalancerRequestTimeoutSeconds, drainSeconds }, { loadBalancerRequestTimeoutSeconds: 185, drainSeconds: 225 });
    });

    it("gives pods the time that Azure's own load balancer needs, however soon the Application Gateway notices", () => {
        const overrides = { probeIntervalSeconds: 2, probeTimeoutSeconds: 2, probeUnhealthyThreshold: 2 };
        const { detectionSeconds, podDetectionSeconds, preStopSeconds, socketTimeoutSeconds } = timing({ overrides });
        assert.deepEqual([detectionSeconds, podDetectionSeconds, preStopSeconds], [4, 15, 15 + socketTimeoutSeconds]);
        const [problem] = checkTiming({ overrides: { ...overrides, preStopSeconds: 10 } });
        assert.equal(problem!.path, "timing.preStopSeconds");
        assert.match(problem!.message, /^is 10; needed are 15 s: detection .*of pods at least 15 s/);
        assert.equal(timing({ overrides: { probeIntervalSeconds: 10 } }).podDetectionSeconds, 30);
    });

    const single: [keyof TimingOverrides, number, keyof Timing, unknown][] = [
        ["endpointTimeoutSeconds", 122, "endpointTimeoutSeconds", 122],
        ["globalTimeoutSeconds", 130, "globalTimeoutSeconds", 130],
        ["socketTimeoutSeconds", 180, "socketTimeoutSeconds", 180],
        ["loadBalancerRequestTimeoutSeconds", 240, "loadBalancerRequestTimeoutSeconds", 240],
        ["webSocketTimeoutSeconds", 600, "webSocketTimeoutSeconds", 600],
        ["probeIntervalSeconds", 3, "probeIntervalSeconds", 3],
        ["probeTimeoutSeconds", 2, "probeTimeoutSeconds", 2],
        ["probeUnhealthyThreshold", 2, "probeUnhealthyThreshold", 2],
        ["drainSeconds", 200, "drainSeconds", 200],
        ["connectionDrainingSeconds", 150, "connectionDrainingSeconds", 150],
        ["stopTimeLimitSeconds", 200, "stopTimeLimitSeconds", 200],
        ["preStopSeconds", 20, "preStopSeconds", 20],
        ["terminationGracePeriodSeconds", 300, "terminationGracePeriodSeconds", 300],
        ["terminateNotificationMinutes", 15, "terminateNotification", "PT15M"],
        ["rollingUpgradePauseMinutes", 0, "rollingUpgradePause", "PT0M"],
        ["healthGracePeriodSeconds", 1300, "healthGracePeriodSeconds", 1300],
        ["repairGracePeriodMinutes", 90, "repairGracePeriod", "PT90M"],
        ["startupProbePeriodSeconds", 7, "startupProbePeriodSeconds", 7],
        ["startupProbeFailureThreshold", 500, "startupProbeFailureThreshold", 500],
    ];
    for (const [setting, value, key, expected] of single) {
        it(`takes ${setting} as it is given`, () => assert.equal(timing({ overrides: { [setting]: value } })[key], expected));
    }
    it("knows every override", () => {
        assert.deepEqual(
            single.map(([setting]) => setting),
            timingSettings,
        );
    });
});

describe("checkTiming", () => {
    for (const seconds of [0, -1, maxRequestTimeoutSeconds + 1, 0.5, Number.NaN]) {
        it(`refuses requests of ${seconds} s and says what is allowed`, () => {
            const [problem, ...more] = checkTiming({ requestTimeoutSeconds: seconds });
            assert.deepEqual(more, []);
            assert.equal(problem!.path, "requestTimeoutSeconds");
            assert.match(problem!.message, /from 1 to 800: .*PT15M/);
        });
    }
    for (const seconds of [0, maxStartupSeconds + 1]) {
        it(`refuses a start of ${seconds} s and says what is allowed`, () => {
            const [problem, ...more] = checkTiming({ startupSeconds: seconds });
            assert.deepEqual(more, []);
            assert.equal(problem!.path, "startupSeconds");
            assert.match(problem!.message, /from 1 to 5340: .*PT90M/);
        });
    }

    // With requests of 120 s and a start of 1200 s.
    const contradictions: [TimingOverrides, string[], RegExp][] = [
        [{ endpointTimeoutSeconds: 119 }, ["endpointTimeoutSeconds"], /^is 119; needed are 120 s: requestTimeoutSeconds$/],
        [{ globalTimeoutSeconds: 120 }, ["globalTimeoutSeconds"], /more than endpointTimeoutSeconds/],
        [{ socketTimeoutSeconds: 125 }, ["socketTimeoutSeconds"], /more than globalTimeoutSeconds/],
        [{ loadBalancerRequestTimeoutSeconds: 145 }, ["loadBalancerRequestTimeoutSeconds"], /more than socketTimeoutSeconds/],
        [{ loadBalancerRequestTimeoutSeconds: 86_401 }, ["loadBalancerRequestTimeoutSeconds"], /from 1 to 86400/],
        [{ probeTimeoutSeconds: 6 }, ["probeTimeoutSeconds"], /^is 6; with it, probeIntervalSeconds is 5; needed are 6 s: probeTimeoutSeconds$/],
        [{ probeUnhealthyThreshold: 21 }, ["probeUnhealthyThreshold"], /from 1 to 20/],
        [{ drainSeconds: 159 }, ["drainSeconds"], /needed are 160 s: detection/],
        [{ connectionDrainingSeconds: 144 }, ["connectionDrainingSeconds"], /needed are 145 s: socketTimeoutSeconds/],
        [{ connectionDrainingSeconds: 3_601 }, ["connectionDrainingSeconds"], /from 1 to 3600/],
        [{ stopTimeLimitSeconds: 189 }, ["stopTimeLimitSeconds"], /needed are 190 s: drainSeconds/],
        [{ preStopSeconds: 14 }, ["preStopSeconds"], /needed are 15 s: detection/],
        [{ preStopSeconds: 200, terminationGracePeriodSeconds: 200 }, ["terminationGracePeriodSeconds"], /needed are 201 s: more than preStopSeconds/],
        [{ terminationGracePeriodSeconds: 189 }, ["terminationGracePeriodSeconds"], /needed are 190 s: drainSeconds/],
        [{ terminateNotificationMinutes: 4 }, ["terminateNotificationMinutes"], /from 5 to 15/],
        [{ drainSeconds: 400, terminateNotificationMinutes: 5 }, ["terminateNotificationMinutes"], /that is 300 s; needed are 400 s/],
        [
            { socketTimeoutSeconds: 900 },
            ["socketTimeoutSeconds"],
            /^is 900; with it, terminateNotificationMinutes is 17; allowed are whole numbers from 5 to 15$/,
        ],
        [{ drainSeconds: 100 }, ["drainSeconds"], /needed are 160 s/],
        [{ healthGracePeriodSeconds: 600 }, ["healthGracePeriodSeconds"], /needed are 1200 s: startupSeconds/],
        [
            { probeIntervalSeconds: 20, probeUnhealthyThreshold: 20, endpointTimeoutSeconds: 600 },
            ["probeIntervalSeconds"],
            /^is 20; with it and probeUnhealthyThreshold, endpointTimeoutSeconds, terminateNotificationMinutes is 19; allowed/,
        ],
        [{ rollingUpgradePauseMinutes: -1 }, ["rollingUpgradePauseMinutes"], /from 0 to 90/],
        [{ healthGracePeriodSeconds: 1199 }, ["healthGracePeriodSeconds"], /needed are 1200 s: startupSeconds/],
        [{ healthGracePeriodSeconds: 14_401, repairGracePeriodMinutes: 90 }, ["healthGracePeriodSeconds"], /from 5 to 14400/],
        [{ repairGracePeriodMinutes: 19 }, ["repairGracePeriodMinutes"], /that is 1140 s; needed are 1200 s/],
        [{ repairGracePeriodMinutes: 91 }, ["repairGracePeriodMinutes"], /from 10 to 90/],
        [{ startupProbeFailureThreshold: 119 }, ["startupProbeFailureThreshold"], /that is 1190 s; needed are 1200 s/],
        [{ terminationGracePeriodSeconds: 200.5 }, ["terminationGracePeriodSeconds"], /whole numbers/],
    ];
    for (const [overrides, settings, message] of contradictions) {
        it(`refuses ${JSON.stringify(overrides)}`, () => {
            const problems = checkTiming({ overrides });
            assert.deepEqual(
                paths(problems),
                settings.map((setting) => `timing.${setting}`),
            );
            assert.match(problems[0]!.message, message);
        });
    }

    it("lists all contradictions at once, and timing throws them", () => {
        const args = { requestTimeoutSeconds: 0, startupSeconds: 0, overrides: { connectionDrainingSeconds: 0, preStopSeconds: 1 } };
        const expected = ["requestTimeoutSeconds", "startupSeconds", "my.connectionDrainingSeconds", "my.preStopSeconds"];
        assert.deepEqual(paths(checkTiming(args, "my")), expected);
        assert.throws(() => timing(args), /4 problems:(.*\n){4}/);
    });

    it("names the argument that a derived value comes from, and that value's limit beside a given one", () => {
        const tooLong = checkTiming({ requestTimeoutSeconds: 400, overrides: { terminateNotificationMinutes: 5 } });
        assert.deepEqual(paths(tooLong), ["timing.terminateNotificationMinutes"]);
        assert.match(tooLong[0]!.message, /is 5, that is 300 s; needed are 470 s: stopTimeLimitSeconds, from requestTimeoutSeconds \(400\)/);
        const probes = checkTiming({ requestTimeoutSeconds: 800, overrides: { probeUnhealthyThreshold: 5 } });
        assert.deepEqual(paths(probes), ["timing.probeUnhealthyThreshold"]);
        assert.match(probes[0]!.message, /is 5; with it and requestTimeoutSeconds, terminateNotificationMinutes is 16; allowed/);
    });

    it("names nothing but what was given, whatever it is", () => {
        const changes = fc.dictionary(fc.constantFrom(...timingSettings), fc.integer({ min: 1, max: 2000 }), { minKeys: 1, maxKeys: 4 });
        fc.assert(
            fc.property(changes, (overrides) => {
                const allowed = Object.keys(overrides).map((name) => `timing.${name}`);
                for (const path of paths(checkTiming({ overrides }))) assert.ok(allowed.includes(path), `${path} of ${allowed.join()}`);
            }),
            { numRuns: 1000 },
        );
    });

    it("names Azure's error", () => {
        assert.equal(checkTiming({ overrides: { connectionDrainingSeconds: 0 } })[0]!.azureError, "BadRequest");
        assert.equal(checkTiming({ overrides: { probeTimeoutSeconds: 6 } })[0]!.azureError, "BadRequest");
    });
});

describe("isoMinutes", () => {
    it("writes ISO 8601", () => assert.equal(isoMinutes(15), "PT15M"));
});
