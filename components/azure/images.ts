/** Whether a marketplace image says by its names that it is of the first generation, which Trusted Launch does not start (VS-13). */
export function isFirstGeneration(publisher: string, sku: string): boolean {
    // Up to 22.04, Canonical's images are of the first generation unless their sku says `gen2`.
    return /gen1$/i.test(sku) || (publisher.toLowerCase() === "canonical" && /^\d\d_04-lts$/.test(sku));
}
