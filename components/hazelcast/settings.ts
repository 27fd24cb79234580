/** A Hazelcast cluster of the gateway nodes, releases 2.1 to 4.1. Its presence switches it on. */
export interface HazelcastSettings {
    /**
     * Name of the cluster. Nodes with another one never join, so environments must not share it. Plain, because it is part of what every node is told.
     * Defaults to project, stack and base name, joined with dots.
     */
    domain?: string;
}
