import { Pulumi } from "../pulumi";
import { ResourceEntry } from "./state";

/** What Pulumi writes in place of a value that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface PreviewStep {
    op: string;
    newState?: ResourceEntry;
}

/** Resources that the next run would create. Secrets in them are hidden: the run after this writes them again. */
export async function creationsOf(pulumi: Pulumi): Promise<ResourceEntry[]> {
    const { stdout } = await pulumi.configured(["preview", "--json"]);
    const { steps } = JSON.parse(stdout) as { steps: PreviewStep[] };
    const created = steps.flatMap(({ op, newState }) => (op === "create" && newState?.custom ? [newState] : []));
    return created.filter(({ inputs = {} }) => !Object.values(inputs).includes(UNKNOWN));
}
