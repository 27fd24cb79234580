import assert from "node:assert/strict";

import fc from "fast-check";
import { Address4 } from "ip-address";

import { isUsableAddress, lastUsableAddress } from "../../../components/azure/addressPlan";
import { withPrivateAddress } from "../../../components/loadBalancer/address";

const ranges = fc.tuple(fc.integer({ min: 8, max: 29 }), fc.nat({ max: 2 ** 32 - 1 })).map(([prefix, seed]) => {
    const start = new Address4(`${Address4.fromBigInt(BigInt(seed)).correctForm()}/${prefix}`).startAddress();
    return `${start.correctForm()}/${prefix}`;
});

describe("addresses that Azure leaves free", () => {
    it("are all but the first four and the last", () => {
        for (const address of ["10.0.0.4", "10.0.0.100", "10.0.0.254"]) assert.ok(isUsableAddress(address, "10.0.0.0/24"), address);
        for (const address of ["10.0.0.0", "10.0.0.3", "10.0.0.255", "10.0.1.4", "10.0.0.4/32", "fd00::4", "", "x"])
            assert.ok(!isUsableAddress(address, "10.0.0.0/24"), address);
    });

    it("end with the last usable one, of any range", () => {
        assert.equal(lastUsableAddress("10.20.0.0/24"), "10.20.0.254");
        fc.assert(
            fc.property(ranges, (range) => {
                const last = new Address4(lastUsableAddress(range));
                assert.ok(isUsableAddress(last.correctForm(), range), `${last.correctForm()} in ${range}`);
                assert.equal(last.bigInt() + 1n, new Address4(range).endAddress().bigInt());
            }),
        );
    });
});

describe("withPrivateAddress", () => {
    const range = "10.20.0.0/24";
    const managementListener = { hostName: "manage.example.com" };
    it("adds nothing where no private address is needed", () => assert.deepEqual(withPrivateAddress({ webSocket: true }, range), { webSocket: true }));
    it("gives the listener for management the last address", () =>
        assert.equal(withPrivateAddress({ managementListener }, range).managementListener!.privateIpAddress, "10.20.0.254"));
    it("gives a private load balancer one address for everything", () => {
        const settings = withPrivateAddress({ privateOnly: true, managementListener }, range);
        assert.deepEqual([settings.privateIpAddress, settings.managementListener!.privateIpAddress], ["10.20.0.254", undefined]);
    });
    it("keeps the address that was given", () =>
        assert.equal(withPrivateAddress({ privateOnly: true, privateIpAddress: "10.20.0.9" }, range).privateIpAddress, "10.20.0.9"));
});
