// SPDX-License-Identifier: Apache-2.0

package import AuthorityClient
import Crypto
package import MissionKernel
import MissionWire

/// What a process under a mission finds in its environment: by whom it was started, and how it shows that.
///
/// The secret is good for this session only, until the session stops. It grants nothing by itself.
package struct SessionEnvironment: Sendable, Equatable {
    package let socketPath: String
    package let session: SessionID
    package let epoch: Int32
    package let mission: MissionID
    package let client: ClientID
    package let secret: [UInt8]
    /// The latest checkpoint when the attempt began.
    package var checkpointNumber: Int64?
    package var checkpointLabel: String?

    package init(
        socketPath: String, session: SessionID, epoch: Int32, mission: MissionID, client: ClientID, secret: [UInt8]
    ) {
        self.socketPath = socketPath
        self.session = session
        self.epoch = epoch
        self.mission = mission
        self.client = client
        self.secret = secret
    }

    /// The same with the place to continue from.
    package func continuing(at checkpoint: ResumeAnswer.CheckpointSummary?) -> SessionEnvironment {
        var environment = self
        environment.checkpointNumber = checkpoint?.number
        environment.checkpointLabel = checkpoint?.label
        return environment
    }

    package var attempt: Attempt { Attempt(session: session, epoch: epoch) }

    /// The variable that names the session.
    static let sessionVariable = Name.session

    private enum Name {
        static let socket = "WRIT_SOCKET"
        static let session = "WRIT_SESSION"
        static let epoch = "WRIT_EPOCH"
        static let mission = "WRIT_MISSION"
        static let client = "WRIT_CLIENT"
        static let secret = "WRIT_CREDENTIAL"
        static let checkpointNumber = "WRIT_CHECKPOINT_NUMBER"
        static let checkpointLabel = "WRIT_CHECKPOINT"
        static let all = [socket, session, epoch, mission, client, secret, checkpointNumber, checkpointLabel]
    }

    /// Reads it from an environment; nil outside of a session.
    package init?(_ environment: [String: String]) {
        guard let socketPath = environment[Name.socket],
            let session = environment[Name.session].flatMap(SessionID.init),
            let epoch = environment[Name.epoch].flatMap({ Int32($0) }),
            let mission = environment[Name.mission].flatMap(MissionID.init), let client = environment[Name.client],
            let secret = environment[Name.secret].flatMap(Self.decode)
        else { return nil }
        self.init(
            socketPath: socketPath, session: session, epoch: epoch, mission: mission,
            client: ClientID(ExactText(client)), secret: secret)
        checkpointNumber = environment[Name.checkpointNumber].flatMap { Int64($0) }
        checkpointLabel = environment[Name.checkpointLabel]
    }

    private static func decode(_ text: String) -> [UInt8]? {
        do throws(TextEncodingError) { return try Base64.url.decode(text) } catch { return nil }
    }

    /// `inherited` with this in it, and nothing of another session.
    package func added(to inherited: [String: String]) -> [String: String] {
        var environment = inherited.filter { !Name.all.contains($0.key) }
        environment[Name.socket] = socketPath
        environment[Name.session] = session.text
        environment[Name.epoch] = String(epoch)
        environment[Name.mission] = mission.text
        environment[Name.client] = client.text.string
        environment[Name.secret] = Base64.url.text(secret)
        environment[Name.checkpointNumber] = checkpointNumber.map { String($0) }
        environment[Name.checkpointLabel] = checkpointLabel
        return environment
    }
}
