import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Files of a pack of 2.x that are not among the files from outside the repository, in the shape that public sources describe: the kernel's conf/etc/jmx.xml
 * (wso2/carbon-kernel), and the secure WebSocket listener among the API artifacts (the template of 3.1, the parameters of carbon-mediation).
 */
const missingFiles: Readonly<Record<string, string>> = {
    "repository/conf/etc/jmx.xml": `<!-- The JMX server can be switched off here. -->
<JMX xmlns="http://wso2.org/projects/carbon/jmx.xml">
    <StartRMIServer>true</StartRMIServer>
    <HostName>localhost</HostName>
    <RMIRegistryPort>\${Ports.JMX.RMIRegistryPort}</RMIRegistryPort>
    <RMIServerPort>\${Ports.JMX.RMIServerPort}</RMIServerPort>
</JMX>
`,
    "repository/deployment/server/synapse-configs/default/inbound-endpoints/SecureWebSocketInboundEndpoint.xml": `<?xml version="1.0" encoding="UTF-8"?>
<inboundEndpoint xmlns="http://ws.apache.org/ns/synapse" name="SecureWebSocketEP" sequence="dispatchSeq" onError="fault" protocol="wss" suspend="false">
    <parameters>
        <parameter name="inbound.ws.port">8099</parameter>
        <parameter name="ws.use.port.offset">true</parameter>
        <parameter name="wss.ssl.key.store.file">repository/resources/security/wso2carbon.jks</parameter>
        <parameter name="wss.ssl.key.store.pass">wso2carbon</parameter>
        <parameter name="wss.ssl.cert.pass">wso2carbon</parameter>
    </parameters>
</inboundEndpoint>
`,
};

/** Adds to a pack of 2.x what its files in the shared folder lack. */
export function addMissingFiles(home: string): void {
    for (const [file, content] of Object.entries(missingFiles)) {
        fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
        fs.writeFileSync(path.join(home, file), content);
    }
}
