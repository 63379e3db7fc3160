// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel
import MissionWire

/// What a mission file asks for, ready to be submitted: every value has been checked, and the JSON reads back through
/// the grammars of the wire.
package struct MissionOrder: Sendable {
    /// The mission intent as one canonical JSON object.
    package let intent: [UInt8]
    /// ``intent``, parsed.
    package let intentNode: JSONNode
    /// The proposed authority as one canonical JSON array (`authorization_details`).
    package let authorizationDetails: [UInt8]
    /// For whom the mission runs; nil leaves it to who submits it.
    package let subject: Principal?
    /// The software that is to run it.
    package let client: ClientID
    /// What the rules read in ``intent``.
    package let terms: MissionIntent
    /// What the rules read in ``authorizationDetails``.
    package let entries: [AuthorityEntry]
    /// Where the file says each of ``entries``.
    let marks: [YAMLMark]
    /// What the file says and probably does not mean, in the order of the file.
    package let warnings: [MissionFileError]

    /// When the mission is to end.
    package var until: Instant { terms.controls.until ?? terms.expiresAt }

    /// What the meaning of a mission file depends on besides its text.
    package struct Context: Sendable {
        /// From when durations such as `3 days` are counted.
        package let now: Instant
        /// The issuer of the people that the file names.
        package let issuer: String
        /// The absolute folder from which relative paths are read: the file's own.
        package let directory: String
        /// The folder that whoever reads the file is in; nil where there is none.
        package var workingDirectory: String?
        /// What there is at a path.
        package var site: @Sendable (String) -> GitSite = { _ in .unknown }

        /// The people of that issuer whom the authority knows; nil where it was not asked.
        package var people: [String]?
        /// The classes of actions, which say what actions there are besides those that the file gives.
        package var policy = ClassPolicy.standard

        /// A context that is all given.
        package init(now: Instant, issuer: String, directory: String) {
            self.now = now
            self.issuer = issuer
            self.directory = directory
        }
    }

    /// Reads a mission file.
    package init(reading file: [UInt8], in context: Context) throws(MissionFileError) {
        let root: YAMLNode
        do throws(YAMLError) {
            root = try YAMLNode(reading: file)
        } catch {
            throw MissionFileError(error)
        }
        let reader = try OrderReader(root, in: context)
        let written = try reader.written()
        intent = written.intent.canonicalBytes
        authorizationDetails = written.authority.canonicalBytes
        subject = reader.subject
        client = reader.client
        marks = reader.entries.map(\.mark)
        warnings = reader.warnings
        do {
            intentNode = try JSONDocument(intent, limits: .committed).root
            terms = try IntentGrammar.intent(intentNode)
            entries = try AuthorityGrammar.entries(JSONDocument(authorizationDetails, limits: .committed).root)
        } catch {
            throw MissionFileError("the order cannot be submitted: \(error)", at: root.mark)
        }
    }
}
