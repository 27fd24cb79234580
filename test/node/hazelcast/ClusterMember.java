import java.io.FileInputStream;
import java.util.stream.Collectors;

import javax.xml.namespace.QName;

import org.apache.axiom.om.OMElement;
import org.apache.axiom.om.OMXMLBuilderFactory;
import org.apache.axis2.context.ConfigurationContext;
import org.apache.axis2.deployment.ClusterBuilder;
import org.apache.axis2.engine.AxisConfiguration;
import org.wso2.carbon.core.clustering.hazelcast.HazelcastClusteringAgent;

import com.hazelcast.core.HazelcastInstance;

/**
 * One member of a cluster, as the product makes it from its axis2.xml: `ClusterMember AXIS2_XML`. Says `members ADDRESS … alive COUNT` on standard output
 * whenever that has changed, and ends with the process. Needs -Dcarbon.home=DIRECTORY, from which the agent reads repository/conf/hazelcast.properties.
 */
public class ClusterMember {
    public static void main(String[] arguments) throws Exception {
        OMElement clustering;
        try (FileInputStream file = new FileInputStream(arguments[0])) {
            clustering = OMXMLBuilderFactory.createOMBuilder(file).getDocumentElement().getFirstChildWithName(new QName("clustering"));
            clustering.addChild(serializers());
        }
        AxisConfiguration configuration = new AxisConfiguration();
        new ClusterBuilder(configuration).buildCluster(clustering);
        HazelcastClusteringAgent agent = (HazelcastClusteringAgent) configuration.getClusteringAgent();
        agent.setConfigurationContext(new ConfigurationContext(configuration));
        agent.init();
        for (String said = ""; ; Thread.sleep(200)) {
            String now = "members " + addresses(agent.getPrimaryHazelcastInstance()) + " alive " + agent.getAliveMemberCount();
            if (!now.equals(said)) System.out.println(now);
            said = now;
        }
    }

    private static String addresses(HazelcastInstance hazelcast) {
        return hazelcast.getCluster().getMembers().stream()
                .map(member -> member.getSocketAddress().getAddress().getHostAddress())
                .sorted().collect(Collectors.joining(" "));
    }

    /** A member of axis2 as WSO2 builds it can be sent as it is; Apache's own needs somebody who does it. */
    private static OMElement serializers() {
        String text = "<parameter name='hazelcastSerializers'><serializer typeClass='org.apache.axis2.clustering.Member'>MemberSerializer</serializer></parameter>";
        return OMXMLBuilderFactory.createOMBuilder(new java.io.StringReader(text)).getDocumentElement();
    }
}
