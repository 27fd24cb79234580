import * as path from "node:path";

import { Command, InvalidArgumentError } from "commander";

import { checkHostName } from "../../components/checking/valueChecks";
import { UsageFailure } from "../failure";
import { Print } from "../output";
import { Pulumi } from "../pulumi";
import { table } from "../table";
import { MAX_COMMON_NAME } from "./authority";
import { CertificateOptions, Stored, storeDevelopmentSettings } from "./developmentSettings";
import { StackSettings } from "./stackSettings";

interface Options {
    hostName: string;
    additionalHostName: string[];
    stack: string;
    cwd: string;
    configFile?: string;
    validDays: number;
    renew: boolean;
    sshPrivateKey?: string;
    rsync: boolean;
}

export function addCertificates(program: Command, print: Print): void {
    program
        .command("certificates")
        .summary("make certificates and secrets for development and store them in a stack")
        .description(
            "Makes what an environment for development needs and stores it as stack configuration, secrets encrypted: a private authority, a front certificate, a key store for the nodes,\n" +
                "an administrator's password and an SSH key. What is already set is left alone. Not for production: browsers and clients do not trust the authority.",
        )
        .requiredOption("--host-name <name>", "host name by which clients call the APIs")
        .option("--additional-host-name <name>", "further host name of the same APIs; can be given several times", collect, [])
        .requiredOption("--stack <name>", "stack to store it in; it must exist")
        .option("--cwd <folder>", "folder of the Pulumi project", ".")
        .option("--config-file <file>", "file of the stack's configuration, where it is not the usual one")
        .option("--valid-days <days>", "days until the certificates expire", days, 365)
        .option("--renew", "make new certificates and a new key store; the old root stays trusted beside the new one", false)
        .option("--ssh-private-key <file>", "new file for the private SSH key, readable by you only; without it the key is thrown away")
        .option("--rsync", "also make the keys of rsync mode: the manager's own, and the one with which nodes copy from it", false)
        .addHelpText(
            "after",
            "\nExamples:\n" +
                "  $ wso2-gateway-azure certificates --host-name gw.dev.example.com --stack dev\n" +
                "  $ wso2-gateway-azure certificates --host-name gw.dev.example.com --stack dev --renew --valid-days 90\n",
        )
        .action((options: Options) => run(options, print));
}

async function run(options: Options, print: Print): Promise<void> {
    const hostNames: [string, ...string[]] = [options.hostName, ...options.additionalHostName];
    checkHostNames(hostNames);
    const configFile = options.configFile === undefined ? undefined : path.resolve(options.configFile);
    const pulumi = new Pulumi({ cwd: path.resolve(options.cwd), stack: options.stack, configFile });
    const wanted: CertificateOptions = {
        hostNames,
        validDays: options.validDays,
        renew: options.renew,
        sshPrivateKey: options.sshPrivateKey === undefined ? undefined : path.resolve(options.sshPrivateKey),
        rsync: options.rsync,
    };
    const stored = await storeDevelopmentSettings(await StackSettings.read(pulumi), wanted);
    print(describe(stored, wanted));
}

/** What was stored, and what was not kept. */
export function describe(stored: readonly Stored[], { sshPrivateKey }: CertificateOptions): string {
    const rows = stored.map(({ what, outcome, subject = "", validUntil, fingerprint = "", setting }) => [
        what,
        outcome,
        subject,
        date(validUntil),
        setting,
        fingerprint,
    ]);
    const made = (setting: string): boolean => stored.some((line) => line.setting.startsWith(setting) && line.outcome !== "left alone");
    const notes = [
        ...(made("frontCertificatePfx") || made("nodeKeyStore")
            ? ["The authority's private key was thrown away: nobody can sign further certificates with it. --renew makes a new authority."]
            : []),
        ...(made("sshPublicKey")
            ? [sshNote(sshPrivateKey)]
            : sshPrivateKey === undefined
              ? []
              : [`sshPublicKey was set already: nothing was written to ${sshPrivateKey}.`]),
    ];
    return [table(["What", "Outcome", "Subject", "Valid until", "Setting", "SHA-256 fingerprint"], rows), ...(notes.length === 0 ? [] : ["", ...notes])].join(
        "\n",
    );
}

function sshNote(file: string | undefined): string {
    return file === undefined
        ? "The private SSH key was thrown away: nobody can log in to the machines. --ssh-private-key FILE keeps it, while sshPublicKey is not set."
        : `The private SSH key is in ${file}.`;
}

function date(day: Date | undefined): string {
    return day === undefined ? "" : day.toISOString().slice(0, 10);
}

function checkHostNames(names: readonly string[]): void {
    const [problem] = names.flatMap((name, index) => checkHostName(name, index === 0 ? "--host-name" : "--additional-host-name"));
    if (problem !== undefined) throw new UsageFailure(`${problem.path} ${problem.message}`);
    if (names[0]!.length > MAX_COMMON_NAME)
        throw new UsageFailure(`--host-name has ${names[0]!.length} characters; the common name of a certificate has at most ${MAX_COMMON_NAME}`);
    if (new Set(names.map((name) => name.toLowerCase())).size < names.length) throw new UsageFailure("a host name is given twice; give each once");
}

function collect(value: string, previous: string[]): string[] {
    return [...previous, value];
}

function days(value: string): number {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > 3650) throw new InvalidArgumentError("Allowed are 1 to 3650 days.");
    return number;
}
