/** Five numbers that say where values lie. */
export interface Spread {
    least: number;
    lowerQuartile: number;
    median: number;
    upperQuartile: number;
    most: number;
}

/** Quantiles interpolate between the two nearest values. */
export function spread(values: readonly number[]): Spread {
    const sorted = [...values].sort((a, b) => a - b);
    const quantile = (share: number): number => {
        const position = (sorted.length - 1) * share;
        const below = sorted[Math.floor(position)]!;
        const above = sorted[Math.ceil(position)]!;
        return below + (above - below) * (position % 1);
    };
    return { least: quantile(0), lowerQuartile: quantile(0.25), median: quantile(0.5), upperQuartile: quantile(0.75), most: quantile(1) };
}
