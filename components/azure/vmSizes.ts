/** Cores of the sizes D and DS of version 2, whose names count them in their own way. Source: Microsoft Learn, "Dv2 and DSv2 sizes series". */
const DV2_CORES: Readonly<Record<string, number>> = { 1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20 };

/** How many cores a size of virtual machines has, as its name tells: 4 of `Standard_D4s_v5`, of `Standard_E8-4s_v5` and of `Standard_DS3_v2`. Nothing for names that are none. */
export function coresOf(vmSize: string): number | undefined {
    const [, family, number, used, rest] = /^Standard_([A-Z]+)(\d+)(?:-(\d+))?(.*)$/i.exec(vmSize) ?? [];
    if (number === undefined) return undefined;
    if (used !== undefined) return Number(used);
    return (/^DS?$/i.test(family!) && /^_v2/i.test(rest!) ? DV2_CORES[number] : undefined) ?? Number(number);
}

/** Whether a size is of the B series, whose cores are lent. */
export function isBurstable(vmSize: string): boolean {
    return /^Standard_B\d/i.test(vmSize);
}
