import java.io.IOException;

import org.apache.axis2.clustering.Member;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;

/** What the agents tell each other of a member. */
public class MemberSerializer implements StreamSerializer<Member> {
    @Override
    public void write(ObjectDataOutput output, Member member) throws IOException {
        output.writeUTF(member.getHostName());
        output.writeInt(member.getPort());
        output.writeUTF(member.getDomain());
        output.writeObject(member.getProperties());
    }

    @Override
    public Member read(ObjectDataInput input) throws IOException {
        Member member = new Member(input.readUTF(), input.readInt());
        member.setDomain(input.readUTF());
        member.setProperties(input.readObject());
        return member;
    }

    @Override
    public int getTypeId() {
        return 1;
    }

    @Override
    public void destroy() {
        // Nothing to give back.
    }
}
